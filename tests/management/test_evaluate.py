from __future__ import annotations

import io
import json
import math

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from annotator.management.commands.evaluate import TASKS
from annotator.management.evaluation.lines import Reader
from annotator.management.evaluation.measures import average_precision, bcubed, f1, pearson, spearman
from annotator.management.evaluation.task import BadLine

HEADING = "Bridge to close"
STORY = "The council of the old town met on Monday evening and spoke for three hours about the bridge."
HTML = (
    f"<html><body><nav>Home</nav><article><h1>{HEADING}</h1>"
    + f"<p>{STORY}</p>" * 6
    + "</article></body></html>"
)
GOOD = {
    "segmentation": {"text": "It rained. Dr. Lee left.", "sentences": [[0, 10], [11, 24]]},
    "cues": {"text": "It may rain.", "uncertain": True, "cues": [[3, 6]]},
    "certainty": {"text": "It may rain.", "score": 3.5},
    "alignment": {
        "topic": 1,
        "documents": [
            {"id": "a", "sentences": ["The old bridge fell.", "Nobody was hurt."]},
            {"id": "b", "sentences": ["An old bridge fell down.", "Prices rose again."]},
        ],
        "pairs": [["b", 0, "a", 0]],
    },
    "stories": {
        "id": "1",
        "title": HEADING,
        "text": STORY,
        "published_at": "2024-05-14T10:30:00Z",
        "event": "bridge",
    },
    "reanchor": {
        "old": "One two three.",
        "new": "Zero. One two three.",
        "spans": [{"start": 4, "end": 7, "expect": [10, 13]}],
    },
    "carry": {"versions": [{"text": f"{HEADING}\n\n{STORY}"}, {"text": f"Before it.\n\n{STORY}"}]},
    "extraction": {"id": "p", "html": HTML, "text": "\n".join([HEADING, *[STORY] * 6])},
}
STATES = {"exact", "moved", "changed", "ambiguous", "orphan"}  # the baseline knows none
METRICS = {
    "segmentation": {"f1"},
    "cues": {"sentence_f1", "token_f1"},
    "certainty": {"pearson", "spearman"},
    "alignment": {"average_precision", "f1"},
    "stories": {"bcubed_precision", "bcubed_recall", "bcubed_f1"},
    "reanchor": {"right", "wrong", "false_anchor"},
    "carry": {"right", "wrong", "false_anchor", *STATES},
    "extraction": {"f1"},
}


def write(path, *lines):
    rows = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    path.write_bytes(b"\n".join(rows) + b"\n")
    return str(path)


