"""The rows of the matrix, written at once: a template's tags would take a second for six thousand cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.models import Cell
from annotator.queries.coverage import corroboration
from annotator.queries.people import person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.utils.safestring import SafeString

    from annotator.findings.coverage import Corroboration
    from annotator.findings.retold import Retold
    from annotator.models import Claim, User
    from annotator.queries.cells import CellShown, Finding, Matrix, QuoteShown, RowShown
    from annotator.queries.links import LinkMark

register = template.Library()

QUOTE = 90  # characters that a cell shows, as static/js/matrix/table.js does
SAID = 60
PEOPLE = 4  # circles that a cell shows


class Table(Protocol):
    """What this needs of `annotator.web.matrix.Table`."""

    @property
    def me(self) -> User:
        """Who looks at it."""

    @property
    def matrix(self) -> Matrix:
        """All of it."""

    @property
    def rows(self) -> list[RowShown]:
        """The rows to be written."""

    @property
    def origin(self) -> dict[int, int]:
        """The number of each account's origin."""


@register.simple_tag
def matrix_rows(table: Table, links: dict[UUID, list[LinkMark]], fills: bool) -> SafeString:  # noqa: FBT001 - a template names it
    """Return the `tr`s of a table's rows; `static/js/matrix/table.js` draws them alike.

    `links` by claim; `fills` whether the reader may change the table.
    """
    rows = Rows(table, links, fills=fills)
    return mark_safe("\n".join(rows.row(each) for each in table.rows))  # noqa: S308 - every word of a person is escaped below


