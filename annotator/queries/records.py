"""Everything of an export's scope as records: the tables, and what has no table of its own.

Read in short steps, as :mod:`annotator.queries.exports` says. `docs/datasets.md` describes each key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from annotator.formats.interchange.naming import id_of
from annotator.formats.interchange.source import Document
from annotator.models import (
    Annotation,
    Carried,
    Codebook,
    Comment,
    CounterpartAnswer,
    Guidelines,
    Link,
    OriginChoice,
    Thread,
)
from annotator.queries import codebooks
from annotator.queries.documents import batches, documents
from annotator.queries.exports import (
    answers_table,
    cells_table,
    claims_table,
    exposures_table,
    mentions_table,
)
from annotator.queries.gold_records import (
    cell_decisions_records,
    decisions_records,
    mention_decisions_records,
)
from annotator.queries.scopes import (
    article_keys,
    carried_in,
    claims_in,
    done_in,
    in_steps,
    marks_in,
    mentions_in,
    revision_keys,
    stories_in,
)
from annotator.queries.telling import iso, who

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.models import Export


DELETED_THERE = "It was deleted on the newer text."
"""The reason that is told of an annotation that was given up by deleting what stood for it."""


def carried_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield what became of each annotation that was looked for in a later text (1 query for each batch)."""
    rows = Carried.objects.select_related("revision", "made").defer("revision__text", "revision__raw")
    for batch in batches(export):
        here = rows.filter(carried_in(export, [text.pk for text in batch]))
        yield from map(_carried, in_steps(here, "revision_id", "pk"))


def _carried(row: Carried) -> dict[str, Any]:
    """Return one of them. What stood for it and was deleted is in no dataset: it was given up there."""
    stands, review, reason, reviewed_at = row.made_id, row.review, row.reason, row.reviewed_at
    if row.made is not None and row.made.deleted_at is not None:
        stands = None
        if review != Carried.Review.GIVEN_UP:
            review, reason, reviewed_at = Carried.Review.GIVEN_UP, DELETED_THERE, row.made.deleted_at
    return {
        "carried_from": str(row.source_id),
        "revision_id": str(row.revision.uid),
        "annotation_id": str(stands) if stands else None,
        "state": row.state,
        "found": [{"start": start, "end": end} for start, end in row.found],
        "version": row.version,
        "review": str(review) or None,
        "reason": reason or None,
        "reviewed_at": iso(reviewed_at),
        "created_at": iso(row.created_at),
    }


def links_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield each link whose two ends are in the export."""
    claims = claims_in(export, "from_claim") & claims_in(export, "to_claim")
    mentions = mentions_in(export, "from_mention") & mentions_in(export, "to_mention")
    mine = done_in(export, person="author", at="created_at")
    rows = Link.objects.filter(mine, project=export.project_id, deleted_at=None).select_related("author")
    for of, whole in (("claim", claims), ("mention", mentions)):
        for link in in_steps(rows.filter(whole, **{f"from_{of}__isnull": False})):
            one, other = link.ends
            yield {
                "link_id": str(link.pk),
                "of": of,
                "kind": link.kind,
                "from_id": str(one),
                "to_id": str(other),
                **who(link.author),
                "note": link.note or None,
                "version": link.version,
                "created_at": iso(link.created_at),
            }


def origins_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield what people said of where an account's text is from; the machine's own findings are not data."""
    here = article_keys(export)
    mine = done_in(export, person="chosen_by", at="chosen_at")
    rows = OriginChoice.objects.filter(mine, Q(same_as=None) | Q(same_as__in=here), article__in=here)
    for choice in in_steps(rows.select_related("chosen_by", "article", "same_as"), "article__uid"):
        yield {
            "article_id": str(choice.article.uid),
            "same_as": str(choice.same_as.uid) if choice.same_as else None,
            **who(choice.chosen_by),
            "chosen_at": iso(choice.chosen_at),
        }


