"""What stands behind the figures of agreement: who gave what where another gave something else, and where.

Layers, mentions and links are told as questions are: of each passage whether a person marked it, on which
claim they put it; of each two quotes how a person linked them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from annotator.agreement import confusion, matching
from annotator.agreement.counting import CLAIM, Dimension, cell_ratings, placed, ratings
from annotator.agreement.records import Level, Rating
from annotator.agreement.reporting import CELLS, LINKS, scale_of
from annotator.errors import Invalid
from annotator.models import Blindness, Claim
from annotator.policies import shut_to
from annotator.queries import rated
from annotator.queries.agreements import articles_in, people

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.agreement.confusion import Confusion, Disagreement
    from annotator.agreement.counting import Worked
    from annotator.agreement.records import Name
    from annotator.models import Article, Project, User
    from annotator.queries.agreements import Scope
    from annotator.queries.codebooks import CodebookIndex

MARKED: Final = "marked"
UNMARKED: Final = "not_marked"
MENTIONS: Final = Dimension("mentions", CLAIM, Level.NOMINAL, ())
_AT_ONCE: Final = 500  # articles whose work is held at once


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the figures of one part of a report."""

    dimension: Dimension
    scale: Sequence[Name]
    confusion: Confusion | None  # of two people; None without a pair
    disagreements: Sequence[Disagreement]
    places: dict[str, dict[str, Any]]  # by the id of a rating: where to look at it
    ratings: dict[Name, list[Rating]]  # by item
    articles: dict[int, Article]
    claims: dict[str, str]  # wordings by id, where items or values are claims
    people: dict[int, dict[str, Any]]  # who answered anything of it, the pair or not
    hidden: int  # articles left out: the reader is to annotate them without seeing others' work


def behind(
    actor: User,
    project: Project,
    scope: Scope,
    codebook: CodebookIndex,
    name: str,
    pair: tuple[int, int] | None = None,
    article: int | None = None,
) -> Behind:
    """Return the passages behind a part's figures, of a project looked up with its reader.

    `codebook` is the project's, `name` is `layer.dimension`, `cells.status`, a layer, `mentions` or `links`.
    Cost: at most 4 queries, and 9 for each 500 articles, fewer for most parts.
    Raises :class:`Invalid` for what the codebook does not ask, or is not compared.
    """
    dimension = dimension_named(codebook, name)
    articles = {each.pk: each for each in articles_in(project, scope) if article in (None, each.pk)}
    shut = _shut(actor, project, articles)
    articles = {key: each for key, each in articles.items() if key not in shut}
    found: list[Rating] = []
    places: dict[str, dict[str, Any]] = {}
    known: dict[int, dict[str, Any]] = {}
    if dimension is LINKS:
        found = [rating for story in rated.links_in(articles).values() for rating in story]
    else:
        for some in rated.chunks(articles, _AT_ONCE):
            work = rated.found_in(some, scope.round, only=_needed(dimension).__contains__)
            for key, worked in rated.worked_in(work, counting=False).items():
                found += _ratings(worked, dimension)
                for person, own in work[key].items():
                    for each in own.annotations:
                        places[each["id"]] = _place(key, each)
                        known[person] = each["author"]
    missing = {int(each.rater) for each in found} - known.keys()
    if missing:
        known |= people(missing)
    if pair is not None:
        found = [each for each in found if each.rater in pair]
    by_item: dict[Name, list[Rating]] = {}
    for rating in found:
        by_item.setdefault(rating.item, []).append(rating)
    if pair is not None and dimension.key == MARKED:
        nobody = {item for item, given in by_item.items() if all(each.value == UNMARKED for each in given)}
        found = [each for each in found if each.item not in nobody]
    scale = scale_of(dimension) if dimension is not MENTIONS else ()
    return Behind(
        dimension=dimension,
        scale=scale,
        confusion=confusion.between(found, *pair, scale or None) if pair else None,
        disagreements=confusion.disagreements(found),
        places=places,
        ratings=by_item,
        articles=articles,
        claims=_claims(found, dimension),
        people=known,
        hidden=len(shut),
    )


def dimension_named(codebook: CodebookIndex, name: str) -> Dimension:
    """Return what is compared by its name, a layer as a question too (no query). Raises Invalid."""
    layers, asked = rated.asked_in(codebook)
    marked = [Dimension(layer, MARKED, Level.NOMINAL, (MARKED, UNMARKED)) for layer in layers]
    known = {each.name: each for each in [*asked, *CELLS]}
    known |= {each.layer: each for each in marked} | {"mentions": MENTIONS, "links": LINKS}
    if name not in known:
        raise Invalid(
            "There is no such question, or it does not count for agreement; there are: %(known)s.",
            field="dimension",
            known=sorted(known),
        )
    return known[name]


def _needed(dimension: Dimension) -> set[str]:
    if dimension.layer == "cells":
        return {"cells"}
    if dimension is MENTIONS:
        return {"claims"}
    return {"done"} if dimension.key == MARKED else set()


def _shut(actor: User, project: Project, articles: Iterable[int]) -> set[int]:
    if project.blind == Blindness.OFF:
        return set()
    return {article for _, article in shut_to([actor.pk], list(articles))}


def _ratings(worked: Worked, dimension: Dimension) -> list[Rating]:
    if dimension.layer == "cells":
        return cell_ratings(worked, dimension.key)
    layer = CLAIM if dimension is MENTIONS else dimension.layer
    raters = worked.document.raters
    marked = [each for each in worked.marked if each.marking.label == layer and each.marking.rater in raters]
    if dimension is MENTIONS:
        own = {each.marking.id: each for each in marked}
        ids = {
            (passage.item, marking.rater): marking.id
            for passage in matching.passages(each.marking for each in own.values())
            for marking in passage.markings
        }
        return [Rating(item, rater, claim, ids[item, rater]) for item, rater, claim in placed(marked)]
    if dimension.key != MARKED:
        return ratings(marked, dimension)
    found = []
    for passage in matching.passages(each.marking for each in marked):
        ids_of = {marking.rater: marking.id for marking in passage.markings}
        found += [
            Rating(passage.item, rater, MARKED if rater in ids_of else UNMARKED, ids_of.get(rater, ""))
            for rater in raters
        ]
    return found


def _place(article: int, told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "article": article,
        "annotation": told["id"],
        "start": told["ranges"][0]["start"] if told["ranges"] else 0,
        "quote": " \u2026 ".join(part["quote"] for part in told["ranges"]),
        "note": told["note"],
    }


def claims_of(item: Name, dimension: Dimension) -> list[tuple[str, int]]:
    """Return the claims and articles that an item of cells or links is about (no query)."""
    if dimension.layer == "cells":
        claim, article = str(item).split(":")
        return [(claim, int(article))]
    if dimension is LINKS:
        return [(each.split("@")[0], int(each.split("@")[1])) for each in str(item).split(" ")]
    return []


def _claims(found: Sequence[Rating], dimension: Dimension) -> dict[str, str]:
    """Return the wordings of the claims that ratings are about (1 query, none where there are none)."""
    if dimension is MENTIONS:
        named = {str(each.value) for each in found}
    else:
        named = {claim for each in found for claim, _ in claims_of(each.item, dimension)}
    if not named:
        return {}
    rows = Claim.objects.filter(pk__in=named).values_list("pk", "wording")
    return {str(key): wording for key, wording in rows}
