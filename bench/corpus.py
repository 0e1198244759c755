"""Made-up news of any length, the same in every run: nothing real is needed to measure."""

from __future__ import annotations

import random
from dataclasses import dataclass

ARTICLE = 800  # words
_VOCABULARY = 20_000
_SENTENCE = 20
_PARAGRAPH = 4


@dataclass(frozen=True)
class Sample:
    """One text in the shapes that the operations compare."""

    text: str
    revision: str  # three words of a hundred changed, one paragraph moved
    account: str  # half of the sentences told in other words and another order
    swapped: str  # both halves exchanged
    words: int


def sample(articles: int, seed: int = 1) -> Sample:
    """Return a text of so many articles of 800 words each."""
    rng = random.Random(seed)
    vocabulary = _words(rng)
    weights = [1 / (rank + 10) for rank in range(_VOCABULARY)]
    count = articles * ARTICLE // _SENTENCE
    sentences = [_sentence(rng.choices(vocabulary, weights, k=_SENTENCE)) for _ in range(count)]
    revised = [_revised(rng, sentence, vocabulary) for sentence in sentences]
    moved = revised[_PARAGRAPH:] + revised[:_PARAGRAPH]
    told = [_revised(rng, sentence, vocabulary, share=0.5) for sentence in sentences[::2]]
    told += [_sentence(rng.choices(vocabulary, weights, k=_SENTENCE)) for _ in sentences[::2]]
    rng.shuffle(told)
    half = count // 2
    return Sample(
        _text(sentences),
        _text(moved),
        _text(told),
        _text(sentences[half:] + sentences[:half]),
        count * _SENTENCE,
    )


def _words(rng: random.Random) -> list[str]:
    syllables = [
        "ba",
        "den",
        "fi",
        "gor",
        "hal",
        "ki",
        "lem",
        "mo",
        "nur",
        "pa",
        "ris",
        "sto",
        "tu",
        "ves",
        "wi",
    ]
    return ["".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(_VOCABULARY)]


def _sentence(words: list[str]) -> str:
    return " ".join([words[0].capitalize(), *words[1:]]) + "."


def _revised(rng: random.Random, sentence: str, vocabulary: list[str], share: float = 0.03) -> str:
    words = sentence[:-1].lower().split()
    return _sentence([rng.choice(vocabulary) if rng.random() < share else word for word in words])


def _text(sentences: list[str]) -> str:
    paragraphs = [sentences[at : at + _PARAGRAPH] for at in range(0, len(sentences), _PARAGRAPH)]
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)
