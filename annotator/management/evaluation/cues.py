"""Speculation cues: F1 of uncertain sentences and of cue words, against calling everything uncertain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from annotator.management.evaluation.measures import f1
from annotator.management.evaluation.task import Outcome, Task, span, value
from annotator.text.cues import cues, leaves_open
from annotator.text.spans import Span
from annotator.text.wording import tokenise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence, whether people call it uncertain, and by which words (None: not told)."""

    text: str
    uncertain: bool
    cues: list[Span] | None


def read(line: Mapping[str, Any]) -> Judged:
    """Read `{"text", "uncertain": bool, "cues": [[start, end], ...] or null}`."""
    text = value(line, "text", str)
    given = None if line.get("cues") is None else value(line, "cues", list)
    marked = None if given is None else [span(one, text, "cues") for one in given]
    return Judged(text, value(line, "uncertain", bool), marked)


def measure(items: Iterable[Judged]) -> Outcome:
    """Compare sentences, and words where the cues are told."""
    n = uncertain = found = hits = 0
    words = marked = ours = both = 0
    for item in items:
        n += 1
        whole = Span(0, len(item.text)) if item.text else None
        cued = [c.span for c in cues(item.text, sentences=[whole] if whole else []) if leaves_open(c)]
        uncertain += item.uncertain
        found += bool(cued)
        hits += item.uncertain and bool(cued)
        if item.cues is not None and whole:
            tokens = [Span(token.start, token.end) for token in tokenise(item.text, whole)]
            theirs, mine = _inside(tokens, item.cues), _inside(tokens, cued)
            words += len(tokens)
            marked += len(theirs)
            ours += len(mine)
            both += len(theirs & mine)
    metrics = {"sentence_f1": f1(hits, found, uncertain)}
    baseline = {"sentence_f1": f1(uncertain, n, uncertain)}
    metrics["sentence_precision"] = hits / found if found else 0.0
    metrics["sentence_recall"] = hits / uncertain if uncertain else 0.0
    if words:
        metrics["token_f1"] = f1(both, ours, marked)
        baseline["token_f1"] = f1(marked, words, marked)
    return Outcome(n, metrics, baseline)


def _inside(tokens: list[Span], spans: list[Span]) -> set[int]:
    """Return the numbers of the tokens that share a code point with a span."""
    return {
        number
        for number, token in enumerate(tokens)
        if any(token.start < one.end and one.start < token.end for one in spans)
    }


TASK: Final = Task("cues", read, measure, "sentences", "every sentence and every word is uncertain")
