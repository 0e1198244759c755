"""Counterparts: reads. Where other accounts may mention a claim too, from the stored comparisons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from annotator.models import Cell, Counterpart, CounterpartAnswer, Mention, Revision
from annotator.policies import Actor, Seen, see, work_seen
from annotator.queries import articles as article_queries
from annotator.queries import claims as claim_queries
from annotator.queries import comparisons
from annotator.text.hedging import hedging
from annotator.text.saying import in_words, saying
from annotator.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from annotator.models import Article, Claim, Comparison, Story, User

Place = tuple[int, int, int]  # revision, start, end
AROUND = 240  # code points of context that are told on each side


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence that may mention a claim: where, how alike it is, and to which quote it was aligned."""

    claim: Claim
    article: Article
    place: Place
    kind: str
    score: float
    beside: Place
    key: int | None = None  # of its row, once it was shown to somebody


def open_for(actor: User, story: Story) -> list[Found]:
    """Return what a person may still answer in a story that was looked up with them (at most 8 queries).

    For each claim and account the best one, in the accounts' newest texts beside what is quoted for it,
    where the person quoted nothing yet, did not say that it is not reported, and did not refuse it.
    """
    accounts = article_queries.accounts_of(actor, story)
    revisions = {article.revisions_newest_first[0].pk: article for article in accounts}  # type: ignore[attr-defined]  # from the prefetch
    claims = {claim.pk: claim for claim in claim_queries.claims_of(story)}
    quoted, own = _quoted(actor, story, revisions)
    if not quoted:
        return []
    compared = _by_revision(
        comparisons.among([article.revisions_newest_first[0] for article in accounts]).values()  # type: ignore[attr-defined]  # as above
    )
    settled = _settled(actor, story)
    answered = _answered(actor, claims)
    best: dict[tuple[UUID, int], Found] = {}
    for claim, place in quoted:
        for there, kind, score in _aligned(compared.get(place[0], ()), place):
            article = revisions.get(there[0])
            if claim not in claims or article is None or (claim, article.pk) in own:
                continue
            if (claim, article.pk) in settled or (claim, *there) in answered:
                continue
            known = best.get((claim, article.pk))
            if known is None or (score, -there[1]) > (known.score, -known.place[1]):
                best[claim, article.pk] = Found(claims[claim], article, there, kind, score, place)
    order = {article.pk: number for number, article in enumerate(accounts)}
    return sorted(best.values(), key=lambda each: (each.claim.position, order[each.article.pk]))


def _quoted(
    actor: User, story: Story, revisions: dict[int, Article]
) -> tuple[list[tuple[UUID, Place]], set[tuple[UUID, int]]]:
    """Return what is quoted for each claim, and in which accounts the actor has quotes of their own."""
    rows = Mention.objects.filter(
        work_seen(
            actor, "annotation__revision__article", "author", "annotation__author", project=story.project
        ),
        claim__story=story,
        claim__deleted_at=None,
        deleted_at=None,
        state=Mention.State.CONFIRMED,
        annotation__deleted_at=None,
        annotation__revision__in=list(revisions),
    )
    quoted: dict[tuple[UUID, Place], None] = {}
    own = set()
    for claim, author, revision, start, end in rows.order_by("created_at").values_list(
        "claim", "author", "annotation__revision", "annotation__ranges__start", "annotation__ranges__end"
    ):
        quoted[claim, (revision, start, end)] = None
        if author == actor.pk:
            own.add((claim, revisions[revision].pk))
    return list(quoted), own


def _settled(actor: User, story: Story) -> set[tuple[UUID, int]]:
    rows = Cell.objects.filter(claim__story=story, annotator=actor, status=Cell.Status.NOT_REPORTED)
    return set(rows.values_list("claim", "article"))


def _answered(actor: User, claims: Iterable[UUID]) -> set[tuple[UUID, int, int, int]]:
    rows = CounterpartAnswer.objects.filter(
        person=actor, counterpart__claim__in=list(claims), verdict=CounterpartAnswer.Verdict.REJECTED
    )
    return set(
        rows.values_list(
            "counterpart__claim", "counterpart__revision", "counterpart__start", "counterpart__end"
        )
    )


