"""A datasheet for a dataset, after the questions of Gebru et al. 2018: what is counted is filled in.

What only people know is a blank that says so; `answers` fill blanks, or add to what was counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from annotator.formats.datasets import OFFSET_UNIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from annotator.formats.interchange.releasing.cards import Terms
    from annotator.formats.interchange.releasing.facts import Facts
    from annotator.formats.interchange.releasing.splits import Splits

BLANK: Final = "> **To be filled in** by the people who release this dataset."

SECTIONS: Final[dict[str, dict[str, str]]] = {
    "Motivation": {
        "purpose": "For what purpose was the dataset created?",
        "creators": "Who created it, and on behalf of whom?",
        "funding": "Who funded it?",
    },
    "Composition": {
        "instances": "What do the instances represent, and how many are there of each type?",
        "sample": "Is it all there is, or a sample of something larger? Is the sample representative?",
        "data": "What data does each instance consist of?",
        "labels": "Is there a label or target with each instance?",
        "missing": "Is anything missing from individual instances?",
        "relations": "Are relations between instances made explicit?",
        "splits": "Are there recommended splits?",
        "errors": "Are there errors, sources of noise, or redundancies?",
        "self_contained": "Is it self-contained, or does it rely on something outside?",
        "confidential": "Does it contain data that might be confidential?",
        "offensive": "Does it contain data that might offend, insult, threaten or cause anxiety?",
        "people": "Does it relate to people? Can they be identified? Is the data sensitive in any way?",
    },
    "Collection process": {
        "acquired": "How was the data of each instance acquired, and checked?",
        "sampling": "If it is a sample, how was it drawn?",
        "annotators": "Who was involved in collecting it, and how were they paid?",
        "timeframe": "Over what time was it collected?",
        "ethics": "Was there an ethical review?",
        "consent": "Were the people that it is about told of it, and did they consent?",
    },
    "Preprocessing, cleaning, labelling": {
        "preprocessing": "Was anything preprocessed, cleaned or labelled?",
        "raw": "Was the raw data kept beside it?",
        "software": "Is the software for that available?",
    },
    "Uses": {
        "used": "Has it been used already?",
        "tasks": "What other tasks could it be used for?",
        "impact": "Does anything about how it was made limit its uses?",
        "unsuited": "Are there tasks that it should not be used for?",
    },
    "Distribution": {
        "distributed": "How and to whom is it distributed?",
        "licence": "Under which licence or terms of use?",
        "third_parties": "Have others put restrictions on data in it?",
        "export_controls": "Do export controls or other rules apply?",
    },
    "Maintenance": {
        "maintainer": "Who supports and hosts it, and how can they be reached?",
        "updates": "Will it be updated, and are older versions kept?",
        "retention": "If it relates to people, are there limits on how long it is kept?",
        "contributions": "Can others extend it, or contribute?",
    },
}
"""The questions, by section and key."""


def datasheet(
    facts: Facts, terms: Terms, splits: Splits | None = None, answers: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield the lines of `DATASHEET.md`. `answers` are Markdown of people's own, by the key of a question."""
    known, answers = _known(facts, terms, splits), answers or {}
    yield f"# Datasheet: {_line(terms.title)}, version {_line(terms.version)}"
    yield ""
    yield "The questions are after T. Gebru et al., *Datasheets for Datasets* (arXiv:1803.09010). Numbers are"
    yield "counted in this release. What is marked as a blank nobody has answered yet."
    for section, questions in SECTIONS.items():
        yield ""
        yield f"## {section}"
        for key, question in questions.items():
            yield ""
            yield f"### {question}"
            yield ""
            told = [each for each in (known.get(key, ""), answers.get(key, "").strip()) if each]
            yield "\n\n".join(told) or BLANK


def blanks(facts: Facts, terms: Terms, answers: Mapping[str, str] | None = None) -> list[str]:
    """Return the keys of the questions that nobody has answered."""
    known = _known(facts, terms, None)
    answered = {key for key, told in (answers or {}).items() if told.strip()}
    return [
        key
        for section in SECTIONS.values()
        for key in section
        if key not in answered and key not in known and key != "splits"
    ]


