from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.text import surroundings
from annotator.text.alignment import align, choose
from annotator.text.comparing import ENGINE, compare
from annotator.text.scoring import pair_scores
from annotator.text.segments import sentences
from annotator.text.surroundings import read_around
from annotator.text.terms import bag, is_function, shared_meaning, vectors
from tests.text.hostile import raw_texts

EARLY = """The ferry Aurora sank off Lindau on Monday with forty people on board.

Fishermen rescued 31 of them. The captain, Ole Berg, may have ignored a storm warning, the mayor said.

Berg settled in Norway in the late 80s. The owner of the ferry did not comment."""

LATE = """A storm warning was ignored by captain Ole Berg before the Aurora went down near Lindau.

Of the forty people on board the ferry Aurora, 29 were saved by fishermen.

Berg relocated to Norway in 1987. Flowers lie in the harbour."""


def linked(a, b):
    return [(link.a.of(a).split()[1], link.b.of(b).split()[1]) for link in align(a, b)]


def test_sentences_that_report_the_same_are_linked_in_any_order():
    found = linked(EARLY, LATE)
    assert ("captain,", "storm") in found
    assert ("ferry", "the") in found  # sank with forty people on board / of the forty people on board
    assert ("owner", "lie") not in found


def test_other_words_for_the_same_are_found():
    assert ("settled", "relocated") in linked(EARLY, LATE)


def test_a_summary_sentence_has_several_counterparts():
    a = "Fishermen rescued 31 people from the ferry Aurora, and police arrested captain Ole Berg on Tuesday."
    b = "Fishermen rescued 31 people from the Aurora. The rain did not stop. Police arrested captain Berg."
    assert [link.b.of(b).split()[0] for link in align(a, b)] == ["Fishermen", "Police"]


def test_one_word_in_common_is_no_sameness():
    assert align("Russia insisted on it.", "She insisted that no threat of any kind was known then.") == []


def test_us_is_a_country_and_us_are_we():
    assert "usa" in bag("The US left.")
    assert "usa" not in bag("They left us.")
    assert is_function("us")


def test_scores_are_between_0_and_1_and_equal_sentences_have_1():
    assert [link.score for link in align(EARLY, EARLY)] == [1.0] * len(sentences(EARLY))


def test_each_sentence_of_repeated_ones_has_one_counterpart():
    text = "Share this article! " * 50
    found = align(text, text + "Thank you.")
    assert [(link.a, link.b) for link in found] == [(span, span) for span in sentences(text)]


def test_a_sentence_has_at_most_three_links():
    a = "Fishermen rescued people from the ferry Aurora near Lindau."
    b = " ".join(f"Fishermen rescued people {number} from ferry Aurora near Lindau." for number in "abcdefgh")
    assert len(align(a, b)) == 3


def test_neighbours_support_a_pair_that_would_not_do_alone():
    beaten = {(1, 1): 0.28, (1, 6): 0.3, (8, 1): 0.3}
    assert (1, 1) not in choose(beaten)
    assert (1, 1) in choose(beaten | {(0, 0): 0.5})
    assert (1, 1) in choose(beaten, firm=[(2, 2)])


def test_embeddings_can_be_plugged_in():
    a, b = "Der Bürgermeister trat zurück. Es regnet.", "The mayor resigned. It rains."
    meaning = {"Der": [1.0, 0.0], "Es": [0.0, 1.0], "The": [1.0, 0.1], "It": [0.1, 1.0]}
    asked = []

    def embed(listed):
        asked.extend(listed)
        return [meaning[sentence.split()[0]] for sentence in listed]

    align(a, b, embed=embed)
    assert len(asked) == 4
    plain = pair_scores([["Es regnet."], ["It regnet."]])
    mixed = pair_scores([["Es regnet."], ["It regnet."]], embed=embed)
    assert mixed[0][4] != plain[0][4]


def test_more_accounts_tell_which_event_a_sentence_is_of():
    lohan = [
        ["Ana Lind checked into a clinic.", "A judge sentenced Lind."],
        ["Lind entered a clinic on a judge's order."],
    ]
    reid = [
        ["Eva Roth checked into a clinic."],
        ["Roth, her sister said, asked for help."],
        ["Roth entered a clinic."],
    ]
    scores = {(d, s, e, t): score for d, s, e, t, score in pair_scores(lohan + reid)}
    assert scores[0, 0, 1, 0] > scores.get((0, 0, 4, 0), 0.0)
    assert scores[2, 0, 4, 0] > scores[0, 0, 2, 0]


def test_long_texts_compare_likely_pairs_only():
    a = [f"Ship{number} carried grain{number} to port{number} in spring." for number in range(400)]
    scores = pair_scores([a, a[::-1]])
    assert len(scores) <= 400 * 2 * 10
    best = {s: max((score, t) for _, s2, _, t, score in scores if s2 == s)[1] for s in (0, 7, 399)}
    assert best == {0: 399, 7: 392, 399: 0}


@settings(max_examples=50)
@given(raw_texts, raw_texts)
def test_a_comparison_mirrors(a, b):
    there, back = compare(a, b), compare(b, a)
    assert (there.only_a, there.only_b) == (back.only_b, back.only_a)
    assert sorted((run.a, run.b) for run in there.reuse) == sorted((run.b, run.a) for run in back.reuse)
    assert sorted((found.a, found.b, found.kind, found.score) for found in there.passages) == sorted(
        (found.b, found.a, found.kind, found.score) for found in back.passages
    )


