from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.text.stories import POSTINGS, RECORDS, WINDOW, Article, least_score, place
from annotator.text.storing import MemoryIndex, cluster
from tests.text.hostile import raw_texts

MONDAY = datetime(2014, 5, 12, 8, tzinfo=UTC)
FERRY = [
    (
        "Ferry Aurora sinks off Lindau",
        "The ferry Aurora sank off Lindau with forty people on board, police said.",
    ),
    (
        "Aurora captain arrested",
        "Ole Berg, captain of the ferry Aurora that sank off Lindau, was arrested by police.",
    ),
    ("Divers search the Aurora", "Divers off Lindau search the sunken ferry Aurora for missing people."),
]
BOAT = [
    (
        "Boat capsizes near Oran",
        "The crowded boat Estrella capsized near Oran in a storm; fishermen saved sixty people.",
    ),
    (
        "Owner of the Estrella questioned",
        "Judges in Oran questioned the owner of the Estrella, the boat that capsized in a storm.",
    ),
]
QUAKE = [
    (
        "Earthquake shakes Quito",
        "An earthquake of magnitude 6.1 shook Quito; houses collapsed, the mayor said.",
    ),
    (
        "Quito counts its dead",
        "Rescuers in Quito dig for victims of the earthquake; the mayor asks for help.",
    ),
]


def articles(listed, published=lambda number: None):
    return [Article(number, title, text, published(number)) for number, (title, text) in enumerate(listed)]


def test_accounts_of_one_event_meet_and_others_do_not():
    mixed = [FERRY[0], QUAKE[0], FERRY[1], QUAKE[1], FERRY[2]]
    assert cluster(articles(mixed)) == [0, 1, 0, 1, 0]


def test_days_keep_alike_events_apart():
    assert cluster(articles(FERRY, lambda number: MONDAY + timedelta(days=number))) == [0, 0, 0]
    assert cluster(articles(FERRY, lambda number: MONDAY + timedelta(days=30 * number))) == [0, 1, 2]


def test_the_further_apart_the_more_alike_two_accounts_must_be():
    asked = [least_score(days) for days in (0, 0.9, 1, 3, 10, WINDOW)]
    assert asked == sorted(asked)
    assert asked[0] == asked[2] < asked[3] < least_score(None) + 0.01 < asked[4]


def test_an_event_told_over_weeks_stays_one_and_alike_ones_months_apart_stay_two():
    def at(days):
        return cluster(articles(FERRY, lambda number: MONDAY + timedelta(days=days * number)))

    assert at(9) == [0, 0, 0]
    assert at(90) == [0, 1, 2]


@pytest.mark.parametrize("seed", range(5))
def test_in_any_order_of_arrival_alike_events_of_one_week_stay_apart(seed):
    told = [
        (number, title, text, day)
        for number, accounts in enumerate((FERRY, BOAT, QUAKE))
        for day, (title, text) in enumerate(accounts)
    ]
    random.Random(seed).shuffle(told)
    found = cluster(
        Article(at, title, text, MONDAY + timedelta(days=number + day))
        for at, (number, title, text, day) in enumerate(told)
    )
    events = [each[0] for each in told]
    assert len(set(zip(found, events, strict=True))) == len(set(found)) == 3


def test_mixed_languages_meet_in_their_own():
    russian = ("Паром «Аврора» затонул у Линдау", "Паром «Аврора» затонул у Линдау, сообщила полиция.")
    chinese = ("渡轮“极光”号在林道附近沉没", "渡轮“极光”号在林道附近沉没，警方表示。")
    mixed = [FERRY[0], russian, chinese, FERRY[1], chinese, russian, QUAKE[0]]
    assert cluster(articles(mixed)) == [0, 1, 2, 0, 2, 1, 6]
    assert cluster(articles(mixed, lambda _: MONDAY)) == [0, 1, 2, 0, 2, 1, 6]


def test_a_time_without_zone_is_utc_and_no_date_is_like_any():
    naive = MONDAY.replace(tzinfo=None)
    assert cluster(articles(FERRY, lambda number: [MONDAY, naive, None][number])) == [0, 0, 0]


def test_candidates_come_best_first_with_their_scores():
    index = MemoryIndex()
    for article in articles([QUAKE[0], FERRY[0]]):
        index.add(place(article, index).record(article.key, article.key))
    placed = place(Article("new", *FERRY[1], None), index)
    assert (placed.story, placed.candidates[0].key, placed.candidates[0].same) == (1, 1, True)
    assert all(not candidate.same for candidate in placed.candidates[1:])
    assert 0 < placed.score <= 1


def test_the_first_article_opens_a_story():
    placed = place(Article(1, *FERRY[0], None), MemoryIndex())
    assert (placed.story, placed.candidates) == (None, ())


def test_the_work_does_not_grow_with_the_index():
    read = []
    for size in (300, 1500):
        index = MemoryIndex()
        for number in range(size):
            title = f"Town{number % 977} council{number % 89} votes on road{number}"
            article = Article(number, title, f"{title} in the state of Alm{number % 7}.", None)
            index.add(place(article, index).record(number, number))
        before = index.read
        placed = place(
            Article("new", "Town5 council5 votes", "Town5 council5 votes again in Alm3.", None), index
        )
        assert len(placed.candidates) <= RECORDS
        read.append(index.read - before)
    assert max(read) <= POSTINGS


@pytest.mark.parametrize(
    "language",
    ["Паром «Аврора» затонул у Линдау", "渡轮“极光”号在林道附近沉没", "غرقت العبارة أورورا قبالة لينداو"],
)
def test_other_languages(language):
    listed = [(language, f"{language}. {language}!"), QUAKE[0], (language, language)]
    assert cluster(articles(listed)) == [0, 1, 0]


@settings(max_examples=50)
@given(st.lists(st.tuples(raw_texts, raw_texts, st.none() | st.datetimes()), max_size=6))
def test_any_strings_are_clustered_and_equal_ones_together(listed):
    made = [Article(number, title, text, day) for number, (title, text, day) in enumerate(listed)]
    numbers = cluster([*made, *made])
    assert len(numbers) == 2 * len(made)
    assert all(numbers[story] == story for story in numbers)
