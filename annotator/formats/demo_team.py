"""The plan of a simulated team: its articles, what is truly in them, and how each person misses it.

All of it is made from a seed, text included. What people disagree on is planted, so that figures of agreement
can be held against what they ought to be: each mark names the passage (`unit`) that it is about.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Final

STEPS: Final = ("unclear", "possible", "probable", "certain")
STATUSES: Final = ("asserted", "denied", "differs", "not_reported")
PEOPLE: Final = (
    "Ada Berg", "Bruno Castell", "Chiara Dahl", "Dario Ek", "Elif Fonseca", "Finn Gruber", "Greta Holm",
    "Hugo Ilic",
)  # fmt: skip
_BEST, _WORST = 0.03, 0.45  # chance of a wrong answer of the first person and of the last
_PLACES = (
    "harbour bridge", "town library", "river dam", "market hall", "north tunnel", "old mill", "tram depot",
    "city archive", "east hospital", "school kitchen", "ferry terminal", "glass factory", "public bath",
    "power station", "concert house", "flood wall", "cable car", "botanic garden", "grain silo",
    "light tower",
)  # fmt: skip
_DOES = (
    "stay closed until spring", "cost twice as much as planned", "need a second inspection",
    "open again on Monday", "lose half of its staff", "be sold to a private owner", "move to the other bank",
    "receive money from the state", "be named after a poet", "stand empty for another year",
    "be checked by engineers from abroad", "serve fewer people than before", "be painted in the old colours",
    "get a new roof before winter", "be part of the festival",
)  # fmt: skip
_MODALS = {
    "unclear": ("might perhaps", "may or may not"),
    "possible": ("may", "could"),
    "probable": ("will probably", "is likely to"),
    "certain": ("will",),
}
_SAYING = (
    "Officials said that", "The mayor told reporters that", "Two engineers explained that",
    "A spokeswoman confirmed that", "Residents fear that", "The report states that",
)  # fmt: skip
_LOADED = ("shameful", "reckless", "glorious", "absurd", "scandalous", "heroic", "pathetic", "brutal")
_FILLER = (
    "The council meets again next week in the large hall.",
    "Nobody was hurt, and the road stayed open all day.",
    "It rained for most of the morning.",
    "Pupils of two schools came to look at the works.",
)
_TAGS = ("spin", "slant", "word-choice", "sensationalism")
_PAPERS = ("The Beacon", "Morning Packet", "The Meridian", "Harbour Gazette", "Evening Ledger")


@dataclass(frozen=True, slots=True)
class Size:
    """How much of it there is to be; `annotations` exactly, if people find as many."""

    people: int = 8
    stories: int = 20
    articles: int = 60
    annotations: int = 10_000
    together: int = 5  # how many people do each article
    revealed: int = 12  # articles that have been revealed, with a first round that was kept
    sentences: int = 15  # with a claim, in an article


@dataclass(frozen=True, slots=True)
class Unit:
    """A passage that is truly there, or a harmless one that some take for a claim (`layer` says which)."""

    article: int
    layer: str
    words: tuple[int, int]  # half-open, by the words of the article
    answers: dict[str, str]
    claim: int | None = None  # of the story


@dataclass(frozen=True, slots=True)
class PlannedMark:
    """What one person marks: code points, half-open. `first` is their step before they saw the others'."""

    unit: int
    article: int
    person: int
    layer: str
    start: int
    end: int
    answers: dict[str, list[str]]
    claim: int | None = None
    first: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """What one person finds an article to say of one of its story's claims."""

    article: int
    claim: int
    person: int
    status: str
    certainty: int | None


@dataclass(frozen=True, slots=True)
class PlannedArticle:
    """One account."""

    story: int
    title: str
    source: str
    text: str
    day: int
    people: tuple[int, ...]  # who does it