class Rows:
    """Writes rows; what many of them share is put into words once."""

    def __init__(self, table: Table, links: dict[UUID, list[LinkMark]], *, fills: bool) -> None:
        """Prepare what all rows have."""
        self._table = table
        self._links = links
        self._fills = fills
        self._statuses = {str(key): escape(label) for key, label in Cell.Status.choices}
        self._steps = ("", *map(escape, (_("unclear"), _("possible"), _("probable"), _("certain"))))
        self._accounts = [
            (each.pk, escape(each.source.name if each.source else each.title))
            for each in table.matrix.accounts
        ]
        self._words = {
            "edit": escape(_("edit")),
            "edit_claim": _("Edit the claim: %(wording)s"),
            "full": escape(_("in full")),
            "full_claim": _("The claim in full: %(wording)s"),
            "told": escape(_("Who asserts it, and how sure each account is")),
            "again": f'<span class="cell-again">{escape(_("text changed"))}</span>',
            "was": escape(_("was %(was)s in revision %(number)s")),
            "became": escape(_("%(was)s in revision %(number)s, now %(now)s")),
            "disagree": f'<span class="hidden-words">{escape(_("people disagree"))}</span>',
        }
        self._corroborated: dict[Corroboration, str] = {}
        self._faces: dict[tuple[str, int | None, bool, bool], str] = {}
        self._crowds: dict[tuple[int, ...], str] = {}

    def row(self, row: RowShown) -> str:
        """Return one row."""
        pk = str(row.claim.pk)
        before, after = reverse("cell", args=[pk, 0]).rsplit("0", 1)
        parts = [f'<tr role="row" data-claim="{pk}">{self._head(row)}']
        for cell, (account, name) in zip(row.cells, self._accounts, strict=True):
            was = cell.told_otherwise
            marks = ["disagree"] * cell.is_contested + ["look-again"] * cell.asks_again
            marks += ["told-otherwise"] * bool(was)
            notch = f' class="{" ".join(marks)}"' if marks else ""
            parts.append(
                f'<td role="gridcell" data-article="{account}" data-name="{name}"{notch}>'
                f'<a class="cell cell-{cell.status}" href="{before}{account}{after}">{self._face(cell)}</a>'
            )
            if was:
                parts.append(self._was(cell, *was))
            if cell.quotes:
                parts.append(self._quotes(cell.quotes))
            if cell.findings:
                parts.append(self._people(cell.findings))
            parts.append("</td>")
        parts.append("</tr>")
        return "".join(parts)

    def _head(self, row: RowShown) -> str:
        claim = row.claim
        told = {"wording": claim.wording}
        words = self._words
        edit = (
            f' <a class="row-edit no-print" href="{reverse("claim-edit", args=[claim.pk])}"'
            f' aria-label="{escape(words["edit_claim"] % told)}">{words["edit"]}</a>'
            if self._fills
            else ""
        )
        full = (
            f'<a class="link-full" href="{reverse("claim", args=[claim.pk])}"'
            f' aria-label="{escape(words["full_claim"] % told)}">{words["full"]}</a>'
        )
        return (
            '<th role="rowheader" scope="row">'
            f'<span class="wording" dir="auto">{escape(claim.wording)}</span>{edit}'
            f' <span class="link-marks no-print">{full}{self._marks(claim)}</span>{self._told(row)}</th>'
        )

    def _marks(self, claim: Claim) -> str:
        page = reverse("claim", args=[claim.pk])
        return "".join(
            f' <a class="link-mark link-{mark.kind}" href="{page}#links">{escape(mark.word)}'
            f' <span class="number">{mark.count}</span></a>'
            for mark in self._links.get(claim.pk, [])
        )

    def _told(self, row: RowShown) -> str:
        """Return how many outlets assert it, of how many origins; it leads to the claim's ladder."""
        counts = corroboration(row, self._table.matrix.accounts, self._table.origin)
        words = self._corroborated.get(counts)
        if words is None:
            words = self._corroborated[counts] = escape(corroborated(counts))
        page = reverse("claim", args=[row.claim.pk])
        return f'<a class="row-told" href="{page}#ladder-title" title="{self._words["told"]}">{words}</a>'

    def _face(self, cell: CellShown) -> str:
        key = (cell.status, cell.certainty, cell.is_contested, cell.asks_again)
        face = self._faces.get(key)
        if face is None:
            status, step, contested, again = key
            face = f'<span class="steps steps-{step}" aria-hidden="true"></span>' if step else ""
            face += f'<span class="cell-word">{self._statuses[status]}</span>'
            face += f'<span class="cell-step">{self._steps[step]}</span>' if step else ""
            face += self._words["disagree"] if contested else ""
            face += self._words["again"] if again else ""
            self._faces[key] = face
        return face

    def _was(self, cell: CellShown, was: Retold, now: Retold) -> str:
        """Return how certain an earlier text was, in its words; `static/js/matrix/table.js` alike."""
        steps = self._steps
        said = {"was": steps[was.level or 0], "number": was.number, "now": steps[now.level or 0]}
        words = self._words["was"] if cell.certainty == now.level else self._words["became"]
        way = "up" if (now.level or 0) > (was.level or 0) else "down"
        quote = escape(Truncator(" ".join(was.text.split())).chars(QUOTE))
        return f'<span class="cell-was cell-was-{way}">{words % said}</span><q class="cell-then">{quote}</q>'

    def _quotes(self, quotes: list[QuoteShown]) -> str:
        first = quotes[0]
        said = first.said
        told = f'<span class="cell-said">{escape(Truncator(said).chars(SAID))}</span>' if said else ""
        drag = ' draggable="true"' if any(each.pk == self._table.me.pk for each in first.by) else ""
        text = escape(Truncator(" ".join(first.text.split())).chars(QUOTE))
        told += f'<q data-annotation="{first.annotation}"{drag}>{text}</q>'
        if len(quotes) > 1:
            told += f'<span class="more">{escape(_("%(n)s passages") % {"n": len(quotes)})}</span>'
        return told

    def _people(self, findings: Iterable[Finding]) -> str:
        settled = [each.annotator for each in findings if each.status != Cell.Status.UNCHECKED.value]
        if not settled:
            return ""
        key = tuple(each.pk for each in settled)
        crowd = self._crowds.get(key)
        if crowd is None:
            shown = "".join(_circle(each) for each in settled[:PEOPLE])
            more = f"+{len(settled) - PEOPLE}" if len(settled) > PEOPLE else ""
            crowd = self._crowds[key] = f'<span class="cell-people">{shown}{more}</span>'
        return crowd


@register.filter
def corroborated(by: Corroboration) -> str:
    """Return in words who asserts a claim: outlets, accounts without one, origins; empty if nobody does."""
    told = (
        (by.outlets, ngettext("%(n)s outlet", "%(n)s outlets", by.outlets)),
        (
            by.unnamed,
            ngettext("%(n)s account without a source", "%(n)s accounts without a source", by.unnamed),
        ),
        (by.origins, ngettext("%(n)s origin", "%(n)s origins", by.origins)),
    )
    return ", ".join(words % {"n": count} for count, words in told if count)


def _circle(user: User) -> str:
    each = person(user)
    name, initials = escape(each["name"]), escape(each["initials"])
    return f'<span class="person person-{each["hue"]}" title="{name}">{initials}</span>'
