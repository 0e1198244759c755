"""A part of a report of agreement in the browser: by pairs, codes, articles and stories, worst first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Page, Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from annotator.agreement import figures
from annotator.errors import NotFound
from annotator.http import signed_in
from annotator.queries import agreements as queries
from annotator.web.agreements import asked, parts_of
from annotator.web.measuring import column_name, named, words_of
from annotator.web.projects import Rights, rights

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

    from annotator.models import AgreementReport, Project
    from annotator.web.agreements import Asked, PartShown

Plain = dict[str, Any]
BY: Final = ("pairs", "codes", "articles", "stories", "values")
_ROWS: Final = 100  # of a table, on one page


@dataclass(frozen=True, slots=True)
class PairCell:
    """Two people in the table of pairs."""

    value: float | None
    beside: float | None
    n: int
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: a code, an article or a story."""

    name: str
    values: list[float | None]
    n: int
    url: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How often a value was given."""

    name: str
    times: int
    share: int  # per cent


@dataclass(frozen=True, slots=True)
class PartPage:
    """Everything `templates/agreement/part.html` may use."""

    project: Project
    may: Rights
    asked: Asked
    report: AgreementReport
    since: int
    part: PartShown
    by: str
    tabs: list[tuple[str, str]]  # key, address
    others: list[PartShown]
    people: list[str]
    pairs: list[tuple[str, list[PairCell | None]]]
    heads: list[tuple[str, str, bool]]  # of columns: name, address that sorts by it, whether it does
    lines: Page[Line]
    bars: list[Bar]
    story: str  # the title, where the scope is a story
    back: str
    behind: str
    address: str  # of this table, for its further rows


@require_safe
def part(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show a part of the newest report by pairs, codes, articles or stories (5 queries)."""
    user = signed_in(request)
    wanted = asked(request.GET, project_id)
    seen = queries.project_for(user, project_id)
    shown = queries.newest_of(seen.it, wanted.scope)
    if shown.report is None:
        return redirect(wanted.link("agreement"))
    people = queries.people_in(shown.report)
    parts = parts_of(shown.report, people, wanted)
    chosen = next((each for each in parts if each.key == request.GET.get("of", parts[0].key)), None)
    if chosen is None:
        raise NotFound
    data = shown.report.data
    told = figures.parts(data)[chosen.key]
    keys = {"codes": "by_code"}
    tabs = [each for each in BY if told.get(keys.get(each, each))]
    by = request.GET.get("by", "")
    by = by if by in tabs else (tabs[0] if tabs else "")
    word = words_of(chosen.key, data["names"])
    columns = _columns(told.get(keys.get(by, by)) or {}) if by in ("codes", "articles", "stories") else []
    sort = request.GET.get("sort", "")
    lines = sorted_lines(_lines(wanted, data, chosen.key, by, columns, word), columns, sort)
    page = PartPage(
        project=seen.it,
        may=rights(seen),
        asked=wanted,
        report=shown.report,
        since=shown.since,
        part=chosen,
        by=by,
        tabs=[(each, wanted.link("agreement-part", of=chosen.key, by=each)) for each in tabs],
        others=parts,
        people=[named(people, each) for each in _raters(told)],
        pairs=_pairs(wanted, chosen.key, told, people) if by == "pairs" else [],
        heads=[
            (
                column_name(each),
                wanted.link("agreement-part", of=chosen.key, by=by, sort=each),
                each == (sort or columns[0]),
            )
            for each in columns
        ],
        lines=Paginator(lines, _ROWS).get_page(request.GET.get("page")),
        bars=_bars(told, word) if by == "values" else [],
        story=data["stories"].get(str(wanted.scope.story), ""),
        back=wanted.link("agreement"),
        behind=wanted.link("agreement-behind", of=chosen.key),
        address=wanted.link("agreement-part", of=chosen.key, by=by, sort=sort),
    )
    return render(request, "agreement/part.html", {"page": page})


def _raters(told: Plain) -> list[int]:
    return sorted({person for each in told.get("pairs", ()) for person in each["raters"]})


def _pairs(
    wanted: Asked, key: str, told: Plain, people: Mapping[int, Plain]
) -> list[tuple[str, list[PairCell | None]]]:
    raters = _raters(told)
    by_pair = {tuple(each["raters"]): each for each in told["pairs"]}

    def cell(one: int, other: int) -> PairCell | None:
        each = by_pair.get((min(one, other), max(one, other)))
        if each is None or one == other:
            return None
        url = wanted.link("agreement-behind", of=key, pair=f"{min(one, other)}-{max(one, other)}")
        if "overlap" in each or "exact" in each:
            return PairCell(each.get("overlap", [None] * 3)[2], each.get("exact", [None] * 3)[2], 0, url)
        if "b_cubed" in each:
            return PairCell(each["b_cubed"], None, 0, url)
        return PairCell(each["alpha"], each.get("weighted_kappa", each.get("kappa")), each["n"], url)

    return [(named(people, one), [cell(one, other) for other in raters]) for one in raters]


def _columns(lines: Mapping[str, Plain]) -> list[str]:
    first = next(iter(lines.values()), {})
    return [each for each in first if each not in ("n", "raters")]


def _lines(
    wanted: Asked, data: Plain, key: str, by: str, columns: list[str], word: Callable[[Any], str]
) -> list[Line]:
    if not columns:
        return []
    found = []
    for each, values in (figures.parts(data)[key].get({"codes": "by_code"}.get(by, by)) or {}).items():
        if by == "codes":
            name, url = word(each), ""
        elif by == "articles":
            name = data["articles"].get(each, {}).get("title", each)
            url = wanted.link("agreement-behind", of=key, article=each)
        else:
            name, url = data["stories"].get(each, each), wanted.link("agreement-behind", of=key, story=each)
        n = values.get("n", values.get("raters", 0))
        found.append(Line(name, [values[column] for column in columns], n, url))
    return found


def sorted_lines(lines: list[Line], columns: list[str], sort: str) -> list[Line]:
    """Return rows worst first by a column, the first where none is asked for; without a value last."""
    if sort == "name":
        return sorted(lines, key=lambda each: each.name.casefold())
    if sort == "n":
        return sorted(lines, key=lambda each: -each.n)
    place = columns.index(sort) if sort in columns else 0

    def worst(line: Line) -> tuple[bool, float, str]:
        value = line.values[place] if line.values else None
        return value is None, value or 0.0, line.name

    return sorted(lines, key=worst)


def _bars(told: Plain, word: Callable[[Any], str]) -> list[Bar]:
    total = sum(told["values"].values()) or 1
    return [
        Bar(word(value), times, round(100 * times / total))
        for value, times in sorted(told["values"].items(), key=lambda each: -each[1])
    ]
