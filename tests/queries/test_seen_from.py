from __future__ import annotations

from annotator.queries.comparisons import seen_from
from annotator.text.comparing import compare


def test_a_result_seen_from_the_other_side_exchanges_what_is_of_a_side():
    a, b = "The ferry sank off Lindau.", "The ferry may have sunk off Lindau. It rained."
    there = compare(a, b).as_dict()
    turned = seen_from(there, mirrored=True)
    (hedge,) = there["passages"][0]["differences"]
    (told,) = turned["passages"][0]["differences"]
    assert (told["a_cues"], told["b_cues"]) == (hedge["b_cues"], hedge["a_cues"])
    assert (told["a_clause"], told["b_clause"]) == (hedge["b_clause"], hedge["a_clause"])
    assert (told["a"], told["kind"]) == (hedge["b"], "hedge")
    assert turned["only_a"] == there["only_b"]
    assert seen_from(there, mirrored=False) is there
