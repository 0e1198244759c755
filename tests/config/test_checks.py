from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from annotator.config import checks


def check(*argv):
    call_command("check", *argv, stdout=io.StringIO(), stderr=io.StringIO())


def test_without_an_embedding_there_is_nothing_to_check(settings):
    assert settings.SENTENCE_EMBEDDINGS == ""
    assert checks.embedding_is_there() == checks.embedding_works() == []


@pytest.mark.parametrize("setting", ["no_such_module:f", "model2vec:no-such-folder", "nonsense"])
def test_an_embedding_that_is_not_there_stops_each_command(setting, settings):
    settings.SENTENCE_EMBEDDINGS = setting
    with pytest.raises(CommandError, match=r"annotator\.E001\).* The sentence embedding " + setting):
        check()


def test_one_that_is_there_is_not_loaded_but_for_deployment(settings, plugin):
    settings.SENTENCE_EMBEDDINGS = plugin("raise RuntimeError('loaded')")
    check()
    (told,) = checks.embedding_works()
    assert "can't be imported: RuntimeError: loaded." in told.msg
    with pytest.raises(CommandError, match=r"annotator\.E001"):
        check("--deploy", "--fail-level", "ERROR")


@pytest.mark.parametrize(
    ("body", "number", "told"),
    [
        ("return [[1.0]]", "annotator.E001", "gives 1 vectors for 2 sentences."),
        ("raise OSError('no route')", "annotator.E002", "fails with OSError: no route"),
    ],
)
def test_deployment_tries_it(body, number, told, settings, plugin):
    settings.SENTENCE_EMBEDDINGS = plugin(f"def vectors(sentences):\n    {body}\n")
    assert checks.embedding_is_there() == []
    (error,) = checks.embedding_works()
    assert error.id == number
    assert error.msg.endswith(told)


def test_one_that_works_passes(settings, tiny_model):
    settings.SENTENCE_EMBEDDINGS = f"model2vec:{tiny_model}"
    assert checks.embedding_is_there() == checks.embedding_works() == []
