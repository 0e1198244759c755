"""What people do with suggestions, in short."""

from __future__ import annotations

import uuid

from annotator.models import (
    Event,
)
from annotator.queries import suggestions as queries
from annotator.queries.articles import revision_for
from annotator.services import projects, suggestions


def open_for(team, name="annotator"):
    who = team.who(name)
    return queries.open_on(who, revision_for(who, team.revision.pk).it)["results"]


def the(team, quote, layer="cue"):
    return next(each for each in open_for(team, "owner") if (each["quote"], each["layer"]) == (quote, layer))


def accept(team, quote="not clear", key=None, said=None, by="annotator", layer="cue"):
    return suggestions.accept(
        actor=team.who(by),
        suggestion_id=the(team, quote, layer)["id"],
        annotation_id=key or uuid.uuid4(),
        marked=said,
    )


def switch(team, on):
    return projects.change(
        actor=team.owner, project_id=team.project.pk, name="P", description="", suggestions_on=on
    )


def verbs(team):
    return list(Event.objects.filter(project=team.project).order_by("seq").values_list("verb", flat=True))
