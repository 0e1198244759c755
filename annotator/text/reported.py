"""The forms of reported speech, one function each: from a match of the lexicon to who said what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from annotator.text.phrases import (
    BREAKS,
    QUOTES,
    Place,
    hearer_end,
    is_a,
    is_passive,
    speaker_after,
    speaker_before,
    verb_group_start,
)
from annotator.text.spans import Span
from annotator.text.speech import SCARE, Attribution, SourceKind, Speech
from annotator.text.wordlists import word_classes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.text.lexicon import Match
    from annotator.text.speech import View
    from annotator.text.wording import Token

_REACH: Final = 8  # tokens between a verb and its "that" or quotation: "said in an interview on Monday that"
_NAME: Final = 6  # tokens of a name before a colon or in brackets
_LEAST: Final = 2  # tokens of what is said
_INSERTED: Final = frozenset({",", "—", "–", "-", "("})
_ENDS: Final = frozenset({",", "?", "!", "—", "–", "-", "(", "…"}) | QUOTES
_GOES_ON: Final = frozenset({"to", "that", "if", "whether"})
_ALONE: Final = frozenset({"some", "many", "several", "most", "both", "few"})


def by_verb(view: View, match: Match) -> Attribution | None:
    """Read `Police said that ...`, `"...," said Smith`, `..., officials say, ...`."""
    tokens = view.tokens
    if tokens[match.start].written[0].isupper() and match.start > 0:
        return None  # "United States", the Claims Court
    group = verb_group_start(tokens, match.start)
    if is_passive(tokens, group, match.start):
        return None
    if 0 < group == match.start and tokens[group - 1].key in _ENDS and match.row.value != "tell":
        inverted = speaker_after(tokens, match.end)
        if inverted and _is_speaker(tokens, inverted) and _ends_here(tokens, inverted[1]):
            return _made(view, inverted, (match.start, match.end), _before(view, group))
    source = _subject(view, group)
    if source is None:
        return None
    content = _around(view, source, match)
    return _made(view, source, (group, match.end), content)


def by_noun(view: View, match: Match) -> Attribution | None:
    """Read `his claim that ...`, `the ministry's statement that ...`, `reports that ...`."""
    tokens = view.tokens
    source: Place | None = None
    before = tokens[match.start - 1] if match.start else None
    if before and before.key == "'s":
        source = speaker_before(tokens, match.start - 1)
    elif before and before.key in {"his", "her", "their", "its", "our", "my"}:
        source = (match.start - 1, match.start)
    elif before and (is_a(before, "pronoun") or before.written[0].isupper()):
        source = speaker_before(tokens, match.start)
    return _made(view, source, (match.start, match.end), _after(view, match.end, "that"))


def by_phrase(view: View, match: Match) -> Attribution | None:
    """Read `according to the police, ...`, at the start, at the end and inserted."""
    # What follows `According to the police,` is what they say, be it "the bridge" or "a spokesman".
    source = speaker_after(view.tokens, match.end, apposition=match.start > 0)
    if source is None:
        return None
    content = [view.span(0, match.start), view.span(source[1], len(view.tokens))]
    if match.start and view.tokens[match.start - 1].key not in _INSERTED:
        content = content[:1]  # what follows belongs to the source: "according to figures in the report"
    return _made(view, source, (match.start, match.end), [piece for piece in content if piece])


def by_nobody(view: View, match: Match) -> Attribution | None:
    """Read `He is said to be ill`, `He reportedly fled`: nobody is named."""
    pieces = [view.span(0, match.start), view.span(match.end, len(view.tokens))]
    return _made(view, None, (match.start, match.end), [piece for piece in pieces if piece])


def by_colon(view: View) -> Attribution | None:
    """Read `Smith: "..."` and `Mayor: bridge must close`, a name before a colon that opens the sentence."""
    for place, token in enumerate(view.tokens[: _NAME + 1]):
        if token.key == ":":
            rest = view.quote_from(place + 1)
            is_name = place > 0 and all(
                t.written[0].isupper() or is_a(t, "link") for t in view.tokens[:place]
            )
            if rest and is_name:
                return _made(view, (0, place), (place, place + 1), [rest])
            return None
        if token.key in BREAKS:
            return None
    return None


def by_bracket(view: View) -> Attribution | None:
    """Read `"We won." (Smith)`: a name in brackets behind a quotation."""
    tokens = view.tokens
    for place in range(len(tokens) - 1, max(-1, len(tokens) - _NAME - 3), -1):
        if tokens[place].key == "(":
            close = next((i for i in range(place, len(tokens)) if tokens[i].key == ")"), 0)
            quote = view.quote_to(place)
            if quote and close > place + 1 and tokens[place + 1].written[0].isupper():
                return _made(view, (place + 1, close), (place, close + 1), [quote])
            return None
    return None


def _subject(view: View, group: int) -> Place | None:
    """Return who speaks: before the verb's group; for `..., saying he left`, as the sentence begins."""
    tokens = view.tokens
    is_participle = tokens[group].key.endswith("ing")
    if is_participle and group > 0 and tokens[group - 1].key == ",":
        return _opening(tokens, group)
    found = speaker_before(tokens, group)
    if found is None or not _is_speaker(tokens, found):
        return None
    if is_participle and not (found[0] and tokens[found[0] - 1].key == "with"):
        return None  # "with many speculating" has its own subject, "in statements announcing" has not
    return found


