"""Marks without scripts: thousands of them on a page that nearly nobody reads in this form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html, format_html_join

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def plain_cards(cards: Iterable[Mapping[str, Any]]) -> SafeString:
    """Return marks as list items.

    Not a loop in the template: with 2,000 marks that took half of what the whole page does.
    """
    return format_html_join(
        "\n",
        '<li class="mark-card"><strong>{}</strong> <span class="soft">{}</span> '
        '<q class="mark-quote" dir="auto">{}</q>{}</li>',
        (
            (
                card["author"]["name"],
                card["layer"],
                card["ranges"][0]["quote"] if card["ranges"] else "",
                format_html('<p class="mark-note" dir="auto">{}</p>', card["note"]) if card["note"] else "",
            )
            for card in cards
        ),
    )