def evaluate(*args):
    out, err = io.StringIO(), io.StringIO()
    call_command("evaluate", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def measured(task, tmp_path, *lines):
    out, _ = evaluate(task, write(tmp_path / "gold.jsonl", *lines), "--json")
    return json.loads(out)


@pytest.mark.parametrize("task", TASKS)
def test_every_task_prints_its_metrics_beside_a_baseline(task, tmp_path):
    path = write(tmp_path / "gold.jsonl", GOOD[task])
    found = json.loads(evaluate(task, path, path, "--json")[0])
    assert (found["task"], found["files"], found["bad_lines"]) == (task, [path, path], 0)
    assert found["n"] >= 2
    assert METRICS[task] <= found["metrics"].keys()
    assert METRICS[task] - STATES <= found["baseline"].keys()
    table = evaluate(task, path)[0]
    assert "baseline" in table
    assert all(name in table for name in METRICS[task])


@pytest.mark.parametrize(
    ("task", "metric", "worth"),
    [
        ("segmentation", "f1", 1.0),
        ("cues", "sentence_f1", 1.0),
        ("cues", "token_f1", 1.0),
        ("alignment", "average_precision", 1.0),
        ("reanchor", "right", 1.0),
        ("carry", "right", 1.0),
    ],
)
def test_what_is_found_right_counts_in_full(task, metric, worth, tmp_path):
    assert measured(task, tmp_path, GOOD[task])["metrics"][metric] == worth


def test_alignment_is_measured_with_an_embedding_as_well(tmp_path, plugin):
    path, setting = write(tmp_path / "gold.jsonl", GOOD["alignment"]), plugin()
    plain = json.loads(evaluate("alignment", path, "--json")[0])
    found = json.loads(evaluate("alignment", path, "--json", "--embeddings", setting)[0])
    assert found.pop("embedded").keys() == METRICS["alignment"]
    assert found == plain
    heading, row = evaluate("alignment", path, "--embeddings", setting)[0].splitlines()[1:3]
    assert heading.split()[:3] == ["engine", "embedded", "baseline"]
    assert len(row.split()) == 4


def test_an_embedding_that_cannot_be_used_is_told(tmp_path):
    path = write(tmp_path / "gold.jsonl", GOOD["alignment"])
    with pytest.raises(CommandError, match="'no_such_module', which is not there"):
        evaluate("alignment", path, "--embeddings", "no_such_module:f")
    with pytest.raises(CommandError, match="for alignment only"):
        evaluate("cues", path, "--embeddings", "no_such_module:f")


def test_extraction_beats_taking_everything(tmp_path):
    found = measured("extraction", tmp_path, GOOD["extraction"])
    assert found["metrics"]["f1"] > 0.9
    noisy = GOOD["extraction"] | {"html": HTML.replace("Home", "Home and sport and weather and more " * 20)}
    found = measured("extraction", tmp_path, noisy)
    assert found["metrics"]["f1"] > found["baseline"]["f1"]


def test_what_is_found_wrong_costs(tmp_path):
    wrong = {"text": "It rained. Dr. Lee left.", "sentences": [[0, 14], [15, 24]]}
    assert measured("segmentation", tmp_path, wrong)["metrics"]["f1"] == 0
    sure = {"text": "It may rain.", "uncertain": False, "cues": []}
    found = measured("cues", tmp_path, sure, GOOD["cues"])["metrics"]
    assert found["sentence_f1"] == pytest.approx(2 / 3, abs=1e-4)


def test_the_trivial_splitter_stumbles_over_an_abbreviation(tmp_path):
    assert measured("segmentation", tmp_path, GOOD["segmentation"])["baseline"]["f1"] == pytest.approx(
        2 / 3, abs=1e-4
    )


def test_cues_may_be_untold(tmp_path):
    untold = GOOD["cues"] | {"cues": None}
    assert "token_f1" not in measured("cues", tmp_path, untold)["metrics"]


def test_a_text_that_is_gone_and_found_all_the_same_is_told(tmp_path):
    gone = {
        "old": "The old bridge over the river fell on Monday.",
        "new": "Prices. The old bridge over the river fell on Monday.",
        "spans": [{"start": 0, "end": 45, "expect": None}],
    }
    metrics = measured("reanchor", tmp_path, gone)["metrics"]
    assert metrics["false_anchor"] == 1.0


@pytest.mark.parametrize(
    ("task", "change", "why"),
    [
        ("segmentation", {"text": 5}, '"text" is not text'),
        ("segmentation", {"sentences": [[0, 99]]}, "[0, 99], which is no range"),
        ("segmentation", {"sentences": [[True, 5]]}, "no range"),
        ("cues", {"uncertain": "yes"}, '"uncertain" is not true or false'),
        ("cues", {"cues": "may"}, '"cues" is not a list'),
        ("certainty", {"score": "high"}, '"score" is missing or is no number'),
        ("certainty", {"score": True}, "no number"),
        ("alignment", {"documents": [{}]}, 'has no "sentences"'),
        ("alignment", {"documents": [5]}, "no document"),
        ("alignment", {"pairs": [[0, 0, 1, 9]]}, "names no two sentences"),
        ("alignment", {"pairs": [[0, 0]]}, "names no two sentences"),
        ("stories", {"published_at": "soon"}, "no date of ISO 8601"),
        ("reanchor", {"spans": [{"start": 0, "end": 5}]}, '"expect"'),
        ("reanchor", {"spans": [{"start": 9, "end": 5, "expect": None}]}, "no range"),
        ("extraction", {"html": None}, '"html" is not text'),
    ],
)
def test_a_bad_line_is_told_and_the_rest_goes_on(task, change, why, tmp_path):
    path = write(tmp_path / "gold.jsonl", GOOD[task], b"", GOOD[task] | change)
    out, err = evaluate(task, path, "--json")
    assert json.loads(out)["bad_lines"] == 1
    assert json.loads(out)["n"] >= 1
    assert f"{path}, line 3: " in err
    assert why in err


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{", "is no JSON"),
        (b"[1]", "is no JSON object"),
        (b'{"text": "\xff"}', "is no UTF-8 (byte 11)"),
        (b"[" * 20_000, "is no JSON"),
        (b'{"score": 1}', 'has no "text"'),
    ],
)
def test_a_file_without_a_good_line_fails(line, why, tmp_path):
    path = write(tmp_path / "gold.jsonl", line)
    err = io.StringIO()
    with pytest.raises(CommandError, match="1 bad line"):
        call_command("evaluate", "certainty", path, stderr=err)
    assert f"line 1: {why}" in err.getvalue()


