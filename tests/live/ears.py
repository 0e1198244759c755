"""A client of the feed that is no browser: reads a stream line by line, and can be dropped at any moment."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from tests.sites import Site

SEED = """
import json
from django.test import Client
from knox.models import AuthToken
from annotator.models import *
from annotator.services import projects
from tests.people import add_article
names = ("ann", "ben", "eve")
people = {name: User.objects.create(username=name, name=name.title()) for name in names}
project = projects.create(actor=people["ann"], name="The bridge")
other = projects.create(actor=people["ann"], name="The tunnel")
elsewhere = projects.create(actor=people["eve"], name="Elsewhere")
Member.objects.create(project=project, user=people["ben"], role=Role.ANNOTATOR)
article = add_article(project, None, "The mayor may resign on Monday. Nobody was hurt.", "Mayor may resign")
def cookie(user):
    browser = Client()
    browser.force_login(user)
    return browser.cookies["sessionid"].value
print("SEEDED " + json.dumps({
    "project": project.pk, "other": other.pk, "elsewhere": elsewhere.pk,
    "revision": article.revisions.get().pk,
    "members": {name: Member.objects.get(project=project, user=people[name]).pk for name in names[:2]},
    "tokens": {name: AuthToken.objects.create(user)[1] for name, user in people.items()},
    "cookies": {name: cookie(user) for name, user in people.items()},
}))
"""


@dataclass(frozen=True, slots=True)
class Told:
    """A message of a stream."""

    event: str
    data: dict[str, Any]
    id: str


class Refused(Exception):  # noqa: N818 - as in the program
    """No stream: the answer's status and what it says."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status, self.body = status, json.loads(body)


class Ear:
    """An open stream. Its end is the end of the iteration."""

    def __init__(self, site: Site, query: str, headers: dict[str, str], *, seconds: float = 30) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=seconds)
        self.connection.request("GET", f"/events/?{query}", headers=headers)
        self.answer = self.connection.getresponse()
        if self.answer.status != 200:
            body = self.answer.read()
            self.drop()
            raise Refused(self.answer.status, body)

    def __iter__(self) -> Ear:
        return self

    def __next__(self) -> Told:
        told: dict[str, str] = {}
        while line := self.answer.readline():
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                told[name] = value
            elif "data" in told:
                return Told(told["event"], json.loads(told["data"]), told.get("id", ""))
        raise StopIteration

    def hears(self, event: str, **facts: object) -> Told:
        """Return the next message of that kind with these facts."""
        for told in self:
            if told.event == event and all(told.data.get(name) == value for name, value in facts.items()):
                return told
        raise AssertionError("the stream ended")

    def drop(self) -> None:
        self.answer.close()
        self.connection.close()


@dataclass
class World:
    """A site with a project that Ann owns and Ben annotates in. Eve has nothing to do with it."""

    site: Site
    seed: dict[str, Any]
    ears: list[Ear] = field(default_factory=list)

    @property
    def project(self) -> int:
        return self.seed["project"]

    def ear(self, who: str = "ann", query: str = "", *, last: str = "", cookie: bool = False) -> Ear:
        headers = {"Authorization": f"Token {self.seed['tokens'][who]}"}
        if cookie:
            headers = {"Cookie": f"sessionid={self.seed['cookies'][who]}"}
        if last:
            headers["Last-Event-ID"] = last
        ear = Ear(self.site, query or f"project={self.project}", headers)
        self.ears.append(ear)
        return ear

    def joined(self, who: str = "ann", query: str = "", *, cookie: bool = False) -> Ear:
        """Return an ear that hears from now on."""
        ear = self.ear(who, query, cookie=cookie)
        ear.hears("alive")
        return ear

    def ask(self, who: str, method: str, path: str, body: object = None, **headers: str) -> Any:
        request = Request(f"{self.site.address}/api/v1/{path}", method=method, headers=headers)
        request.add_header("Authorization", f"Token {self.seed['tokens'][who]}")
        data = None
        if body is not None:
            request.add_header("Content-Type", "application/json")
            data = json.dumps(body).encode()
        with urlopen(request, data, timeout=20) as answer:
            return json.loads(answer.read() or b"null")

    def mark(self, who: str = "ben", *, stubborn: bool = False) -> str:
        """Mark two words; `stubborn`, as often as it takes, with the same id."""
        key = str(uuid.uuid4())
        body = {
            "id": key,
            "layer": "claim",
            "ranges": [{"start": 10, "end": 20}],
            "codes": [{"dimension": "certainty", "code": "possible"}],
        }
        while True:
            try:
                self.ask(who, "POST", f"revisions/{self.seed['revision']}/annotations/", body)
            except (http.client.HTTPException, OSError) as error:
                if not stubborn or (isinstance(error, HTTPError) and error.code < 500):
                    raise
                time.sleep(0.1)
            else:
                return key
