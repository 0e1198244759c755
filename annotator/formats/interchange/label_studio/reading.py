"""Reading Label Studio's exports: JSON, and JSON_MIN.

A region of text is a mark: its label is the label, its choices, numbers, ratings and text areas are codes by
the name of their tag. Relations tie marks. Since October 2021 Label Studio counts code points, and before it
counted UTF-16: a file does not say which (ours do), so the unit is left to the quotes.

Predictions are no person's marks, drafts were not handed in, cancelled annotations were taken back, and
answers to the whole text or regions of pictures and sounds have no place here: each is told, and left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.formats.interchange import held
from annotator.formats.interchange.incoming import Incoming, Place, Refused, Unreadable
from annotator.formats.interchange.json_files import OURS, as_list, as_text, sound
from annotator.formats.interchange.json_items import items
from annotator.formats.interchange.label_studio.regions import Regions
from annotator.formats.interchange.label_studio.words import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from annotator.formats.interchange.incoming import Mark, Relation
    from annotator.formats.interchange.packed import Packed


def read(packed: Packed) -> Iterator[Incoming | Refused]:
    """Yield each task's text with its marks. Holds one task."""
    return sound(_read(packed))


def _read(packed: Packed) -> Iterator[Incoming | Refused]:
    for name in packed.names():
        if name in OURS or name.endswith(".xml"):
            continue
        if name.rpartition(".")[2].lower() not in {"json", "jsonl"} and len(packed.names()) > 1:
            yield Refused(Place(name), "This is no JSON file.")
            continue
        try:
            for number, (place, task) in enumerate(items(packed, name)):
                yield from _task(Place(name, place.line, place.path or f"[{number}]"), task)
        except Unreadable as error:
            yield error.refused


def _task(place: Place, task: object) -> Iterator[Incoming | Refused]:
    if not isinstance(task, dict):
        yield Refused(place, "A task is an object with names.")
        return
    is_full = isinstance(task.get("data"), dict)
    data: dict[str, Any] = task["data"] if is_full else task
    text = _text(data)
    if text is None:
        yield Refused(place, "There is no text in this task: nothing in its data is one.")
        return
    marks: list[Mark] = []
    relations: list[Relation] = []
    for where, person, made_at, result in _annotations(place, task, data) if is_full else _flat(place, task):
        if isinstance(result, Refused):
            yield result
            continue
        regions = Regions(where, person, made_at)
        regions.take(result)
        marks += regions.marks()
        relations += regions.relations()
        yield from regions.refused
    yield Incoming(
        place=place,
        name=_named(place, task, data),
        text=text,
        marks=marks,
        relations=relations,
        facts={key: data[key] for key in held.OF_A_DOCUMENT if as_text(data.get(key))},
        unit="code points" if data.get("offset_unit") == "code points" else None,
    )


def _text(data: Mapping[str, Any]) -> str | None:
    """Return the text of a task: `text`, else the longest string of its data that is no address."""
    if as_text(data.get(TEXT)):
        return as_text(data[TEXT])
    strings = [
        each for each in data.values() if as_text(each) and not each.startswith(("http", "/", "s3:", "gs:"))
    ]
    return max(strings, key=len, default=None)


def _named(place: Place, task: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    named = as_text(data.get("document")) or task.get("id")
    return str(named) if isinstance(named, str | int) and named != "" else f"{place.file}{place.path}"


_Found = tuple[Place, str | None, str | None, Any]


def _annotations(place: Place, task: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[_Found]:
    for number, _ in enumerate(as_list(task.get("predictions"))):
        at = place.inside(f".predictions[{number}]")
        yield at, None, None, Refused(at, "This is what a machine predicted, and no person's mark.")
    for number, _ in enumerate(as_list(task.get("drafts"))):
        at = place.inside(f".drafts[{number}]")
        yield at, None, None, Refused(at, "This is a draft that nobody handed in.")
    key = "annotations" if "annotations" in task else "completions"  # until 2021
    names = as_list(data.get("annotators"))
    for number, each in enumerate(as_list(task.get(key))):
        at = place.inside(f".{key}[{number}]")
        if not isinstance(each, dict) or not isinstance(each.get("result"), list):
            yield at, None, None, Refused(at, "An annotation has a list of results.")
        elif each.get("was_cancelled") is True:
            yield at, None, None, Refused(at, "This was skipped or taken back (was_cancelled).")
        else:
            named = names[number] if number < len(names) else None
            person = _person(each.get("completed_by")) or _person(named)
            yield at.inside(".result"), person, as_text(each.get("created_at")) or None, each["result"]


def _flat(place: Place, task: Mapping[str, Any]) -> Iterator[_Found]:
    """Yield the answers of JSON_MIN: a list of regions for each tag, without ids."""
    person, made_at = _person(task.get("annotator")), as_text(task.get("created_at")) or None
    for name, answer in task.items():
        if isinstance(answer, list) and answer and all(isinstance(each, dict) for each in answer):
            kinds = [next((key for key in each if isinstance(each[key], list)), "") for each in answer]
            rows = [
                {"id": f"{name}-{number}", "from_name": name, "type": kind, "value": each}
                for number, (each, kind) in enumerate(zip(answer, kinds, strict=True))
            ]
            yield place.inside(f".{name}"), person, made_at, rows


def _person(told: object) -> str | None:
    """Return who made an annotation: an address, a name or a number."""
    if isinstance(told, dict):
        told = told.get("email") or told.get("username") or told.get("id")
    if isinstance(told, bool) or not isinstance(told, str | int):
        return None
    return str(told) or None
