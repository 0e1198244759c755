from __future__ import annotations

import pytest

from annotator.agreement.counting import Answered, Dimension, Worked, count
from annotator.agreement.records import Caution, Document, Level, Marking
from annotator.agreement.reporting import report

REASONS = Dimension("claim", "reason", Level.NOMINAL, ("epistemic", "hearsay"), several=True)


def reported(**given):
    """Report on two people who marked three passages alike, with the answers of each at the first."""
    document = Document(1, 60, frozenset("ab"))
    marked = [
        Answered(
            Marking(1, rater, "claim", ((start, start + 10),), f"{rater}{start}"),
            {"reason": given.get(rater, ()) if start == 0 else ()},
        )
        for rater in "ab"
        for start in (0, 20, 40)
    ]
    counted = {1: count(Worked(document, marked), ["claim"], [REASONS])}
    return report(counted, {1: 7}, ["claim"], [REASONS], resampling=None)["dimensions"]["claim.reason"]


def test_a_question_of_several_codes_that_nobody_answered_has_no_figures():
    told = reported()
    assert {each["value"] for each in told["measures"]} == {None}
    assert {note["caution"] for each in told["measures"] for note in each["notes"]} == {Caution.NO_ITEMS}
    assert told["pairs"] == []
    assert (told["articles"][1]["n"], told["stories"][7]["percent"]) == (0, None)


@pytest.mark.parametrize(("other", "percent"), [(("epistemic",), 1), ((), 5 / 6)])
def test_once_somebody_answered_what_others_left_out_counts(other, percent):
    told = reported(a=("epistemic",), b=other)
    assert told["articles"][1]["percent"] == pytest.approx(percent, abs=1e-4)
    assert told["articles"][1]["n"] > 0
