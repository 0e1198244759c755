"""What people found in articles, as the measures of agreement take it; of a round, or as it stands."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import F, Value

from annotator.agreement import gamma
from annotator.agreement.counting import VERSION, Answered, Cell, Dimension, Worked
from annotator.agreement.records import Document, Level, Marking, Rating
from annotator.models import Assignment, DimensionKind, Keeping, Link, Mention, Revision, Round
from annotator.queries.rounds import Work, work_on
from annotator.text.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from annotator.queries.codebooks import CodebookIndex

NOW = 0
"""No round: as it stands."""

Found = dict[int, dict[int, Work]]
"""By article and person; a person without any work is one who was done and found nothing."""

_LEVELS = {DimensionKind.ORDINAL: Level.ORDINAL}


def asked_in(codebook: CodebookIndex) -> tuple[list[str], list[Dimension]]:
    """Return the layers of a codebook, and the questions of theirs that count for agreement (no query).

    Questions that are answered in words are never compared.
    """
    found = [
        Dimension(
            layer=layer,
            key=key,
            level=_LEVELS.get(DimensionKind(each.row.kind), Level.NOMINAL),
            codes=each.scale,
            several=each.takes_several,
        )
        for layer, index in codebook.layers.items()
        for key, each in index.dimensions.items()
        if each.row.counts_for_agreement and not each.takes_words
    ]
    return list(codebook.layers), found


def named_in(codebook: CodebookIndex) -> dict[str, Any]:
    """Return how layers, questions and codes are called, so that a report stays readable (no query)."""
    return {
        "layers": {key: layer.row.label for key, layer in codebook.layers.items()},
        "questions": {
            f"{layer}.{key}": {
                "label": each.row.label,
                "codes": {code: row.label for code, row in each.codes.items()},
            }
            for layer, index in codebook.layers.items()
            for key, each in index.dimensions.items()
        },
    }


def found_in(
    articles: Sequence[int], number: int = NOW, *, only: Callable[[str], bool] = lambda _: True
) -> Found:
    """Return what each person found in articles (at most 9 queries).

    `only` says what is needed, which saves queries: `done`, who was done and found nothing; `cells`; and
    `claims`, on which each author put their marks.

    Of a round that is over: what was kept of it. Of one that goes on: what was kept for those who are done
    with it, and what stands for the others. Whoever asks may see all of it.
    """
    found: Found = {each: {} for each in articles}
    for (article, person), work in work_on(articles, cells=only("cells")).items():
        found[article][person] = work
    if only("done"):
        done = Assignment.objects.filter(
            article__in=articles, state=Assignment.State.DONE, person__isnull=False
        )
        for article, person in done.values_list("article", "person"):
            found[article].setdefault(person, Work())
    if number != NOW:
        ended = Round.objects.filter(article__in=articles, number=number, closed_at__isnull=False)
        for article in ended.values_list("article", flat=True):
            found[article] = {}
        kept = Keeping.objects.filter(round__article__in=articles, round__number=number)
        for article, person, annotations, cells in kept.values_list(
            "round__article", "person", "annotations", "cells"
        ):
            found[article][person] = Work(annotations, cells)
    if only("claims"):
        _place(found, articles)
    return found


def _place(found: Found, articles: Sequence[int]) -> None:
    """Let marks name only the claims on which their own authors put them (1 query)."""
    rows = Mention.objects.filter(
        annotation__revision__article__in=articles,
        author=F("annotation__author"),
        deleted_at=None,
        state=Mention.State.CONFIRMED,
        claim__deleted_at=None,
    ).order_by("created_at")
    own: defaultdict[str, list[str]] = defaultdict(list)
    for annotation, claim in rows.values_list("annotation", "claim"):
        own[str(annotation)].append(str(claim))
    for people in found.values():
        for work in people.values():
            for each in work.annotations:
                each["claims"] = own.get(each["id"], [])


def fingerprint(people: Mapping[int, Work], codebook: CodebookIndex) -> str:
    """Return a digest of all that the tallies of an article are made of (no query)."""
    told: list[Any] = [VERSION, gamma.installed(), codebook.row.pk]
    for person in sorted(people):
        work = people[person]
        marks = sorted([each["id"], each["version"], each["claims"]] for each in work.annotations)
        cells = sorted([each["claim"], each["status"], each["certainty"] or 0] for each in work.cells)
        told.append([person, marks, cells])
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()


def worked_in(found: Found, *, counting: bool = True) -> dict[int, Worked]:
    """Return the same as the measures take it (1 query, of the articles' texts; without, if not `counting`).

    An article of several revisions counts with its newest: passages of older texts lie elsewhere.
    """
    newest: dict[int, tuple[int, str]] = {}
    rows = Revision.objects.filter(article__in=list(found)).order_by("number")
    text = F("text") if counting else Value("")
    for key, article, words in rows.values_list("pk", "article", text):
        newest[article] = (key, words)
    return {
        article: _worked(article, people, *newest[article])
        for article, people in found.items()
        if article in newest
    }


def _worked(article: int, people: Mapping[int, Work], revision: int, text: str) -> Worked:
    read = tokens(text)
    return Worked(
        document=Document(
            id=article,
            length=len(text),
            raters=frozenset(people),
            tokens=tuple(zip(read.starts, read.ends, strict=True)),
        ),
        marked=[
            answered(article, person, each)
            for person, work in people.items()
            for each in work.annotations
            if each["revision"] == revision and each["ranges"]
        ],
        cells=[
            Cell(each["claim"], person, each["status"], each["certainty"])
            for person, work in people.items()
            for each in work.cells
        ],
    )


def answered(article: int, person: int, told: Mapping[str, Any]) -> Answered:
    """Return an annotation as the measures take it."""
    answers: dict[str, list[str]] = {}
    for each in told["codes"]:
        if "code" in each:
            answers.setdefault(each["dimension"], []).append(each["code"])
    ranges = tuple(sorted((each["start"], each["end"]) for each in told["ranges"]))
    return Answered(Marking(article, person, told["layer"], ranges, told["id"]), answers, told["claims"])


def links_in(articles: Iterable[int]) -> dict[int, list[Rating]]:
    """Return by story how people linked what articles tell, as it stands (1 query).

    A link between two claims is there once for everybody, so that a second person can't make it again; only
    links between quotes, in each one's layer, can be compared. An item is two quotes, each known by claim and
    article, since the marks are different ones. Who linked anything in a story said `none` of all else there.
    """
    among = list(articles)
    rows = Link.objects.filter(
        from_mention__annotation__revision__article__in=among,
        to_mention__annotation__revision__article__in=among,
        deleted_at=None,
        **{
            f"{end}_mention__{what}": None
            for end in ("from", "to")
            for what in ("deleted_at", "claim__deleted_at", "annotation__deleted_at")
        },
    ).order_by("created_at", "pk")
    given: defaultdict[int, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for story, author, kind, key, *ends in rows.values_list(
        "from_mention__claim__story",
        "author",
        "kind",
        "pk",
        "from_mention__claim",
        "from_mention__annotation__revision__article",
        "to_mention__claim",
        "to_mention__annotation__revision__article",
    ):
        one, other = sorted([f"{ends[0]}@{ends[1]}", f"{ends[2]}@{ends[3]}"])
        given[story][author].setdefault(f"{one} {other}", f"{kind} {key}")
    found = {}
    for story, people in given.items():
        items = sorted({item for links in people.values() for item in links})
        found[story] = [
            Rating(item, author, *(links.get(item, "none ").split(" ")))
            for author, links in people.items()
            for item in items
        ]
    return found


def chunks(articles: Iterable[int], size: int = 50) -> Iterable[list[int]]:
    """Yield articles in lots, so that the work of a few is held at once."""
    waiting = sorted(articles)
    for start in range(0, len(waiting), size):
        yield waiting[start : start + size]
