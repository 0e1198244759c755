"""A site with one of everything in it: `python -m tests.browser.furnished` in its environment writes that.

It prints the address of every page that one can ask for (the rows of tests/web), and a session of the owner.
Tests of one module share it: they take the fixtures by name.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from tests.processes import ROOT
from tests.sites import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

PLAIN = "annotator.test"  # of no secure context: the browser finds this machine under that name


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    hosts = f"127.0.0.1,{PLAIN}"
    started = Site(tmp_path_factory.mktemp("furnished"), DEBUG="1", ALLOWED_HOSTS=hosts)
    yield started
    started.stop()


@pytest.fixture(scope="module")
def furnished(site: Site) -> dict[str, Any]:
    return furnish(site)


@pytest.fixture
def owner(furnished: dict[str, Any], visit: Callable[..., Page], site: Site) -> Page:
    """A page of the project's owner, who has an account on that site."""
    page = visit()
    come_in(page, furnished, site.address)
    return page


def come_in(page: Page, furnished: dict[str, Any], address: str) -> None:
    page.context.add_cookies([{"name": "sessionid", "value": furnished["session"], "url": address}])


def furnish(site: Site) -> dict[str, Any]:
    """Return `{session, pages: {name: address}}` of a running site that was empty."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.furnished"],
        env=site.env | {"DJANGO_SETTINGS_MODULE": "annotator.config.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    import django

    django.setup()
    from django.urls import reverse

    from annotator.models import Job
    from tests.browser.conftest import PASSWORD
    from tests.deadlines import until
    from tests.people import client, made_team
    from tests.web.account_rows import ACCOUNT_ROWS
    from tests.web.rows import ROWS
    from tests.web.world import made_world

    def worked() -> None:
        until(lambda: not Job.objects.filter(state__in=("queued", "running")).exists(), seconds=90)

    team = made_team()
    world = made_world(team, worked, lambda **_: nullcontext())
    # Of the owner: 200, or a place that it leads to.
    rows = [row for row in [*ROWS, *ACCOUNT_ROWS] if not row.post]
    pages = {row.name: reverse(row.name, args=row.args(world)) for row in rows}
    team.owner.set_password(PASSWORD)  # which is asked for once more before the second factor
    team.owner.save()
    session = client(team.owner).cookies["sessionid"].value
    sys.stdout.write(json.dumps({"session": session, "pages": pages}) + "\n")


if __name__ == "__main__":
    main()
