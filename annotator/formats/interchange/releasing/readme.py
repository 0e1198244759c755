"""`README.md` of a release: what it is, how to load and cite it; with its tables for `datasets`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from annotator.formats.datasets import OFFSET_UNIT
from annotator.formats.interchange.hugging_face import FIRST, configs, size_category
from annotator.formats.interchange.releasing.cards import LICENCES, WHOLE, loading
from annotator.formats.interchange.yaml import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from annotator.formats.interchange.releasing.cards import Terms
    from annotator.formats.interchange.releasing.facts import Facts
    from annotator.formats.interchange.releasing.leakage import Leakage
    from annotator.formats.interchange.releasing.splits import Splits

_CALLED: Final = {"ODC-By-1.0": "odc-by", "ODbL-1.0": "odbl", "PDDL-1.0": "pddl"}  # at Hugging Face


def readme(
    facts: Facts, terms: Terms, splits: Splits, leaks: Leakage, rows: Mapping[str, int], version: str
) -> Iterator[str]:
    """Yield the lines of the card. `rows` are those of each table, `version` that of the codebook."""
    yield from _front(terms, rows)
    yield ""
    yield f"# {_line(terms.title)} {_line(terms.version)}"
    for words in (facts.description.strip(), terms.note.strip()):
        if words:
            yield ""
            yield words
    yield ""
    yield f"Released on {terms.released} under {terms.licence}. {terms.people} Codebook {version}."
    if not terms.with_texts:
        yield "The articles' texts are not in it: `manage.py rehydrate` puts them back."
    yield ""
    yield "## Loading it"
    yield ""
    yield "```python"
    yield from loading()
    yield "```"
    yield ""
    yield f"Offsets are {OFFSET_UNIT}: `text[start:end] == quote` in Python. `data.jsonl` has every record;"
    yield "the tables have the same, and `distributions` counts how many annotators say what of each passage."
    yield ""
    yield "| table | rows |"
    yield "| --- | --- |"
    for table, number in rows.items():
        yield f"| `{table}` | {number} |"
    yield ""
    yield "## Parts"
    yield ""
    yield "| part | units | texts | annotations |"
    yield "| --- | --- | --- | --- |"
    for part, found in sizes(splits).items():
        yield f"| {part} | {found['units']} | {found['texts']} | {found['annotations']} |"
    yield ""
    yield "Whole stories, with all that shares a text or an origin with them, dealt out by size and"
    yield f"layers with seed {splits.seed}. Looked for what stands in more than one part:"
    yield ""
    for told in leaks.lines():
        yield f"- {told}"
    yield ""
    yield "## Citing it"
    yield ""
    yield f"> {_line(terms.cited)}"


def sizes(splits: Splits) -> dict[str, dict[str, int]]:
    """Return of each part how many units, texts and annotations it has."""
    return {
        part: {
            "units": found.get("units", 0),
            "texts": found.get("texts", 0),
            "annotations": sum(n for label, n in found.items() if label.startswith("layer:")),
        }
        for part, found in splits.counts.items()
    }


def _front(terms: Terms, rows: Mapping[str, int]) -> Iterator[str]:
    yield "---"
    yield f"pretty_name: {quoted(terms.title)}"
    if terms.licence in LICENCES:
        yield f"license: {_CALLED.get(terms.licence, terms.licence.lower())}"
    else:
        yield "license: other"
        yield f"license_link: {quoted(terms.licence)}"
    yield f"size_categories: [{quoted(size_category(rows[FIRST]))}]"
    yield "task_categories: [token-classification]"
    yield "tags: [annotation, stand-off, claims, disagreement, news]"
    yield from configs(rows, split=WHOLE, folder="tables")
    yield "---"


def _line(words: str) -> str:
    return " ".join(words.split())