def test_a_missing_file_is_told(tmp_path):
    there = write(tmp_path / "gold.jsonl", GOOD["certainty"])
    out, err = evaluate("certainty", str(tmp_path / "none.jsonl"), there)
    assert "none.jsonl: can't be read" in err
    assert "1 bad line" in out


def test_a_terminal_gets_a_progress_bar_that_is_wiped(tmp_path):
    path = tmp_path / "gold.jsonl"
    write(path, *[GOOD["certainty"]] * 4)
    bar = io.StringIO()
    assert len(list(Reader([path], print, bar).items(dict))) == 4
    shown = bar.getvalue()
    assert " 50 %" in shown
    assert "100 %" in shown
    assert shown.endswith(" \r")


def test_measures_on_cases_worked_by_hand():
    assert f1(1, 2, 1) == pytest.approx(2 / 3)
    assert pearson([1, 2, 3], [2, 4, 6]) == pytest.approx(1)
    assert pearson([1, 1], [1, 2]) == 0
    assert spearman([1, 2, 3, 4], [1, 8, 27, 1000]) == pytest.approx(1)
    assert spearman([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(math.sqrt(0.9))
    # Ranked true, false, true: precision 1 and 2/3 at the two hits.
    precision, best = average_precision([(0.9, True), (0.8, False), (0.7, True)])
    assert precision == pytest.approx((1 + 2 / 3) / 2)
    assert best == pytest.approx(0.8)
    # Ties count as one threshold, in whatever order they stand.
    assert average_precision([(0.5, True), (0.5, False)]) == average_precision([(0.5, False), (0.5, True)])
    precision, recall, both = bcubed("aab", "xyy")
    assert (precision, recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert both == pytest.approx(2 / 3)


def test_measures_of_nothing_are_zero():
    assert f1(0, 0, 0) == pearson([], []) == spearman([], []) == 0
    assert average_precision([]) == (0.0, 0.0)
    assert bcubed([], []) == (0.0, 0.0, 0.0)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1))
def test_bcubed_is_perfect_for_the_same_clusters_and_turns_with_its_sides(pairs):
    ours, theirs = zip(*pairs, strict=True)
    assert bcubed(ours, ours) == pytest.approx((1.0, 1.0, 1.0))
    precision, recall, _ = bcubed(ours, theirs)
    assert bcubed(theirs, ours)[:2] == pytest.approx((recall, precision))


@given(
    st.dictionaries(
        st.text(max_size=10), st.one_of(st.none(), st.text(), st.integers(), st.lists(st.integers()))
    )
)
def test_whatever_object_comes_is_read_or_is_a_bad_line(line):
    for task in TASKS.values():
        with pytest.raises(BadLine):
            task.read(line)