@dataclass(slots=True)
class Plan:
    """Everything there is to be. People are numbered from the best to the worst."""

    names: list[str]
    noise: list[float]  # by person: the chance of another answer than the true one
    stories: list[str]
    claims: list[list[str]]  # by story
    articles: list[PlannedArticle] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    marks: list[PlannedMark] = field(default_factory=list)
    cells: list[PlannedCell] = field(default_factory=list)
    revealed: set[int] = field(default_factory=set)  # articles


def plan(size: Size | None = None, seed: int = 1) -> Plan:
    """Return the plan of a team; the same seed and size give the same plan."""
    size = size or Size()
    chance = random.Random(seed)  # noqa: S311 - a simulation, not secrets
    last = max(1, size.people - 1)
    made = Plan(
        names=[PEOPLE[number % len(PEOPLE)] for number in range(size.people)],
        noise=[_BEST + (_WORST - _BEST) * number / last for number in range(size.people)],
        stories=[f"What becomes of the {_PLACES[n % len(_PLACES)]}" for n in range(size.stories)],
        claims=[
            [f"The {_PLACES[n % len(_PLACES)]} will {does}" for does in _DOES[:6]]
            for n in range(size.stories)
        ],
    )
    for number in range(size.articles):
        _write(made, number, size, chance)
    made.revealed = set(range(size.articles - size.revealed, size.articles))
    for number, unit in enumerate(made.units):
        _mark(made, number, unit, chance)
    if len(made.marks) > size.annotations:
        kept = set(chance.sample(range(len(made.marks)), size.annotations))
        made.marks = [each for number, each in enumerate(made.marks) if number in kept]
    for number, article in enumerate(made.articles):
        _fill(made, number, article, chance)
    return made