def _opening(tokens: Sequence[Token], limit: int) -> Place | None:
    """Return the pronoun or the name that a sentence begins with."""
    if is_a(tokens[0], "pronoun"):
        return 0, 1
    if tokens[0].key in word_classes("borders.en.tsv")["starter"]:
        return None
    end = 0
    while end < min(limit, _NAME) and tokens[end].written[0].isupper():
        end += 1
    return (0, end) if end else None


def _is_speaker(tokens: Sequence[Token], place: Place) -> bool:
    """Tell whether a phrase can speak: a pronoun, or one with a name or a noun."""
    first, *rest = tokens[place[0] : place[1]]
    if is_a(first, "pronoun") or first.key in _ALONE:
        return True
    return any(token.written[0].isalpha() and not is_a(token, "determiner") for token in (first, *rest))


def _around(view: View, source: Place, match: Match) -> list[Span]:
    """Return what is said, before and after `source verb`."""
    tokens = view.tokens
    after = _after(view, match.end, match.row.value)
    stands_apart = source[0] > 0 and tokens[source[0] - 1].key in _ENDS
    if not stands_apart:
        return after
    before = _before(view, source[0])
    if view.quote_to(source[0]):
        return before + [piece for piece in after if view.is_quotation(piece)]
    if _ends_here(tokens, match.end):
        inserted = match.end < len(tokens) and tokens[match.end].key in ",—–-"
        rest = view.span(match.end, len(tokens)) if inserted else None
        return [*before, rest] if rest else before
    return after


def _ends_here(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether nothing said can follow: an end, a sign, a time, a preposition or a conjunction."""
    if place >= len(tokens) or tokens[place].key in BREAKS:
        return True
    if tokens[place].key in _GOES_ON:
        return False
    return any(is_a(tokens[place], kind) for kind in ("time", "link", "stop"))


def _before(view: View, place: int) -> list[Span]:
    """Return what is said before token `place`: the quotation that ends there, or the sentence so far."""
    quote = view.quote_to(place)
    so_far = view.span(0, place)
    if quote and (so_far is None or quote.start <= so_far.start):
        return [quote]
    if quote and so_far:
        return [Span(so_far.start, quote.end)]
    return [so_far] if so_far else []


def _after(view: View, place: int, needs: str) -> list[Span]:
    """Return what is said from token `place` on; `needs` is what the verb wants to stand before it."""
    tokens = view.tokens
    if needs == "tell":
        place = hearer_end(tokens, place)
    start = place
    for at in range(place, min(len(tokens), place + _REACH)):
        quote = view.quote_from(at)
        if quote and (at <= place + 1 or len(quote.of(view.text).split()) >= SCARE):
            return [quote]
        if tokens[at].key == "that" and at + 1 < len(tokens):
            start = at + 1
            break
        if is_a(tokens[at], "stop") or (tokens[at].key in BREAKS and tokens[at].key not in ",:"):
            break
    if start == place and (needs == "that" or _ends_here(tokens, place)):
        return []
    piece = view.span(start, len(tokens))
    return [piece] if piece and len(tokens) - start > _LEAST else []


def _made(view: View, source: Place | None, cue: Place, content: Sequence[Span]) -> Attribution | None:
    where = view.span(*cue) or Span(view.tokens[cue[0]].start, view.tokens[cue[1] - 1].end)
    if not content:
        return None
    who = view.span(*source) if source else None
    kind = _kind(view, source) if source and who else SourceKind.UNATTRIBUTED
    return Attribution(who, where, tuple(content), _speech(view, content), kind, view.sentence)


def _speech(view: View, content: Sequence[Span]) -> Speech:
    if all(view.is_quotation(piece) for piece in content):
        return Speech.DIRECT
    touched = map(view.quoted.touched, content)
    return Speech.MIXED if any(first < last for first, last in touched) else Speech.INDIRECT


def _kind(view: View, source: Place) -> SourceKind:
    """Tell a source's kind by the last word of its head: `a spokesman | for the ministry`."""
    tokens = view.tokens
    if any(view.called(at) == "anonymous" for at in range(source[0], source[1] + _REACH)):
        return SourceKind.ANONYMOUS
    end = source[0] + 1
    while end < source[1] and not (
        tokens[end].key in BREAKS or is_a(tokens[end], "link") or tokens[end].key == "who"
    ):
        end += 1
    last = tokens[end - 1]
    if view.called(end - 1):
        return SourceKind(view.called(end - 1))
    if is_a(last, "pronoun"):
        return SourceKind.GROUP if last.key in {"they", "we", "it"} else SourceKind.NAMED
    if last.written[0].isupper():
        return SourceKind.NAMED
    return SourceKind.GROUP if last.key.endswith("s") else SourceKind.ROLE