def threads_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield each talk that is settled. One that is still open has no record but its comments."""
    mine = done_in(export, person="resolved_by", at="resolved_at")
    rows = Thread.objects.filter(mine, marks_in(export, "annotation"), resolved_at__isnull=False)
    for thread in in_steps(rows.select_related("resolved_by")):
        yield {
            "annotation_id": str(thread.annotation_id),
            **who(thread.resolved_by),
            "resolved_at": iso(thread.resolved_at),
        }


def comments_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield what people said about annotations, as they wrote it."""
    mine = done_in(export, person="author", at="created_at")
    rows = Comment.objects.filter(mine, marks_in(export, "thread__annotation"), deleted_at=None)
    for comment in in_steps(rows.select_related("author").defer("html")):
        yield {
            "comment_id": str(comment.pk),
            "annotation_id": str(comment.thread_id),
            "number": comment.number,
            **who(comment.author),
            "body": comment.body,
            "version": comment.version,
            "created_at": iso(comment.created_at),
            "edited_at": iso(comment.edited_at),
        }


def counterparts_records(export: Export) -> Iterator[dict[str, Any]]:
    """Yield each suggested mention that somebody was shown, and what they made of it."""
    rows = CounterpartAnswer.objects.filter(
        claims_in(export, "counterpart__claim"),
        done_in(export, person="person", at="shown_at"),
        counterpart__revision__in=revision_keys(export),
    )
    there = Annotation.objects.filter(marks_in(export), pk=OuterRef("annotation"))
    chosen = rows.select_related("person", "counterpart__revision").annotate(there=Exists(there))
    for answer in in_steps(chosen.defer("counterpart__revision__text", "counterpart__revision__raw")):
        shown = answer.counterpart
        revision = str(shown.revision.uid)
        yield {
            "counterpart_id": id_of("counterpart", shown.claim_id, revision, shown.start, shown.end),
            "claim_id": str(shown.claim_id),
            "revision_id": revision,
            "start": shown.start,
            "end": shown.end,
            "quote": shown.quote,
            "kind": shown.kind,
            "score": shown.score,
            "engine": shown.engine,
            **who(answer.person),
            "verdict": answer.verdict or None,
            "annotation_id": str(answer.annotation_id) if answer.there else None,  # type: ignore[attr-defined] # annotated
            "shown_at": iso(answer.shown_at),
            "answered_at": iso(answer.answered_at),
        }


FURTHER: dict[str, Callable[[Export], Iterator[dict[str, Any]]]] = {
    "carried": carried_records,
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
    "mention_decision": mention_decisions_records,
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
        """Yield the project, each version of its codebook and its guidelines, each story of the scope."""
        return map(self.called, _header(self.export))

    def documents(self) -> Iterator[Document]:
        """Yield each revision with its annotations, read in batches."""
        for each in documents(self.export):
            yield Document(self.called(each.revision), list(map(self.called, each.annotations)))

    def rows(self, kind: str) -> Iterator[dict[str, Any]]:
        """Yield the records of one type that follows the documents."""
        return map(self.called, FURTHER[kind](self.export))


def _header(export: Export) -> Iterator[dict[str, Any]]:
    project = export.project
    yield {
        "type": "project",
        "id": str(project.uid),
        "name": project.name,
        "description": project.description,
    }
    for version in Codebook.objects.filter(project=project).order_by("version"):
        layers = codebooks.index(version.pk, version.created_at).record().as_dict()["layers"]
        yield {"type": "codebook", **_version(version), "layers": layers}
    for text in Guidelines.objects.filter(project=project).defer("html").order_by("version"):
        yield {"type": "guidelines", **_version(text), "body": text.body}
    for story in in_steps(stories_in(export)):
        yield {
            "type": "story",
            "id": str(story.uid),
            "title": story.title,
            "description": story.description,
            "created_at": iso(story.created_at),
        }


def _version(row: Codebook | Guidelines) -> dict[str, Any]:
    return {"version": row.version, "note": row.note, "created_at": iso(row.created_at)}
