"""Guidelines: their Markdown as HTML that can do no harm.

Markdown with headings and tables; no HTML and no images, which would be fetched from elsewhere. What comes
out is sanitised once more, as with comments.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt

from annotator.formats.comments import REL, SCHEMES, linkifier, without_reordering
from annotator.formats.comments import TAGS as OF_COMMENTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.rules_core import StateCore

TAGS = OF_COMMENTS | {"h2", "h3", "h4", "h5", "h6", "hr", "table", "thead", "tbody", "tr", "th", "td"}
_LOWEST = 6
_HEADING = re.compile("h([1-6])")


def html_of(body: str) -> str:
    """Return guidelines as HTML. A heading is one level lower than it says: the page has its own first."""
    return _cleaner()(_parser().render(without_reordering(body))).strip()


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True})
    parser.linkify = linkifier()
    parser.disable(["image", "html_block", "html_inline"])
    parser.enable(["strikethrough", "linkify", "table"])
    parser.core.ruler.push("lower_headings", _lower_headings)
    return parser


def _lower_headings(state: StateCore) -> None:
    for token in state.tokens:
        if found := _HEADING.fullmatch(token.tag):
            token.tag = f"h{min(int(found[1]) + 1, _LOWEST)}"


@cache
def _cleaner() -> Callable[[str], str]:
    cleaner = nh3.Cleaner(
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel=REL,
        strip_comments=True,
    )
    return cleaner.clean
