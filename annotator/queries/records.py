"""Everything of an export's scope as records: the tables, and what has no table of its own.

Read in short steps, as :mod:`annotator.queries.exports` says. `docs/datasets.md` describes each key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from annotator.formats.interchange.source import Document
from annotator.models import (
    CellDecision,
    Codebook,
    Comment,
    CounterpartAnswer,
    Decision,
    Link,
    OriginChoice,
    Revision,
    Thread,
)
from annotator.queries import codebooks
from annotator.queries.adjudication import decision_data
from annotator.queries.exports import (
    annotations_on,
    answers_table,
    articles_table,
    cells_table,
    claims_table,
    exposures_table,
    gold_in,
    in_steps,
    mentions_table,
    revisions_in,
    stories_in,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from annotator.models import Export, User


def links_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield each link whose two ends are in the export."""
    here = stories_in(export)
    claims = Q(from_claim__deleted_at=None, to_claim__deleted_at=None, from_claim__story__in=here)
    mentions = Q()
    for end in ("from_mention", "to_mention"):
        mentions &= Q(
            **{
                f"{end}__deleted_at": None,
                f"{end}__annotation__deleted_at": None,
                f"{end}__annotation__revision__in": _revisions(export),
                f"{end}__claim__deleted_at": None,
                f"{end}__claim__story__in": here,
            }
        )
    rows = Link.objects.filter(project=export.project_id, deleted_at=None).select_related("author")
    for of, whole in (("claim", claims), ("mention", mentions)):
        for link in in_steps(rows.filter(whole, **{f"from_{of}__isnull": False})):
            one, other = link.ends
            yield {
                "link_id": str(link.pk),
                "of": of,
                "kind": link.kind,
                "from_id": str(one),
                "to_id": str(other),
                **_who(link.author),
                "note": link.note or None,
                "version": link.version,
                "created_at": _iso(link.created_at),
            }


def origins_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield what people said of where an account's text is from; the machine's own findings are not data."""
    here = revisions_in(export).order_by().values("article")
    rows = OriginChoice.objects.filter(Q(same_as=None) | Q(same_as__in=here), article__in=here)
    for choice in in_steps(rows.select_related("chosen_by")):
        yield {
            "article_id": choice.article_id,
            "same_as": choice.same_as_id,
            **_who(choice.chosen_by),
            "chosen_at": _iso(choice.chosen_at),
        }


def threads_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield each talk that is settled. One that is still open has no record but its comments."""
    rows = Thread.objects.filter(
        annotation__deleted_at=None, annotation__revision__in=_revisions(export), resolved_at__isnull=False
    )
    for thread in in_steps(rows.select_related("resolved_by")):
        yield {
            "annotation_id": str(thread.annotation_id),
            **_who(thread.resolved_by),
            "resolved_at": _iso(thread.resolved_at),
        }


def comments_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield what people said about annotations, as they wrote it."""
    rows = Comment.objects.filter(
        deleted_at=None,
        thread__annotation__deleted_at=None,
        thread__annotation__revision__in=_revisions(export),
    )
    for comment in in_steps(rows.select_related("author").defer("html")):
        yield {
            "comment_id": str(comment.pk),
            "annotation_id": str(comment.thread_id),
            "number": comment.number,
            **_who(comment.author),
            "body": comment.body,
            "version": comment.version,
            "created_at": _iso(comment.created_at),
            "edited_at": _iso(comment.edited_at),
        }


def counterparts_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield each suggested mention that somebody was shown, and what they made of it."""
    rows = CounterpartAnswer.objects.filter(
        counterpart__claim__deleted_at=None,
        counterpart__claim__story__in=stories_in(export),
        counterpart__revision__in=_revisions(export),
    )
    for answer in in_steps(rows.select_related("person", "counterpart")):
        shown = answer.counterpart
        yield {
            "counterpart_id": shown.pk,
            "claim_id": str(shown.claim_id),
            "revision_id": shown.revision_id,
            "start": shown.start,
            "end": shown.end,
            "quote": shown.quote,
            "kind": shown.kind,
            "score": shown.score,
            "engine": shown.engine,
            **_who(answer.person),
            "verdict": answer.verdict or None,
            "annotation_id": str(answer.annotation_id) if answer.annotation_id else None,
            "shown_at": _iso(answer.shown_at),
            "answered_at": _iso(answer.answered_at),
        }


