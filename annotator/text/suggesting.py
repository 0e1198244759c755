"""Suggestions: what cues, reported speech and loaded wording would be, as marks of the default codebook.

Pure mapping, precision before recall: what the codebook says not to mark is not proposed. A person decides.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotator.text.attribution import attributions
from annotator.text.cues import Cue, CueKind, cues
from annotator.text.loaded import Loaded, Tag, loaded
from annotator.text.spans import Span, snap
from annotator.text.speech import Attribution, SourceKind, Speech

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MAPPING: Final = "1"  # of this file: change it with what is proposed, and texts are read anew
_LEXICONS: Final = Path(__file__).with_name("lexicons")

# Each kind of cue as the codebook's class and reason, and what its words do. Conditions are left out: they
# are part of what is stated, and seldom signal doubt.
_CUES: Final[dict[CueKind, tuple[str, str | None, str]]] = {
    CueKind.HEDGE: ("hedge", "epistemic", "The writer does not fully commit here."),
    CueKind.BELIEF: ("hedge", "doxastic", "Somebody thinks so; the account leaves it at that."),
    CueKind.EVIDENTIAL: ("evidential", "doxastic", "It points to where this comes from."),
    CueKind.WEASEL: ("evidential", "weasel", "Somebody is said to vouch for it, but nobody can tell who."),
    CueKind.APPROXIMATOR: ("hedge", "vague-quantity", "It blurs the amount or the degree."),
    CueKind.INVESTIGATION: ("hedge", "investigation", "The question is being looked into."),
    CueKind.UNCLEAR: ("hedge", "epistemic", "It leaves the question open."),
    CueKind.BOOSTER: ("booster", None, "It shuts the door on doubt."),
}
_SOURCES: Final[dict[SourceKind, str]] = {
    SourceKind.NAMED: "named",
    SourceKind.ROLE: "role",
    SourceKind.ANONYMOUS: "anonymous-official",
    SourceKind.GROUP: "group",
    SourceKind.DOCUMENT: "document",
    SourceKind.UNATTRIBUTED: "unattributed",
}
_DIRECTNESS: Final[dict[Speech, str]] = {
    Speech.DIRECT: "direct",
    Speech.INDIRECT: "paraphrase",
    Speech.MIXED: "mixed",
}
_TAGS: Final[dict[Tag, tuple[str | None, str]]] = {
    Tag.WORD_CHOICE: ("word-choice", "A charged word for something that has a neutral one."),
    Tag.SENSATIONALISM: ("sensationalism", "Wording that may be there to shock or thrill."),
    Tag.ADJECTIVE: ("judging-adjective", "An adjective that judges."),
    Tag.MUDSLINGING: ("mudslinging", "It goes for the person."),
    Tag.MIND_READING: ("mind-reading", "It tells what somebody thinks or wants, as if one could see it."),
    Tag.OPINION: ("opinion-as-fact", "A judgement in the voice of a report."),
    Tag.PRESUPPOSITION: (None, "The wording takes for granted that something is true, or doubtful."),
}
# Words that stand for a source without telling which, and those by which nobody says it at all.
_RELATIVE: Final = frozenset({"who", "which", "that", "whom", "whose"})
_NOBODY: Final = frozenset({"nobody", "no one", "none"})
_WORD: Final = re.compile(r"[^\W\d_]++")
# One of these is every tenth word of English, and hardly a word of other languages.
_ENGLISH: Final = frozenset({"the", "of", "and", "to", "that", "was", "with", "for", "is", "said", "they"})
_SHORT: Final = 20  # words: too few to tell the language by
_LEAST: Final = 0.06  # of the words


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mark that somebody may want to make: code points, and keys of the default codebook.

    `codes` are pairs of dimension and code; `entry` is the lexicon's, or the form that was read;
    `explanation` a sentence in English.
    """

    span: Span
    layer: str
    codes: tuple[tuple[str, str], ...]
    entry: str
    explanation: str


@cache
def engine() -> str:
    """Return the version of what proposes: it changes with this mapping and with every edit of a lexicon."""
    digest = hashlib.sha256()
    for file in sorted(_LEXICONS.iterdir()):
        digest.update(file.read_bytes())
    return f"{_MAPPING}-{digest.hexdigest()[:8]}"


def suggest(text: str) -> list[Proposal]:
    """Return the proposals for `text` by their place, no two for the same words on one layer. Linear.

    None for a text that is not in English, the language of the lexicons.
    """
    if not is_english(text):
        return []
    reports = [each for each in attributions(text) if not _by_nobody(text, each)]
    found: dict[tuple[str, int, int], Proposal] = {}
    for each in (*_from_cues(text, reports), *_from_reports(text, reports), *map(_from_loaded, loaded(text))):
        snapped = snap(text, each.span.start, each.span.end)
        if snapped == each.span:  # what cuts a character in two is no word of a lexicon
            found.setdefault((each.layer, snapped.start, snapped.end), each)
    return sorted(found.values(), key=lambda one: (one.span.start, -one.span.end, one.layer))


def is_english(text: str) -> bool:
    """Tell whether a text may be English: by its most common words, and yes where it is too short to tell."""
    words = [match.group().lower() for match in _WORD.finditer(text)]
    if len(words) < _SHORT:
        return True
    return sum(word in _ENGLISH for word in words) >= _LEAST * len(words)


def _from_cues(text: str, reports: Sequence[Attribution]) -> Iterator[Proposal]:
    speakers = {report.source for report in reports}
    for cue in cues(text):
        if cue.negated or cue.kind not in _CUES:
            continue
        if cue.kind is CueKind.WEASEL and _within(cue, speakers):
            continue  # the speaker belongs to the attribution layer
        kind, reason, why = _CUES[cue.kind]
        codes = (("class", kind), *((("reason", reason),) if reason else ()))
        yield Proposal(cue.span, "cue", codes, cue.entry, why)


def _within(cue: Cue, spans: Iterable[Span | None]) -> bool:
    return any(span and span.start <= cue.span.start and cue.span.end <= span.end for span in spans)


def _by_nobody(text: str, report: Attribution) -> bool:
    return report.source is not None and report.source.of(text).lower() in _NOBODY


def _from_reports(text: str, reports: Sequence[Attribution]) -> Iterator[Proposal]:
    for report in reports:
        entry = report.cue.of(text).lower()[:100]
        kind = ("source-type", _SOURCES[report.source_kind])
        unnamed = (kind,) if report.source is None else ()
        why = "These words tie what is said to its source."
        yield Proposal(report.cue, "attribution", (("part", "cue"), *unnamed), entry, why)
        if report.source is not None and report.source.of(text).lower() not in _RELATIVE:
            why = "Something is said by, or taken from, this source."
            yield Proposal(report.source, "attribution", (("part", "source"), kind), entry, why)
        said = ("directness", _DIRECTNESS[report.speech])
        for piece in report.content:
            if len(_WORD.findall(piece.of(text))) > 1:
                why = "This is what the source vouches for."
                yield Proposal(piece, "attribution", (("part", "content"), said), entry, why)


def _from_loaded(one: Loaded) -> Proposal:
    tag, why = _TAGS[one.tag]
    codes = (
        ("family", one.family.value),
        *((("tag", tag),) if tag else ()),
        ("in-quote", "yes" if one.in_quotation else "no"),
    )
    neutral = f" A neutral wording: “{one.neutral}”." if one.neutral else ""
    return Proposal(one.span, "bias", codes, one.entry, why + neutral)
