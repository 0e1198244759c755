"""Two accounts side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.errors import Invalid
from annotator.http import signed_in
from annotator.queries import annotations as annotation_queries
from annotator.queries import articles as article_queries
from annotator.queries import comparisons as queries
from annotator.services import comparisons as services
from annotator.text.comparing import explanations
from annotator.text.runs import runs
from annotator.text.segments import paragraphs, sentences
from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from annotator.models import Article, Comparison, Project, Revision, Story, User


@dataclass(frozen=True, slots=True)
class RunShown:
    """A stretch of words under the same marks: shared word for word, marked as a claim, or plain."""

    text: str
    shared: bool
    claimed: bool


@dataclass(frozen=True, slots=True)
class SentenceShown:
    """A sentence, how it relates to the other account, and the passages it belongs to."""

    kind: str  # "shared", "paraphrased", "hedged", "differs" or "only"
    passages: list[int]
    runs: list[RunShown]
    gap: str  # the white space behind it


@dataclass(frozen=True, slots=True)
class SideShown:
    """One account of the two."""

    article: Article
    revision: Revision
    paragraphs: list[list[SentenceShown]]
    claim_count: int


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A passage that both accounts have, for the list of the same content."""

    number: int
    kind: str
    left: str
    right: str
    explanations: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many passages there are of each kind: the strip's sentence, whose parts are its filters."""

    passages: int
    shared: int
    paraphrased: int
    hedged: int
    differs: int
    only_left: int
    only_right: int


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Everything `templates/comparisons/compare.html` may use."""

    project: Project
    story: Story | None
    accounts: list[Article]  # to choose the two from
    left: SideShown
    right: SideShown
    comparison: Comparison
    counts: Counts | None  # None until the comparison is computed
    links: list[LinkShown]
    data: dict[str, Any]


# When a sentence stands in several passages, the most telling is shown.
_WEIGHT = {"only": 0, "paraphrased": 1, "shared": 2, "hedged": 3, "differs": 4}


@require_safe
def compare(request: HttpRequest, left_id: int, right_id: int) -> HttpResponse:
    """Show two articles with what they share; ask for the comparison if nobody has (17 queries)."""
    user = signed_in(request)
    if left_id == right_id:
        raise Invalid("Choose two different accounts.")
    left = article_queries.newest_revision_for(user, left_id).it
    right = article_queries.newest_revision_for(user, right_id).it
    comparison = services.ask_for_pair(actor=user, one=left.article, other=right.article)
    result: dict[str, Any] | None = None
    if comparison.result is not None:
        mirrored = comparison.left_id != left.pk
        result = queries.seen_from(comparison.result, mirrored=mirrored)
        if mirrored:
            _explain_anew(left.text, right.text, result)
    story = left.article.story
    links = _links(left.text, right.text, result) if result else []
    page = ComparePage(
        project=left.article.project,
        story=story,
        accounts=article_queries.accounts_of(story) if story else [left.article, right.article],
        left=_side(user, left, result, "a"),
        right=_side(user, right, result, "b"),
        comparison=comparison,
        counts=_counts(result) if result else None,
        links=links,
        data={"passages": [{"kind": link.kind, "explanations": link.explanations} for link in links]},
    )
    return render(request, "comparisons/compare.html", {"page": page})


def _side(user: User, revision: Revision, result: dict[str, Any] | None, side: str) -> SideShown:
    claims = [
        Span(each["start"], each["end"])
        for told in annotation_queries.on_revision(user, revision)
        if told["layer"] == "claim"
        for each in told["ranges"]
    ]
    marks = [(span, "claimed") for span in claims]
    passages: dict[int, list[tuple[int, str]]] = {}
    if result is not None:
        marks += [(Span(*reuse[side]), "shared") for reuse in result["reuse"]]
        for number, passage in enumerate(result["passages"]):
            passages.setdefault(passage[side][0], []).append((number, _kind(passage)))
    text = revision.text
    told = sentences(text)
    return SideShown(
        article=revision.article,
        revision=revision,
        paragraphs=[
            _sentences(
                text,
                [each for each in told if paragraph.start <= each.start < paragraph.end],
                paragraph.end,
                passages,
                marks,
            )
            for paragraph in paragraphs(text)
        ],
        claim_count=len(claims),
    )


def _sentences(
    text: str,
    spans: list[Span],
    end: int,
    passages: dict[int, list[tuple[int, str]]],
    marks: list[tuple[Span, str]],
) -> list[SentenceShown]:
    shown = []
    for number, span in enumerate(spans):
        following = spans[number + 1].start if number + 1 < len(spans) else end
        found = passages.get(span.start, [])
        kinds = [kind for _, kind in found] or ["only"]
        shown.append(
            SentenceShown(
                kind=max(kinds, key=_WEIGHT.__getitem__),
                passages=[passage for passage, _ in found],
                runs=_runs(text, span, marks),
                gap=text[span.end : following],
            )
        )
    return shown


def _runs(text: str, span: Span, marks: Iterable[tuple[Span, str]]) -> list[RunShown]:
    near = [(mark, name) for mark, name in marks if mark.start < span.end and span.start < mark.end]
    return [
        RunShown(run.span.of(text), "shared" in run.marks, "claimed" in run.marks) for run in runs(span, near)
    ]


def _links(left: str, right: str, result: dict[str, Any]) -> list[LinkShown]:
    return [
        LinkShown(
            number=number,
            kind=_kind(passage),
            left=left[slice(*passage["a"])],
            right=right[slice(*passage["b"])],
            explanations=[each["explanation"] for each in passage["differences"]],
        )
        for number, passage in enumerate(result["passages"])
    ]


def _kind(passage: dict[str, Any]) -> str:
    """Name how a passage's two sides relate: the same fact told surer on one side is a kind of its own."""
    if passage["kind"] == "paraphrase":
        return "hedged" if passage["differences"] else "paraphrased"
    return "shared" if passage["kind"] == "verbatim" else "differs"


def _counts(result: dict[str, Any]) -> Counts:
    kinds = [_kind(passage) for passage in result["passages"]]
    return Counts(
        passages=len(kinds),
        shared=kinds.count("shared"),
        paraphrased=kinds.count("paraphrased"),
        hedged=kinds.count("hedged"),
        differs=kinds.count("differs"),
        only_left=len(result["only_a"]),
        only_right=len(result["only_b"]),
    )


def _explain_anew(left: str, right: str, result: dict[str, Any]) -> None:
    """Put right what was explained for the sides the other way round: "the first" is the left one."""
    for passage in result["passages"]:
        if passage["differences"]:
            passage["differences"] = [{"explanation": each} for each in explanations(left, right, passage)]
