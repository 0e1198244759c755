"""The page's language: what scripts say in it, and the choice of another."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from django import template
from django.conf import settings
from django.utils.html import json_script
from django.utils.translation import get_language, get_language_info
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JSONCatalog

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def page_words() -> SafeString | str:
    """Return what scripts say, `{English: translated}`, as `#page-words`; nothing for English pages.

    `static/js/strings.js` reads it. In the page rather than in a file of its own: modules need the words when
    they are loaded, and compressed they are some 6 KB.
    """
    words = _scripts_words(get_language() or settings.LANGUAGE_CODE)
    return json_script(words, "page-words") if words else ""


@register.simple_tag
def languages() -> list[dict[str, str]]:
    """Return the languages there are: `code`, and `name_local` as its speakers write it."""
    return [get_language_info(code) for code, _ in settings.LANGUAGES]


@register.filter
def direction(words: str) -> str:
    """Return the direction of words by their first letter that has one, as `dir="auto"` does: `rtl` or `ltr`.

    For what stands around words of an article and goes with them, such as its source above its title.
    """
    sides = (unicodedata.bidirectional(each) for each in words)
    return "rtl" if next((side for side in sides if side in {"L", "R", "AL"}), "L") != "L" else "ltr"


@cache
def _scripts_words(language: str) -> dict[str, str]:
    catalogue = JSONCatalog()
    catalogue.translation = DjangoTranslation(language, domain="djangojs")
    return {english: said for english, said in catalogue.get_catalog().items() if isinstance(said, str)}
