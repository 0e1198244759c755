"""Datasets for tables: those of `worlds.py` with ids that travel, and records of every other type."""

from __future__ import annotations

from uuid import UUID

from hypothesis import strategies as st

from annotator.formats.interchange.source import FURTHER, Document, Lists
from tests.formats.interchange.worlds import TIMES, datasets, words

WHO = [{"annotator_id": 1, "annotator": "Ann"}, {"annotator_id": "A-2", "annotator": "=\u05d0\u05d1"}]
ids = st.uuids().map(str)
some = words.filter(bool)
who = st.sampled_from(WHO)
times = st.sampled_from(TIMES)
VALUES = {
    "claim_id": ids, "story_id": ids, "article_id": ids, "revision_id": ids, "annotation_id": ids,
    "mention_id": ids, "comment_id": ids, "link_id": ids, "from_id": ids, "to_id": ids, "decision_id": ids,
    "suggestion_id": ids, "counterpart_id": ids, "same_as": st.none() | ids, "position": st.integers(0, 99),
    "number": st.integers(1, 99), "version": st.integers(1, 2**40), "found": st.none() | st.integers(0, 9),
    "certainty": st.none() | st.integers(1, 4), "start": st.integers(0, 9), "end": st.integers(10, 99),
    "score": st.floats(0, 1), "holds": st.booleans(), "overrules": st.booleans(), "kept": st.booleans(),
    "also": st.lists(st.fixed_dictionaries({"wording": some, "certainty": st.none()}), max_size=2),
    "basis": st.lists(st.fixed_dictionaries({"annotator_id": st.sampled_from([1, "A-2"])}), max_size=2),
    "edited_at": st.none() | times, "answered_at": st.none() | times, "reason": st.none() | some,
    "carried_from": ids, "look_again": st.none() | ids, "review": st.none() | some,
    "reviewed_at": st.none() | times, "note": st.none() | some, "codebook_version": st.integers(1, 3),
}  # fmt: skip
PLACES = st.lists(st.fixed_dictionaries({"start": st.integers(0, 9), "end": st.integers(10, 99)}), max_size=2)
KEYS = {
    "carried": "carried_from revision_id annotation_id state found version review reason reviewed_at"
    " created_at",
    "claim": "claim_id story_id story position wording version created_at",
    "mention": "mention_id claim_id annotation_id article_id state said_by said_how created_at",
    "cell": "claim_id claim article_id source status certainty note also look_again version updated_at",
    "suggestion_exposure": "revision_id engine found shown_at",
    "suggestion_answer": "suggestion_id revision_id start end quote layer codes entry explanation engine"
    " verdict annotation_id answered_at",
    "counterpart_answer": "counterpart_id claim_id revision_id start end quote kind score engine verdict"
    " annotation_id shown_at answered_at",
    "link": "link_id of kind from_id to_id note version created_at",
    "origin": "article_id same_as chosen_at",
    "comment": "comment_id annotation_id number body version created_at edited_at",
    "thread": "annotation_id resolved_at",
    "decision": "decision_id revision_id layer kept overrules reason version created_at decided_at"
    " codebook_version",
    "cell_decision": "claim_id article_id status certainty basis overrules reason version decided_at",
    "mention_decision": "claim_id decision_id holds basis overrules reason version decided_at",
}
assert KEYS.keys() == set(FURTHER)


@st.composite
def records(draw, kind, texts):
    found = {
        key: draw(VALUES[key] if key in VALUES else times if key.endswith("_at") else some)
        for key in KEYS[kind].split()
    } | draw(who)
    if kind == "carried":
        found["found"] = draw(PLACES)
    if kind == "decision":  # it rests on marks of a text, and has their ranges and answers
        text = draw(st.sampled_from(texts))
        marks = draw(st.lists(st.sampled_from(text.annotations), min_size=1, max_size=2, unique_by=id))
        found |= {
            "revision_id": text.revision["revision_id"],
            "layer": marks[0]["layer"],
            "ranges": marks[0]["ranges"],
            "codes": marks[-1]["codes"],
            "basis": [{"annotation": each["id"], "version": each["version"]} for each in marks],
        }
    return found


def travelling(number: object) -> str | None:
    return None if number is None else str(UUID(int=int(number)))


def with_text_ids(source: Lists) -> Lists:
    """Return a dataset of `worlds.py` as it is told today: what it numbers has ids that travel."""
    texts = []
    for each in source.texts:
        keys = ("article_id", "story_id", "revision_id")
        revision = each.revision | {key: travelling(each.revision[key]) for key in keys}
        marks = [{**mark, "revision": revision["revision_id"]} for mark in each.annotations]
        texts.append(Document(revision, marks))
    head = [{**each, "id": travelling(each["id"])} if "id" in each else each for each in source.head]
    return Lists(head, texts, {})


@st.composite
def whole(draw):
    """A dataset with records of every type."""
    source = with_text_ids(draw(datasets()))
    marked = [each for each in source.texts if each.annotations]
    kinds = [kind for kind in FURTHER if kind != "decision" or marked]
    further = {kind: draw(st.lists(records(kind, marked), max_size=2)) for kind in kinds}
    if "decision" in further:  # none is decided on twice
        further["decision"] = further["decision"][:1]
    return Lists(source.head, source.texts, further)
