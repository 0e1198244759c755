"""Comments: their Markdown as HTML that can do no harm, and the names that they mention.

Plain Markdown: emphasis, code, quotes, lists and links; no HTML, no images, no headings, no tables. What
comes out is sanitised once more by a library that knows no Markdown: a hole in one of the two is none.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from markdown_it.rules_core import StateCore

MOST_NAMES = 50  # mentioned in one comment
TAGS = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "span"}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow noopener noreferrer"
# What a user name is made of. A dot or dash at its end is more likely the sentence's.
_NAME = re.compile(r"(?<![\w.@+\-/])@([\w.@+\-]{1,150})")
_ENDS = ".@+-"
# Embeddings, overrides and isolates reorder words beyond their own: a link could look like another one.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")

Known = dict[str, str]  # user name in lower case -> the name that is shown


def names_in(body: str) -> list[str]:
    """Return what may be user names behind an @, in lower case, outside of code and links; each once.

    `@bo.` may be *bo.* or *bo*: both are returned, the longer first.
    """
    found: dict[str, None] = {}
    for token in _parser().parse(body):
        for text in _words(token.children or []):
            for match in _NAME.finditer(text.content):
                found |= dict.fromkeys(_readings(match[1]))
    return list(found)[: MOST_NAMES * 2]


def html_of(body: str, mentioned: Mapping[str, str]) -> str:
    """Return a comment as HTML. `mentioned`: user name in lower case -> the name that is shown for it."""
    return clean(_parser().render(_REORDERING.sub("", body), {"mentioned": dict(mentioned)}))


def clean(html: str) -> str:
    """Return HTML with nothing but what a comment may have (0.02 ms): also of what was kept since earlier."""
    return _cleaner()(html).strip()


def without_reordering(words: str) -> str:
    """Return words without what reorders words beyond its own."""
    return _REORDERING.sub("", words)


def linkifier() -> LinkifyIt:
    """Return what makes links of addresses: of whole ones alone."""
    return LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True})
    parser.linkify = linkifier()
    parser.disable(["heading", "lheading", "image", "html_block", "html_inline", "hr", "reference"])
    parser.enable(["strikethrough", "linkify"])
    parser.core.ruler.push("mentions", _mark_mentions)
    return parser


@cache
def _cleaner() -> Callable[[str], str]:
    cleaner = nh3.Cleaner(
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "span": {"title"}, "ol": {"start"}},
        allowed_classes={"span": {"mention"}},
        url_schemes=SCHEMES,
        link_rel=REL,
        strip_comments=True,
    )
    return cleaner.clean


def _words(children: list[Token]) -> list[Token]:
    """Return the tokens of plain words: not those inside of links."""
    depth, found = 0, []
    for child in children:
        depth += child.nesting if child.type in {"link_open", "link_close"} else 0
        if child.type == "text" and not depth:
            found.append(child)
    return found


def _readings(raw: str) -> list[str]:
    """Return the names that the letters behind an @ may be, the longest first."""
    name = raw.lower()
    found = [name]
    while name and name[-1] in _ENDS:
        name = name[:-1]
        found.append(name)
    return [each for each in found if each]


def _mark_mentions(state: StateCore) -> None:
    known: Known = state.env.get("mentioned") or {}
    if not known:
        return
    for token in state.tokens:
        if token.children:
            words = {id(each) for each in _words(token.children)}
            token.children = [
                part
                for child in token.children
                for part in (_with_mentions(child, known) if id(child) in words else [child])
            ]


def _with_mentions(token: Token, known: Known) -> list[Token]:
    """Cut a token of words at the names that are mentioned."""
    parts, end = [], 0
    for match in _NAME.finditer(token.content):
        name = next((each for each in _readings(match[1]) if each in known), None)
        if name is None:
            continue
        stop = match.start(1) + len(name)
        opening = Token("mention_open", "span", 1, attrs={"class": "mention", "title": f"@{name}"})
        parts += [
            _text(token.content[end : match.start()]),
            opening,
            _text(f"@{_REORDERING.sub('', known[name])}"),
            Token("mention_close", "span", -1),
        ]
        end = stop
    return [*parts, _text(token.content[end:])]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