def _by_revision(rows: Iterable[Comparison]) -> dict[int, list[tuple[str, int, list[dict[str, Any]]]]]:
    """Return the passages that each revision shares, with the side that it is on and the other revision."""
    found: dict[int, list[tuple[str, int, list[dict[str, Any]]]]] = {}
    for row in rows:
        if row.result is not None:
            passages = row.result["passages"]
            found.setdefault(row.left_id, []).append(("a", row.right_id, passages))
            found.setdefault(row.right_id, []).append(("b", row.left_id, passages))
    return found


def _aligned(
    compared: Iterable[tuple[str, int, list[dict[str, Any]]]], place: Place
) -> Iterator[tuple[Place, str, float]]:
    _, start, end = place
    for side, revision, passages in compared:
        other = "b" if side == "a" else "a"
        for each in passages:
            low, high = each[side]
            if low < end and start < high:
                yield (revision, *each[other]), each["kind"], each["score"]


def with_keys(found: list[Found], *, shown_to: User | None = None) -> list[Found]:
    """Return what was found with the keys of its rows, or of those that were shown to one (1 query)."""
    rows = Counterpart.objects.filter(claim__in={each.claim.pk for each in found})
    if shown_to is not None:
        rows = rows.filter(answers__person=shown_to)
    keys = {(row.claim_id, row.revision_id, row.start, row.end): row.pk for row in rows}
    return [replace(each, key=keys.get((each.claim.pk, *each.place))) for each in found]


def counterpart_for(actor: Actor, counterpart_id: int) -> Seen[Counterpart]:
    """Return a counterpart that was shown to the actor, with claim, story and text (1 query).

    Raises :class:`NotFound`, also when it was shown to others only.
    """
    rows = Counterpart.objects.filter(
        answers__person=actor.pk,
        claim__deleted_at=None,
        claim__story__deleted_at=None,
        revision__article__deleted_at=None,
    ).select_related("claim__story__project", "revision__article")
    return see(rows, actor, "claim__story__project__", pk=counterpart_id)


def texts_of(found: Iterable[Found]) -> dict[int, str]:
    """Return the texts that something was found in or beside, by revision (1 query)."""
    revisions = {place[0] for each in found for place in (each.place, each.beside)}
    return dict(Revision.objects.filter(pk__in=revisions).values_list("pk", "text"))


def as_data(found: Found, texts: dict[int, str], sources: dict[int, str]) -> dict[str, Any]:
    """Return a counterpart as it is told, with what its wording suggests (no query)."""
    revision, start, end = found.place
    text = texts[revision]
    span = Span(start, end)
    said = saying(text, [span])
    beside = Span(*found.beside[1:]).of(texts[found.beside[0]])
    return {
        "id": found.key,
        "claim": str(found.claim.pk),
        "wording": found.claim.wording,
        "article": found.article.pk,
        "title": found.article.title,
        "source": found.article.source.name if found.article.source else "",
        "revision": revision,
        "start": start,
        "end": end,
        "before": _from_a_word(text[max(0, start - AROUND) : start], cut=start > AROUND),
        "quote": span.of(text),
        "after": _to_a_word(text[end : end + AROUND], cut=end + AROUND < len(text)),
        "kind": found.kind,
        "score": round(found.score, 3),
        "status": Cell.Status.DIFFERS if found.kind == "differs" else Cell.Status.ASSERTED,
        "certainty": hedging(text, span).level,
        "said_by": said.by,
        "said_how": said.how,
        "said": in_words(said.by, said.how),
        "beside": {"source": sources.get(found.beside[0], ""), "quote": beside},
    }


def _from_a_word(words: str, *, cut: bool) -> str:
    return words.partition(" ")[2] if cut and " " in words else words


def _to_a_word(words: str, *, cut: bool) -> str:
    return words.rpartition(" ")[0] if cut and " " in words else words


def told(actor: User, story: Story, found: list[Found] | None = None) -> list[dict[str, Any]]:
    """Return what a person may still answer, as it is told (at most 11 queries)."""
    found = with_keys(open_for(actor, story), shown_to=actor) if found is None else found
    sources = {
        each.place[0]: each.article.source.name if each.article.source else each.article.title
        for each in found
    }
    accounts = article_queries.accounts_of(actor, story) if found else []
    for article in accounts:
        newest = article.revisions_newest_first[0]  # type: ignore[attr-defined]  # from the prefetch
        sources.setdefault(newest.pk, article.source.name if article.source else article.title)
    texts = texts_of(found)
    return [as_data(each, texts, sources) for each in found]
