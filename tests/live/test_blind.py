"""The feed of a blind project: one hears nothing of what others do, until it is open to one."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from typing import TYPE_CHECKING

import pytest

from tests.live.conftest import seeded
from tests.processes import ROOT
from tests.sites import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.live.ears import Ear, World

JOIN = """
from annotator.models import *
project = Project.objects.get(pk={project})
Member.objects.create(project=project, user=User.objects.get(username="eve"), role=Role.ANNOTATOR)
Project.objects.filter(pk=project.pk).update(blind="revealed")
"""

CLOSE = """
from annotator.models import Round
Round.objects.filter(article__project={project}).delete()
"""


def in_shell(world: World, code: str) -> None:
    argv = [sys.executable, "manage.py", "shell", "-v0", "-c", code.format(project=world.project)]
    subprocess.run(argv, cwd=ROOT, env=world.site.env, check=True)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A site whose project is blind: Ann leads it, Ben and Eve annotate."""
    path: Path = tmp_path_factory.mktemp("blind")
    site = Site(path)
    world = seeded(site)
    in_shell(world, JOIN)
    yield world
    site.stop()


@pytest.fixture
def blind_again(world: World) -> Iterator[None]:
    """What is revealed is so for good: the other tests of the file, in whatever order, want it blind."""
    yield
    in_shell(world, CLOSE)


def until(ear: Ear, verb: str) -> list[str]:
    """Return all that is told before the next event of that verb, with whatever is in it."""
    told = []
    for message in ear:
        if message.event == "change" and message.data["verb"] == verb:
            return told
        if message.event != "alive":
            told.append(f"{message.event} {json.dumps(message.data)}")
    raise AssertionError("the stream ended")


def works(world: World) -> str:
    """Let Ben do what others would hear of."""
    key = world.mark()
    world.ask("ben", "PATCH", f"annotations/{key}/", {"note": "zq7vk"}, **{"If-Match": '"1"'})
    world.ask("ben", "POST", f"annotations/{key}/comments/", {"id": str(uuid.uuid4()), "body": "zq7vk"})
    world.ask("ben", "PUT", f"revisions/{world.seed['revision']}/presence/", {"sentence": 0})
    return key


def story(world: World) -> None:
    """Let Ann do what everybody hears of."""
    world.ask("ann", "POST", f"projects/{world.project}/stories/", {"title": "Marker"})


def test_what_another_does_is_not_heard_live_nor_when_one_catches_up(world):
    lead, eve = world.joined("ann"), world.joined("eve")
    world.ask("eve", "PUT", f"revisions/{world.seed['revision']}/presence/", {"sentence": 0})
    eve.hears("presence")
    key = works(world)
    story(world)
    assert until(eve, "story.created") == []
    assert key in "".join(until(lead, "story.created"))
    late = world.ear("eve", last=f"{world.project}:0")
    heard = "".join(until(late, "story.created"))
    assert key not in heard
    assert "zq7vk" not in heard
    assert '"Ben"' not in heard.replace("member.joined", "")


def test_who_is_there_is_told_to_oneself_alone(world):
    world.ask("ben", "PUT", f"revisions/{world.seed['revision']}/presence/", {"sentence": 0})
    told = world.ask("eve", "PUT", f"revisions/{world.seed['revision']}/presence/", {"sentence": 0})
    assert [each["person"]["name"] for each in told["results"]] == ["Eve"]
    heard = world.ear("eve").hears("presence")
    assert [each["person"]["name"] for each in heard.data["people"]] == ["Eve"]
    people = world.ear("ann").hears("presence").data["people"]
    assert {each["person"]["name"] for each in people} == {"Ben", "Eve"}


@pytest.mark.usefixtures("blind_again")
def test_that_it_is_revealed_is_heard_and_from_then_on_all_is(world):
    eve = world.joined("eve")
    world.ask("ann", "POST", f"projects/{world.project}/rounds/reveal/", {"all": True})
    eve.hears("change", verb="round.opened")
    key = world.mark()
    assert eve.hears("change", verb="annotation.created").data["subject"] == key
