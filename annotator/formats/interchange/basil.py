"""Reading BASIL, and other data in its form: articles in sentences, and spans that count within a sentence.

An article (`body-paragraphs`: lists of sentences) and its annotations (`phrase-level-annotations`) are two
files, `x.json` and `x_ann.json`, of one `uuid`; or one object has both, alone or in a list. The text is
made of the sentences, with a space between two and a blank line between paragraphs. `id` is `p` and the
number of the sentence in the article, from 0; `start` and `end` count code points in that sentence, and are
moved to where it stands. Each span becomes a mark `bias`, and what is said of it its codes: `bias` is `lex`
or `inf`.

What is said of the whole article, and a mark on its title, have no place in its text and are told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from annotator.formats.interchange.incoming import Incoming, Mark, Place, Refused, Span, Unreadable
from annotator.formats.interchange.json_files import OURS, as_list, as_text, sound
from annotator.formats.interchange.json_items import items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.formats.interchange.packed import Packed

LABEL: Final = "bias"
_ANNOTATIONS, _ARTICLES, _BODY = "phrase-level-annotations", "article-level-annotations", "body-paragraphs"
_ENDING: Final = "_ann.json"
_MOST_DIGITS = 9  # of a sentence's number
_CODES = (
    "bias", "aim", "polarity", "target", "quote", "speaker", "indirect-target-name",
    "indirect-ally-opponent-sentiment",
)  # fmt: skip


def read(packed: Packed) -> Iterator[Incoming | Refused]:
    """Yield each article with its marks. Holds one article, and the names of all files."""
    return sound(_read(packed))


def _read(packed: Packed) -> Iterator[Incoming | Refused]:
    files = [name for name in packed.names() if name not in OURS]
    # The two lie in folders of their own: they belong together by the last part of their names.
    beside = {_last(name): name for name in files if name.endswith(_ENDING)}
    articles = [name for name in files if not name.endswith(_ENDING)]
    for name in articles:
        if not name.lower().endswith((".json", ".jsonl")):
            yield Refused(Place(name), "This is no JSON file.")
            continue
        pair = beside.pop(f"{_last(name).rpartition('.')[0]}{_ENDING}", None)
        try:
            yield from _file(packed, name, pair)
        except Unreadable as error:
            yield error.refused
    for name in beside.values():
        article = f"{_last(name).removesuffix(_ENDING)}.json"
        yield Refused(Place(name), "There is no article to it (%(name)s).", {"name": article})


def _file(packed: Packed, name: str, pair: str | None) -> Iterator[Incoming | Refused]:
    told = next(((place, value) for place, value in items(packed, pair)), None) if pair else None
    for place, article in items(packed, name):
        where, said = (place, article) if told is None else told
        if not isinstance(article, dict) or not isinstance(said, dict):
            yield Refused(place, "An article is an object with names.")
        elif told and said.get("uuid") != article.get("uuid"):
            yield Refused(
                where, "These annotations are of another article (uuid %(uuid)s).", {"uuid": said.get("uuid")}
            )
        else:
            yield from _article(place, article, where, said)


def _article(
    place: Place, article: dict[str, Any], where: Place, said: dict[str, Any]
) -> Iterator[Incoming | Refused]:
    body = _Body()
    for number, paragraph in enumerate(as_list(article.get(_BODY))):
        body.add([paragraph] if isinstance(paragraph, str) else as_list(paragraph), number)
    if not body.starts:
        yield Refused(place, "There is no text in it (body-paragraphs).")
        return
    if said.get(_ARTICLES):
        yield Refused(where.inside(f".{_ARTICLES}"), "This is said of the whole article, and no range.")
    marks: list[Mark] = []
    for number, each in enumerate(as_list(said.get(_ANNOTATIONS))):
        made = _mark(where.inside(f".{_ANNOTATIONS}[{number}]"), each, body)
        if isinstance(made, Refused):
            yield made
        else:
            marks.append(made)
    yield Incoming(
        place=place,
        name=as_text(article.get("uuid")) or f"{place.file}{place.path}",
        text="".join(body.parts),
        marks=marks,
        facts=_facts(article),
        unit="code points",
    )


@dataclass
class _Body:
    """A text made of sentences, and where each begins."""

    parts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, paragraph: list[Any], number: int) -> None:
        """Write a paragraph; what is no string counts as a sentence without words, so that numbers stay."""
        between = "\n\n" if number and self.starts else ""
        for each in paragraph:
            sentence = as_text(each)
            self.parts += [between, sentence]
            self.length += len(between)
            self.starts.append(self.length)
            self.sentences.append(sentence)
            self.length += len(sentence)
            between = " "


def _mark(place: Place, told: object, body: _Body) -> Mark | Refused:
    if not isinstance(told, dict):
        return Refused(place, "A span is an object with names.")
    ident = as_text(told.get("id"))
    if ident == "title":
        return Refused(place, "This marks the title, which is not in the text.")
    number = ident[1:]
    is_number = ident[:1] == "p" and number.isdecimal() and len(number) <= _MOST_DIGITS
    if not is_number or int(number) >= len(body.starts):
        return Refused(place, "There is no sentence %(id)s in the article.", {"id": ident or "?"})
    span = _span(told, body.starts[int(number)], body.sentences[int(number)])
    if span is None:
        return Refused(place, "It has neither start and end nor words (txt).")
    return Mark(
        place=place,
        spans=[span],
        label=LABEL,
        codes={key: [as_text(told[key])] for key in _CODES if as_text(told.get(key))},
        note=as_text(told.get("notes")),
    )


def _span(told: dict[str, Any], begin: int, sentence: str) -> Span | None:
    """Return a span in the text; words without a place have that of the sentence they stand in, if once."""
    start, end, quote = told.get("start"), told.get("end"), as_text(told.get("txt")) or None
    if type(start) is int and type(end) is int and 0 <= start < end:
        return Span(begin + start, begin + end, quote)
    if quote is None:
        return None
    if sentence.count(quote) == 1:
        at = begin + sentence.index(quote)
        return Span(at, at + len(quote), quote)
    return Span(None, None, quote)


def _facts(article: dict[str, Any]) -> dict[str, str]:
    event, triplet = as_text(article.get("main-event")), as_text(article.get("triplet-uuid"))
    found = {
        "title": as_text(article.get("title")),
        "url": as_text(article.get("url")),
        "source": as_text(article.get("source")),
        "published_at": as_text(article.get("date")),
        # Three articles on one event have a `triplet-uuid`; two events may be called the same.
        "story": f"{event} ({triplet[:8]})" if event and triplet else event or triplet,
    }
    return {key: value for key, value in found.items() if value}


def _last(name: str) -> str:
    return name.rpartition("/")[2]