@settings(max_examples=50)
@given(raw_texts, raw_texts)
def test_every_sentence_is_linked_or_alone(a, b):
    found = compare(a, b)
    assert {passage.a for passage in found.passages} | set(found.only_a) == set(sentences(a))
    assert {passage.b for passage in found.passages} | set(found.only_b) == set(sentences(b))
    assert not {passage.a for passage in found.passages} & set(found.only_a)


@settings(max_examples=50)
@given(raw_texts)
def test_a_text_compared_with_itself_is_verbatim(text):
    found = compare(text, text)
    assert [passage.kind for passage in found.passages] == ["verbatim"] * len(sentences(text))
    assert found.only_a == found.only_b == ()
    assert all(passage.differences == () for passage in found.passages)


@given(st.lists(raw_texts, max_size=6))
def test_vectors_have_the_length_1_or_are_empty(texts):
    for vector in vectors([bag(text) for text in texts]):
        length = sum(weight * weight for weight in vector.values())
        assert length == pytest.approx(1) if vector else length == 0


@given(raw_texts, raw_texts)
def test_meaning_in_common_is_mutual(a, b):
    assert shared_meaning(bag(a), bag(b)) == shared_meaning(bag(b), bag(a)) >= 0


def test_kinds_and_plain_data():
    found = compare(EARLY, LATE).as_dict()
    assert found["engine"] == ENGINE
    by_kind = {passage["kind"]: passage for passage in found["passages"]}
    assert set(by_kind) <= {"verbatim", "paraphrase", "differs"}
    start, end = by_kind["paraphrase"]["a"]
    assert EARLY[start:end] in {span.of(EARLY) for span in sentences(EARLY)}
    assert "Flowers lie in the harbour." in {LATE[start:end] for start, end in found["only_b"]}


def test_a_sentence_with_another_number_differs():
    a = "Fishermen rescued 31 people from the ferry Aurora near Lindau."
    b = "Fishermen rescued 29 people from the ferry Aurora near Lindau."
    (passage,) = compare(a, b).passages
    assert passage.kind == "differs"
    assert [(found.kind, found.a.of(a), found.b.of(b)) for found in passage.differences] == [
        ("number", "31", "29")
    ]
    assert passage.differences[0].explanation == "The first says “31”, the second “29”: no number fits both."


def test_a_comma_more_is_still_verbatim():
    a = "On Monday the ferry Aurora sank off Lindau with forty people on board, police said."
    b = "On Monday, the ferry Aurora sank off Lindau with forty people on board, police said."
    assert [passage.kind for passage in compare(a, b).passages] == ["verbatim"]
    assert [run.words for run in compare(a, b).reuse] == [15]


def scores_of(a, b):
    return {(i, j): score for _, i, _, j, score in pair_scores([a, b])}


def test_of_two_accounts_a_sentence_is_read_with_those_around_it():
    a = ["Rebels captured the pilot Ana Lind in the desert of Tenes.", "Ministers freed her a year after."]
    b = [
        "The pilot Lind was captured in Tenes.",
        "She was freed.",
        "Oil prices fell.",
        "Gas prices rose.",
        "Ships freed.",
    ]
    scores = scores_of(a, b)
    assert scores[1, 1] > scores[1, 4]


def test_names_alone_say_little():
    a = ["In spring General Ole Berg and the Free Sea Army stormed the port."]
    names, deed = "Who wants General Ole Berg and the Free Sea Army?", "Who stormed the port for Ole Berg?"
    scores = scores_of(a, [names, deed])
    assert scores[0, 1] > scores[0, 0]


@pytest.mark.parametrize(
    ("text", "term", "weight"),
    [
        ("He moved back.", "back", None),
        ("Many may back him.", "back", 1.0),
        ("They backed him.", "back", 1.0),
        ("The state-backed rebels", "back", 0.5),
        ("- backed -", "back", 1.0),
        ("the army", "=10", 0.8),
    ],
)
def test_what_words_weigh(text, term, weight):
    assert bag(text).get(term if term != "=10" else next(t for t in bag(text) if t.startswith("="))) == weight


def test_what_is_like_everything_is_like_nothing():
    same = [
        f"The fleet of Berg left port {name} in fog."
        for name in ("Aalen", "Bergen", "Celle", "Dover", "Emden", "Faro")
    ]
    b = " ".join([*same, "The minister praised the fleet of Berg for its bravery in the battle off Dover."])
    a = "The fleet of Berg was praised for its bravery by a minister."
    assert [link.b.of(b).split()[1] for link in align(a, b)] == ["minister"]


@given(st.lists(raw_texts, max_size=5), st.lists(raw_texts, max_size=5))
def test_scores_of_two_accounts_mirror(a, b):
    there, back = scores_of(a, b), scores_of(b, a)
    assert there.keys() == {(i, j) for j, i in back}
    assert all(0 <= score <= 1 for score in there.values())
    assert all(score == pytest.approx(back[j, i]) for (i, j), score in there.items())


def test_a_table_and_single_pairs_give_the_same_scores(monkeypatch):
    flat = vectors(
        [bag(f"Ship {name} left port {other}.") for name in "abcd" for other in ("Aalen", "Bergen")]
    )
    pairs = {(p, q): 0.1 * p + 0.01 * q for p in range(4) for q in range(4, 8) if p != q - 4}
    table = read_around(flat, pairs, 4, 0.7)
    monkeypatch.setattr(surroundings, "_DENSE", 0)
    assert read_around(flat, pairs, 4, 0.7) == pytest.approx(table)