def _known(facts: Facts, terms: Terms, splits: Splits | None) -> dict[str, str]:
    """Return what the dataset itself says, by question."""
    known = {
        "purpose": facts.description.strip(),
        "creators": ", ".join(map(str, terms.authors)) + ".",
        "instances": _table("records | number", sorted(facts.records.items())),
        "data": _data(terms),
        "labels": _labels(facts),
        "missing": _missing(facts),
        "relations": "Accounts of one event stand in one story. Annotations are tied to claims (`mention`),"
        " claims and mentions to each other (`link`), accounts to the text they go back to (`origin`)."
        + _carried(facts),
        "splits": _splits(splits),
        "self_contained": "It is self-contained."
        if terms.with_texts
        else "It has no texts: they are to be had at the addresses in it, which may go away or change."
        " `manage.py rehydrate` puts them back, and tells of each what differs.",
        "people": f"Articles name people, as they were published. {terms.people}",
        "annotators": f"{len(facts.people)} people made annotations. How they were chosen and paid:"
        f"\n\n{BLANK}",
        "timeframe": _timeframe(facts),
        "preprocessing": "Texts were brought into one canonical form (Unicode NFC, one kind of line end, no"
        f" control characters); offsets count in that form: {OFFSET_UNIT}. People labelled them after the"
        " guidelines and the codebook, each version of which is in the dataset."
        f" {facts.suggested} of {facts.records['annotation']} annotations began as a suggestion of the"
        f" program, and {facts.shown} were made by people who were shown suggestions on that text.",
        "software": "It was made with Annotator.",
        "licence": f"{terms.licence}: {terms.licence_url}. `LICENSE` says what it covers.",
        "third_parties": "The rights in the articles' texts are their publishers'.",
    }
    return {key: told for key, told in known.items() if told}


def _carried(facts: Facts) -> str:
    if not facts.records["carried"]:
        return ""
    return (
        f" Of {facts.records['carried']} annotations on older texts it is told what became of them on newer"
        " ones (`carried`); one that stands there again is two annotations, and `carried_from` ties them."
    )


def _data(terms: Terms) -> str:
    if terms.with_texts:
        return (
            "A text has its canonical form whole, with address, publisher and date. An annotation has its"
            " ranges in it, with quotes, its layer, codes and note, who made it, and when."
        )
    return (
        "A text has its address, checksum and length, and not its words. An annotation has its ranges in"
        " it, with quotes cut short, its layer, codes and note, who made it, and when."
    )


def _labels(facts: Facts) -> str:
    told = _table("layer | annotations", sorted(facts.layers.items()))
    people = _table("annotators of a text | texts", sorted(facts.per_text.items()))
    gold = (
        f"Curators decided on {facts.records['decision']} passages, {facts.records['cell_decision']} cells"
        f" and {facts.records['mention_decision']} mentions: the gold layer. Each annotator's own work stands"
        " beside it."
        if facts.decided
        else "There is no gold layer: each annotator's own work stands by itself."
    )
    return "\n\n".join(each for each in (told, people, gold) if each)


def _missing(facts: Facts) -> str:
    told = []
    if facts.years[""]:
        told.append(f"{facts.years['']} articles have no date of publication.")
    if facts.publishers[""]:
        told.append(f"{facts.publishers['']} have no publisher.")
    if facts.per_text[0]:
        told.append(f"{facts.per_text[0]} texts have no annotations.")
    told.append("A cell of a claim and an account that nobody checked has no record.")
    return " ".join(told)


def _splits(splits: Splits | None) -> str:
    if splits is None:
        return "There are none."
    told = [
        (part, f"{found.get('units', 0)} | {found.get('texts', 0)} | {_annotations(found)}")
        for part, found in splits.counts.items()
    ]
    return (
        f"{_table('part | units | texts | annotations', told)}\n\nStories are whole in one part, with"
        f" everything that shares a text or an origin with them. Dealt out by size and layers with seed"
        f" {splits.seed}; `splits.csv` has the part of each article, `splits.json` the check for leakage."
    )


def _annotations(found: Mapping[str, int]) -> int:
    return sum(count for label, count in found.items() if label.startswith("layer:"))


def _timeframe(facts: Facts) -> str:
    years = sorted(filter(None, facts.years))
    told = f"The articles were published from {years[0]} to {years[-1]}. " if years else ""
    if facts.made:
        told += f"Annotations were made from {facts.made[0][:10]} to {facts.made[1][:10]}."
    return told.strip()


def _table(head: str, rows: Iterable[tuple[object, object]]) -> str:
    lines = [f"| {_line(str(name))} | {told} |" for name, told in rows]
    return "\n".join([f"| {head} |", "|" + " --- |" * (head.count("|") + 1), *lines]) if lines else ""


def _line(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")
