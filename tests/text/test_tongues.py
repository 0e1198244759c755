"""Words that tell nothing, told by language; words of scripts that write no spaces."""

from __future__ import annotations

import pytest
from hypothesis import given

from annotator.text.stories import Article
from annotator.text.storing import cluster
from annotator.text.tongues import function_words, is_unspaced, pairs
from tests.text.hostile import raw_texts

# Two articles of different matters in each language, alike in all that tells nothing.
TWO = {
    "de": (
        "Vor Lindau ist am Montag eine Fähre gesunken. Die Ursache ist noch nicht bekannt, "
        "wie es bei der Polizei heißt.",
        "Am Montag ist die Steuer auf Benzin noch nicht erhöht worden. Wie hoch sie ist, "
        "ist bei der Regierung nicht bekannt.",
    ),
    "es": (
        "Un incendio destruyó el mercado en el centro de Lima. El alcalde dijo que no hay heridos "
        "y que las causas no están claras.",
        "El club dijo que ha fichado a un portero. El entrenador dijo que no hay más fichajes "
        "y que las cosas no están mal en el equipo.",
    ),
    "ru": (
        "У берегов Линдау затонул паром, но все пассажиры спасены. Как сообщили в полиции, "
        "причина пока не известна.",
        "Как сообщили в министерстве, налоги на бензин не вырастут, но в бюджете это пока "
        "не учтено. Все партии за.",
    ),
    "zh": (
        "星期一，一艘载有四十人的渡轮在林道附近沉没。警方表示，事故的原因目前还不清楚。",
        "政府计划在明年提高汽油税。部长表示，具体的税率目前还不清楚，但是有的人不同意。",
    ),
}


@pytest.mark.parametrize(("language", "word"), [("de", "nicht"), ("es", "que"), ("ru", "не")])
def test_a_language_is_told_by_its_common_words(language, word):
    assert all(word in function_words(text) for text in TWO[language])


@pytest.mark.parametrize(
    "text",
    [
        "The mayor of San Juan de la Cruz said on Monday that he will not resign, and that is all.",
        "",
        "\u2026",
        "Zanzibar Quito Oran Aarhus",
    ],
)
def test_english_and_what_is_unknown_keep_all_they_have(text):
    assert function_words(text) == frozenset()


@pytest.mark.parametrize("language", TWO)
def test_two_matters_in_one_language_stay_two(language):
    titles = ("Eins", "Zwei")
    told = zip(titles, TWO[language], strict=True)
    assert cluster(Article(at, title, text, None) for at, (title, text) in enumerate(told)) == [0, 1]


def test_pairs_are_of_one_run_of_a_script_without_spaces():
    assert list(pairs("渡轮沉没 in 2026, 林道。")) == ["渡轮", "轮沉", "沉没", "林道"]
    assert [is_unspaced(term) for term in ("渡", "渡轮", "a", "")] == [True, False, False, False]


@given(raw_texts)
def test_any_string_will_do(text):
    assert all(len(pair) == 2 for pair in pairs(text))
    assert not function_words(text) & {""}
