from __future__ import annotations

import json

import pytest

from annotator.models import Comparison
from annotator.queries import comparisons as queries
from annotator.services import comparisons
from annotator.text.comparing import ENGINE, compare

OTHER = "Officials said the mayor may have to resign, perhaps on Monday.\n\nIt rained."


@pytest.fixture
def look(team, do_jobs):
    """Look at the story's one comparison, as a page does, after the worker had its turn."""
    team.add_account(OTHER)

    def look():
        comparisons.ask_for_story(actor=team.reader, story_id=team.story.pk)
        do_jobs()
        (row,) = comparisons.ask_for_story(actor=team.reader, story_id=team.story.pk)
        return row

    return look


def test_without_the_setting_a_comparison_is_what_it_was_byte_for_byte(look, settings):
    assert settings.SENTENCE_EMBEDDINGS == ""
    row = look()
    plain = compare(row.left.text, row.right.text).as_dict()
    assert row.engine == plain["engine"] == ENGINE
    assert json.dumps(row.result) == json.dumps(plain)


def test_another_embedding_makes_comparisons_anew_and_mixes_nothing(look, settings, plugin):
    plain = look()
    settings.SENTENCE_EMBEDDINGS = plugin()
    embedded = look()
    assert embedded.pk != plain.pk
    assert embedded.engine == embedded.result["engine"] == queries.engine()
    assert embedded.engine.startswith(f"{ENGINE}+{settings.SENTENCE_EMBEDDINGS}@")
    scores = [[passage["score"] for passage in row.result["passages"]] for row in (plain, embedded)]
    assert scores[0] != scores[1]
    settings.SENTENCE_EMBEDDINGS = plugin("# another one\ndef vectors(s):\n    return [[1.0]] * len(s)\n")
    third = look()
    assert third.engine not in {plain.engine, embedded.engine}
    settings.SENTENCE_EMBEDDINGS = ""
    assert look() == plain
    assert Comparison.objects.count() == 3


def test_a_pair_is_read_by_the_engine_that_is_set(look, settings, plugin):
    row = look()
    assert [*queries.among([row.left, row.right]).values()] == [row]
    settings.SENTENCE_EMBEDDINGS = plugin()
    assert queries.among([row.left, row.right]) == {}


def test_a_real_model_compares(look, settings, tiny_model):
    settings.SENTENCE_EMBEDDINGS = f"model2vec:{tiny_model}"
    row = look()
    assert row.result["engine"].startswith(f"{ENGINE}+model2vec:tiny@")
    assert row.result["passages"]


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("model2vec:no-such-folder", "The sentence embedding model2vec:no-such-folder n"),
        ("no_such_module:f", "names the module 'no_such_module', which is not there."),
        (None, "gives 1 vectors for "),
    ],
)
def test_what_cannot_be_used_fails_the_job_with_its_sentence(setting, sentence, look, settings, plugin):
    settings.SENTENCE_EMBEDDINGS = setting or plugin("def vectors(sentences):\n    return [[1.0]]\n")
    row = look()
    assert row.result is None
    assert row.job.state == "failed"
    assert row.job.attempts == 1
    assert sentence in row.job.error
    settings.SENTENCE_EMBEDDINGS = ""
    assert look().result is not None


def test_a_worker_refuses_what_was_asked_for_with_another_engine(team, do_jobs, settings, plugin):
    team.add_account(OTHER)
    (row,) = comparisons.ask_for_story(actor=team.reader, story_id=team.story.pk)
    settings.SENTENCE_EMBEDDINGS = plugin()
    do_jobs()
    row.refresh_from_db()
    assert row.result is None
    assert row.job.state == "failed"
    assert f"asked for of the engine {ENGINE}, and this worker's is {ENGINE}+plugged_" in row.job.error


def test_a_model_is_loaded_once_a_worker(team, do_jobs, settings, plugin):
    settings.SENTENCE_EMBEDDINGS = plugin()
    comparisons._embedder.cache_clear()
    for text in (OTHER, "Something else altogether happened here."):
        team.add_account(text)
        comparisons.ask_for_story(actor=team.reader, story_id=team.story.pk)
        do_jobs()
    assert Comparison.objects.filter(result__isnull=False).count() == 3
    assert comparisons._embedder.cache_info().misses == 1