def decisions_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield the gold layer: each passage that was decided on. Only where a lead asked."""
    if not gold_in(export):
        return
    rows = Decision.objects.filter(deleted_at=None, revision__in=_revisions(export))
    chosen = rows.select_related("layer", "decided_by").prefetch_related(
        "ranges", "codes__dimension", "codes__code", "basis"
    )
    for row in in_steps(chosen):
        told = decision_data(row)
        yield {
            "decision_id": told["id"],
            "revision_id": told["revision"],
            **{key: told[key] for key in ("layer", "kept", "ranges", "codes", "basis", "overrules")},
            **_who(row.decided_by),
            "reason": told["reason"] or None,
            "version": told["version"],
            "decided_at": _iso(row.updated_at),
        }


def cell_decisions_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield the gold cells: what was decided of each claim in each account. Only where a lead asked."""
    if not gold_in(export):
        return
    rows = CellDecision.objects.filter(
        claim__deleted_at=None,
        claim__story__in=stories_in(export),
        article__in=revisions_in(export).order_by().values("article"),
    )
    for row in in_steps(rows.select_related("decided_by")):
        yield {
            "claim_id": str(row.claim_id),
            "article_id": row.article_id,
            "status": row.status,
            "certainty": row.certainty,
            "overrules": row.overrules,
            **_who(row.decided_by),
            "reason": row.reason or None,
            "version": row.version,
            "decided_at": _iso(row.updated_at),
        }


FURTHER: dict[str, Callable[[Export], Iterator[dict[str, Any]]]] = {
    "claim": claims_table,
    "mention": mentions_table,
    "cell": cells_table,
    "suggestion_exposure": exposures_table,
    "suggestion_answer": answers_table,
    "counterpart_answer": counterparts_records,
    "link": links_records,
    "origin": origins_records,
    "comment": comments_records,
    "thread": threads_records,
    "decision": decisions_records,
    "cell_decision": cell_decisions_records,
}


def _as_it_is(record: dict[str, Any]) -> dict[str, Any]:
    return record


@dataclass(frozen=True)
class FromDatabase:
    """An export's scope as a :class:`annotator.formats.interchange.source.Source`, read from the database.

    It may be read again and again, each time as it is then. `called` is what each record goes through on its
    way out: :meth:`annotator.queries.members.Pseudonyms.hide`, or nothing.
    """

    export: Export
    called: Callable[[dict[str, Any]], dict[str, Any]] = _as_it_is

    def header(self) -> Iterator[dict[str, Any]]:
        """Yield the project, each version of its codebook, each story of the scope."""
        return map(self.called, _header(self.export))

    def documents(self) -> Iterator[Document]:
        """Yield each revision with its annotations (6 queries each); one is in memory at a time."""
        for facts in articles_table(self.export):
            text = Revision.objects.values_list("text", flat=True).get(pk=facts["revision_id"])
            told = annotations_on(facts["revision_id"])
            yield Document(
                self.called({**facts, "text": text}),
                [self.called({key: row[key] for key in row if key != "mine"}) for row in told],
            )

    def rows(self, kind: str) -> Iterator[dict[str, Any]]:
        """Yield the records of one type that follows the documents."""
        return map(self.called, FURTHER[kind](self.export))


def _header(export: Export) -> Iterator[dict[str, Any]]:
    project = export.project
    yield {
        "type": "project",
        "id": project.pk,
        "name": project.name,
        "description": project.description,
    }
    for version in Codebook.objects.filter(project=project).order_by("version"):
        layers = codebooks.index(version.pk, version.created_at).record().as_dict()["layers"]
        yield {"type": "codebook", "version": version.version, "note": version.note, "layers": layers}
    for story in in_steps(stories_in(export)):
        yield {"type": "story", "id": story.pk, "title": story.title, "description": story.description}


def _revisions(export: Export) -> QuerySet[Revision, int]:
    return revisions_in(export).order_by().values_list("pk", flat=True)


def _who(person: User | None) -> dict[str, Any]:
    return {
        "annotator_id": person.pk if person else None,
        "annotator": person.shown_name if person else None,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
