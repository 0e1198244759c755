"""What stands behind a figure of agreement, in the browser: who said what, with the way to each passage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Page, Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotator.http import number_in, signed_in
from annotator.queries import agreements as queries
from annotator.queries import rated
from annotator.queries.behind import Behind, behind, claims_of
from annotator.queries.codebooks import current_for_project
from annotator.web.agreements import asked, part_name
from annotator.web.measuring import named, words_of
from annotator.web.projects import Rights, rights

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

    from annotator.agreement.records import Name, Rating
    from annotator.models import Article, Project
    from annotator.web.agreements import Asked

Plain = dict[str, Any]
_ITEMS: Final = 50  # on one page
_SQUARES: Final = 15  # values across: of claims there may be hundreds, and a table of them is for nobody


@dataclass(frozen=True, slots=True)
class Said:
    """What one person found of an item."""

    who: str
    quote: str
    note: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value that was given to an item, and by whom."""

    name: str
    said: list[Said]


@dataclass(frozen=True, slots=True)
class Item:
    """A passage, a cell or two quotes on which people were compared."""

    title: str
    article: str
    url: str
    values: list[Value]


@dataclass(frozen=True, slots=True)
class Square:
    """A cell of the table of what two people gave."""

    n: int
    url: str
    same: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class BehindPage:
    """Everything `templates/agreement/behind.html` may use."""

    project: Project
    may: Rights
    asked: Asked
    of: str
    name: str
    people: list[tuple[int, str]]
    one: str
    other: str
    pair: tuple[int, int] | None
    article: Article | None
    heads: list[str]
    table: list[tuple[str, list[Square]]]
    chosen: tuple[str, str] | None  # the values of a square
    rows: Page[list[Rating]]
    items: list[Item]
    count: int
    hidden: int
    back: str
    all: str  # the address without the square
    here: str  # the address of this list, for its further rows


@require_safe
def passages(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show the passages behind a part of a report; of two people, one article, one square (12 queries)."""
    user = signed_in(request)
    wanted = asked(request.GET, project_id)
    seen = queries.project_for(user, project_id)
    codebook = current_for_project(project_id)
    names = rated.named_in(codebook)
    of = request.GET.get("of") or next(iter(names["layers"]))
    pair = _pair(request.GET.get("pair", ""), request.GET.get("one", ""), request.GET.get("other", ""))
    article = number_in(request.GET.get("article", ""))
    found = behind(user, seen.it, wanted.scope, codebook, of, pair, article)
    everybody = found.people
    word = words_of(of, names, found.claims)
    square = (request.GET.get("row"), request.GET.get("column"))
    further = {"of": of, "pair": f"{pair[0]}-{pair[1]}" if pair else "", "article": article}
    table = _table(found, wanted, further, square, word)
    chosen = next((each for each in _cells(found) if (str(each[0]), str(each[1])) == square), None)
    if chosen and found.confusion:
        given = [found.ratings[each.item] for each in found.confusion.cells[chosen]]
    else:
        given = [[rating for _, some in each.given for rating in some] for each in found.disagreements]
    shown = Paginator(given, _ITEMS).get_page(request.GET.get("page"))
    items = [_item(each, found, everybody, word) for each in shown.object_list]
    page = BehindPage(
        project=seen.it,
        may=rights(seen),
        asked=wanted,
        of=of,
        name=part_name(of, names),
        people=sorted(
            ((key, str(each["name"])) for key, each in everybody.items()), key=lambda each: each[1]
        ),
        one=named(everybody, pair[0]) if pair else "",
        other=named(everybody, pair[1]) if pair else "",
        pair=pair,
        article=found.articles.get(article) if article else None,
        heads=[word(each) for each in _values(found)],
        table=table,
        chosen=(word(chosen[0]), word(chosen[1])) if chosen else None,
        rows=shown,
        items=items,
        count=len(given),
        hidden=found.hidden,
        back=wanted.link("agreement-part", of=of),
        all=wanted.link("agreement-behind", **further),
        here=wanted.link("agreement-behind", **further, row=square[0], column=square[1]),
    )
    return render(request, "agreement/behind.html", {"page": page})


def _pair(given: str, one: str, other: str) -> tuple[int, int] | None:
    """Return the two people that an address names, as `1-2` or by a form's two fields."""
    first, _dash, second = given.partition("-")
    numbers = [number_in(one or first), number_in(other or second)]
    people = [each for each in numbers if each is not None]
    return (people[0], people[1]) if len(set(people)) == len(numbers) else None


def _values(found: Behind) -> list[Name]:
    if found.confusion is None:
        return []
    seen = {value for cell in found.confusion.cells for value in cell}
    return [each for each in found.confusion.values if each in seen or found.scale]


def _cells(found: Behind) -> list[tuple[Name, Name]]:
    return list(found.confusion.cells) if found.confusion else []


def _table(
    found: Behind,
    wanted: Asked,
    further: Mapping[str, Any],
    square: tuple[str | None, str | None],
    word: Callable[[Any], str],
) -> list[tuple[str, list[Square]]]:
    values = _values(found)
    if found.confusion is None or len(values) > _SQUARES:
        return []
    return [
        (
            word(row),
            [
                Square(
                    n=found.confusion.count(row, column),
                    url=wanted.link("agreement-behind", **further, row=row, column=column) + "#passages",
                    same=row == column,
                    chosen=square == (str(row), str(column)),
                )
                for column in values
            ],
        )
        for row in values
    ]


def _item(
    given: list[Rating], found: Behind, everybody: Mapping[int, Plain], word: Callable[[Any], str]
) -> Item:
    by_value: dict[str, list[Said]] = {}
    first: Plain | None = None
    for each in sorted(given, key=lambda rating: str(rating.value)):
        place = found.places.get(str(each.id), {})
        first = first or place or None
        said = Said(named(everybody, each.rater), place.get("quote", ""), place.get("note", ""))
        by_value.setdefault(word(each.value), []).append(said)
    values = [Value(name, said) for name, said in sorted(by_value.items(), key=lambda each: -len(each[1]))]
    ends = claims_of(given[0].item, found.dimension)
    if ends:
        claim, article = ends[0]
        title = " \u2194 ".join(found.claims.get(key, "") for key, _ in ends)
        accounts = dict.fromkeys(found.articles[key].title for _, key in ends if key in found.articles)
        return Item(title, " \u2194 ".join(accounts), reverse("cell", args=[claim, article]), values)
    if first is None:
        return Item("", "", "", values)
    url = reverse("article", args=[first["article"]]) + f"#annotation-{first['annotation']}"
    return Item(first["quote"], found.articles[first["article"]].title, url, values)
