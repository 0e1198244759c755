"""Every page that takes a form is sent what no form of ours would send; the answer is an answer.

`FORM_EXAMPLES` is how many forms are made up for each page, 2 where it is not set.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as how
from hypothesis import strategies as st

from annotator.models import User
from annotator.services import attempts
from tests.api.asking import undone
from tests.people import client
from tests.web.account_rows import ACCOUNT_ROWS
from tests.web.rows import ROWS

if TYPE_CHECKING:
    from tests.web.world import World

EXAMPLES = int(os.environ.get("FORM_EXAMPLES", "2"))
POSTS = [row for row in [*ROWS, *ACCOUNT_ROWS] if row.post]
HOW = how(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# What a browser can be made to send: text of any kind, numbers that are none, ids of nothing, files.
VALUES = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(codec="utf-8"), min_size=200, max_size=2000),
    st.integers(-(10**30), 10**30).map(str),
    st.sampled_from(
        [
            "", " ", "\x00", "a\x00b", "\u202e\ufeff", "-1", "NaN", "1e999", "null", "{}", "[]", "[[1]]",
            "True", "00000000-0000-0000-0000-000000000000", "9999-12-31T23:59:59", "0000-00-00",
            "'; DROP TABLE x; --", "<script>alert(1)</script>", "http://[", "//evil.example/",
            "../../etc/passwd", "\U0001f469\u200d\U0001f692",
        ]
    ),
    st.uuids().map(str),
)  # fmt: skip
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)


@st.composite
def forms(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    """Return a form: of the names that the page knows some, several times or not at all, and others."""
    known = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    form: dict[str, Any] = {name: draw(st.lists(VALUES, min_size=1, max_size=3)) for name in known}
    form |= draw(st.dictionaries(NAMES, VALUES, max_size=3))
    if draw(st.booleans()):
        where = draw(st.sampled_from([*names, "file", "document", "documents"]))
        form[where] = SimpleUploadedFile(draw(NAMES), draw(st.binary(max_size=200)))
    return form


def names_of(page: bytes, body: dict[str, Any]) -> list[str]:
    found = {each.decode() for each in re.findall(rb'name="([^"]+)"', page)}
    return sorted(
        (found | set(body)) - {"viewport", "csrf-token", "csrfmiddlewaretoken", "actor", "color-scheme"}
    )


@pytest.mark.parametrize("row", POSTS, ids=str)
def test_whatever_a_form_holds_the_answer_is_an_answer(
    row: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, limit in attempts.LIMITS.items():
        monkeypatch.setitem(attempts.LIMITS, name, attempts.Limit(10**6, limit.seconds, limit.sentence))
    User.objects.filter(pk=world.team.owner.pk).update(is_superuser=True)
    address, body = reverse(row.name, args=row.args(world)), row.post(world)
    browser = client(world.team.owner)
    names = names_of(browser.get(address).content, body)

    @HOW
    @given(form=forms(names), right=st.booleans())
    def answered(form: dict[str, Any], right: bool) -> None:
        with undone():
            answer = browser.post(address, body | form if right else form)
            b"".join(answer)
        assert answer.status_code < 500, (row, form)

    answered()
