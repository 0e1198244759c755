"""Sayings: reads. To whom an account attributes a marked passage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.models import Range
from annotator.policies import work_seen
from annotator.text.saying import Saying, saying
from annotator.text.spans import Span

if TYPE_CHECKING:
    from annotator.models import Annotation, User


def saying_of(actor: User, annotation: Annotation) -> Saying:
    """Return who says what an annotation marks, as people marked it or else as it reads (2 queries).

    The annotation was looked up with the actor, with its revision's text, article and project. Of others'
    marks those count that the actor sees.
    """
    ranges = Range.objects.filter(annotation=annotation).values_list("start", "end")
    marks = (
        Range.objects.filter(
            work_seen(
                actor,
                "annotation__revision__article",
                "annotation__author",
                project=annotation.revision.article.project,
            ),
            annotation__revision=annotation.revision_id,
            annotation__deleted_at=None,
            annotation__layer__key="attribution",
            annotation__codes__dimension__key="part",
            annotation__codes__code__key__in=("source", "cue"),
        )
        .order_by("start")
        .values_list("annotation__codes__code__key", "start", "end")
    )
    quotes = [Span(start, end) for start, end in ranges]
    return saying(
        annotation.revision.text,
        quotes,
        [(part, Span(start, end)) for part, start, end in marks],
    )
