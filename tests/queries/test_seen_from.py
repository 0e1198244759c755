from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from annotator.queries.comparisons import seen_from
from annotator.text.comparing import compare

SENTENCES = [
    "The ferry sank off Lindau on 3 May 2014.",
    "The ferry may have sunk off Lindau on 5 May.",
    "Police said that 12 people were hurt.",
    "Eleven people were hurt.",
    "It rained.",
    "The captain was not arrested.",
    "The captain was arrested, officials told the Packet.",
    "Many believe that the owner knew of the leak.",
]
texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6, unique=True).map(" ".join)


def as_stored(a, b):
    return json.loads(json.dumps(compare(a, b).as_dict()))


def test_a_result_seen_from_the_other_side_exchanges_what_is_of_a_side():
    a, b = "The ferry sank off Lindau.", "The ferry may have sunk off Lindau. It rained."
    there = as_stored(a, b)
    turned = seen_from(there, mirrored=True, left=b, right=a)
    (hedge,) = there["passages"][0]["differences"]
    (told,) = turned["passages"][0]["differences"]
    assert (told["a_cues"], told["b_cues"]) == (hedge["b_cues"], hedge["a_cues"])
    assert (told["a_clause"], told["b_clause"]) == (hedge["b_clause"], hedge["a_clause"])
    assert (told["a"], told["kind"]) == (hedge["b"], "hedge")
    assert (told["change"], hedge["change"]) == ("removed", "added")
    assert told["explanation"] != hedge["explanation"]
    assert turned["only_a"] == there["only_b"]
    assert seen_from(there, mirrored=False, left=a, right=b) is there


@given(texts, texts)
def test_a_result_seen_from_the_other_side_is_what_comparing_that_way_round_gives(a, b):
    assert seen_from(as_stored(a, b), mirrored=True, left=b, right=a) == as_stored(b, a)
