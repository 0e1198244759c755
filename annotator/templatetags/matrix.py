"""The cells of a row, written at once: a template's tags would take a second for six thousand of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from annotator.models import Cell
from annotator.queries.people import person

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.safestring import SafeString

    from annotator.models import Article, User
    from annotator.queries.cells import CellShown, QuoteShown, RowShown

register = template.Library()

QUOTE = 90  # characters that a cell shows, as static/js/matrix/table.js does
PEOPLE = 4  # circles that a cell shows


@register.simple_tag
def row_cells(row: RowShown, accounts: Sequence[Article], me: User) -> SafeString:
    """Return the `td`s of a row, one an account; `static/js/matrix/table.js` draws them alike."""
    sample = reverse("cell", args=[row.claim.pk, 0])
    head, tail = sample.rsplit("0", 1)
    words = {str(key): escape(label) for key, label in Cell.Status.choices}
    steps = ("", _("unclear"), _("possible"), _("probable"), _("certain"))
    unchecked = words[Cell.Status.UNCHECKED]
    circles: dict[int, str] = {}
    parts = []
    for cell, account in zip(row.cells, accounts, strict=True):
        name = escape(account.source.name if account.source else account.title)
        notch = ' class="disagree"' if cell.is_contested else ""
        parts.append(
            f'<td role="gridcell" data-article="{account.pk}" data-name="{name}"{notch}>'
            f'<a class="cell cell-{cell.status}" href="{head}{account.pk}{tail}">'
        )
        if cell.findings or cell.quotes:
            parts.append(
                f"{_face(cell, words, steps)}</a>{_quotes(cell.quotes, me)}{_people(cell, circles)}</td>"
            )
        else:
            parts.append(f'<span class="cell-word">{unchecked}</span></a></td>')
    return mark_safe("".join(parts))  # noqa: S308 - every word of a person is escaped above and below


def _face(cell: CellShown, words: Mapping[str, str], steps: Sequence[str]) -> str:
    step = cell.certainty
    scale = f'<span class="steps steps-{step}" aria-hidden="true"></span>' if step else ""
    told = f'<span class="cell-word">{words[cell.status]}</span>'
    if step:
        told += f'<span class="cell-step">{escape(steps[step])}</span>'
    if cell.is_contested:
        told += f'<span class="hidden-words">{escape(_("people disagree"))}</span>'
    return scale + told


def _quotes(quotes: list[QuoteShown], me: User) -> str:
    if not quotes:
        return ""
    first = quotes[0]
    said = first.said
    told = f'<span class="cell-said">{escape(Truncator(said).chars(60))}</span>' if said else ""
    drag = ' draggable="true"' if any(each.pk == me.pk for each in first.by) else ""
    text = escape(Truncator(" ".join(first.text.split())).chars(QUOTE))
    told += f'<q data-annotation="{first.annotation}"{drag}>{text}</q>'
    if len(quotes) > 1:
        told += f'<span class="more">{escape(_("%(n)s passages") % {"n": len(quotes)})}</span>'
    return told


def _people(cell: CellShown, circles: dict[int, str]) -> str:
    settled = [each.annotator for each in cell.findings if each.status != Cell.Status.UNCHECKED]
    if not settled:
        return ""
    shown = "".join(circles.get(each.pk) or _circle(each, circles) for each in settled[:PEOPLE])
    more = f"+{len(settled) - PEOPLE}" if len(settled) > PEOPLE else ""
    return f'<span class="cell-people">{shown}{more}</span>'


def _circle(user: User, circles: dict[int, str]) -> str:
    each = person(user)
    name, initials = escape(each["name"]), escape(each["initials"])
    circles[user.pk] = f'<span class="person person-{each["hue"]}" title="{name}">{initials}</span>'
    return circles[user.pk]