def _write(made: Plan, number: int, size: Size, chance: random.Random) -> None:
    """Write an article word by word, and note what is in it."""
    story = number % size.stories
    place = _PLACES[story % len(_PLACES)]
    words: list[str] = []
    ends: set[int] = set()  # words after which a paragraph ends

    def say(text: str) -> tuple[int, int]:
        start = len(words)
        words.extend(text.split())
        return start, len(words)

    for sentence in range(size.sentences):
        does = (sentence + number) % len(_DOES)
        step = chance.choice(STEPS)
        denied = chance.random() < 0.15  # noqa: PLR2004 - a share of the claims
        saying = say(chance.choice(_SAYING))
        made.units.append(Unit(number, "attribution", saying, {"part": "source"}))
        first, _ = say(f"the {place}")
        modal = chance.choice(_MODALS[step])
        cue = say(modal)
        if step != "certain":
            made.units.append(
                Unit(number, "cue", cue, {"class": "hedge" if step != "probable" else "booster"})
            )
        _, end = say(f"{'not ' if denied else ''}{_DOES[does]}.")
        answers = {"certainty": step, "polarity": "denied" if denied else "asserted"}
        claim = does if does < 6 else None  # noqa: PLR2004 - the story's rows
        made.units.append(Unit(number, "claim", (first, end), answers, claim))
        if sentence % 2:
            say("Critics called this plainly")
            family = "lexical" if chance.random() < 0.96 else "informational"  # noqa: PLR2004 - skewed
            loaded = say(chance.choice(_LOADED) + ",")
            made.units.append(Unit(number, "bias", loaded, {"family": family, "tag": chance.choice(_TAGS)}))
            say("and they want answers.")
        if sentence % 4 == 3:  # noqa: PLR2004 - every fourth
            harmless = say(chance.choice(_FILLER))
            made.units.append(Unit(number, "claim", harmless, {}))
            ends.add(len(words) - 1)
    text = "".join(word + ("\n\n" if at in ends else " ") for at, word in enumerate(words)).rstrip()
    people = tuple(sorted(chance.sample(range(size.people), min(size.together, size.people))))
    source = _PAPERS[number // size.stories % len(_PAPERS)]
    title = f"{_PLACES[story % len(_PLACES)].capitalize()}: report {number // size.stories + 1}"
    made.articles.append(PlannedArticle(story, title, source, text, number % 21, people))


def places(text: str) -> list[tuple[int, int]]:
    """Return where each word of a text stands, as half-open ranges of code points."""
    found, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        found.append((start, at))
    return found


def _mark(made: Plan, number: int, unit: Unit, chance: random.Random) -> None:
    article = made.articles[unit.article]
    where = places(article.text)
    for person in article.people:
        noise = made.noise[person]
        # Who takes much for a claim marks what is not there; who is careless misses what is.
        if chance.random() < (1 - noise / 2 if unit.answers else noise):
            first, end = _shifted(unit, len(where), noise, chance)
            answers, before = _answers(unit, noise, chance, revised=unit.article in made.revealed)
            claim = unit.claim
            if claim is not None and chance.random() < noise / 2:
                claim = chance.randrange(6)
            stop = where[end - 1][1] - (article.text[where[end - 1][1] - 1] in ".,")
            made.marks.append(
                PlannedMark(
                    number, unit.article, person, unit.layer, where[first][0], stop, answers, claim, before
                )
            )


def _shifted(unit: Unit, words: int, noise: float, chance: random.Random) -> tuple[int, int]:
    """Move a border by a word, never so far that two people's passages have nothing in common."""
    start, end = unit.words
    if chance.random() < noise:
        roomy = end - start > 3  # noqa: PLR2004 - then both may give one up
        start += 1 if roomy and chance.random() < 0.5 else -1 if start else 0  # noqa: PLR2004 - either way
    if chance.random() < noise / 3 and end - start > 3 and end < words:  # noqa: PLR2004 - as above
        end -= 1
    return start, end


def _answers(
    unit: Unit, noise: float, chance: random.Random, *, revised: bool
) -> tuple[dict[str, list[str]], str | None]:
    """Return what a person answers: another step is mostly one beside. After a reveal some are convinced."""
    true = unit.answers
    if unit.layer == "claim":
        step = _step(true.get("certainty", chance.choice(STEPS)), noise, chance)
        before = step if revised else None
        if revised and true and chance.random() < 0.7:  # noqa: PLR2004 - who are convinced
            step = true["certainty"]
        polarity = true.get("polarity", "asserted")
        if chance.random() < noise / 3:
            polarity = "denied" if polarity == "asserted" else "asserted"
        return {"certainty": [step], "polarity": [polarity]}, before
    if unit.layer == "bias":
        family = "epistemological" if chance.random() < noise / 10 else true["family"]
        tags = {true["tag"]} | ({chance.choice(_TAGS)} if chance.random() < noise else set())
        return {"family": [family], "tag": sorted(tags)}, None
    if unit.layer == "cue":
        other = "booster" if true["class"] == "hedge" else "hedge"
        return {"class": [other if chance.random() < noise / 2 else true["class"]]}, None
    return {"part": ["cue" if chance.random() < noise / 3 else "source"]}, None


def _step(true: str, noise: float, chance: random.Random) -> str:
    if chance.random() >= noise:
        return true
    at = STEPS.index(true)
    beside = [each for each in (at - 1, at + 1) if 0 <= each < len(STEPS)]
    if chance.random() < 0.85:  # noqa: PLR2004 - of the mistakes
        return STEPS[chance.choice(beside)]
    return chance.choice(STEPS)


def _fill(made: Plan, number: int, article: PlannedArticle, chance: random.Random) -> None:
    told = {
        unit.claim: unit.answers for unit in made.units if unit.article == number and unit.claim is not None
    }
    for claim in range(6):
        answers = told.get(claim)
        true = "not_reported" if answers is None else answers["polarity"]
        for person in article.people:
            noise = made.noise[person]
            status = chance.choice(STATUSES) if chance.random() < noise / 2 else true
            step = None
            if status != "not_reported":
                known = answers["certainty"] if answers else chance.choice(STEPS)
                step = STEPS.index(_step(known, noise, chance)) + 1
            made.cells.append(PlannedCell(number, claim, person, status, step))
