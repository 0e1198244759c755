from __future__ import annotations

import importlib
import json
import subprocess
import sys

import pytest

from annotator.errors import Refusal
from annotator.text import embedding
from annotator.text.alignment import align
from annotator.text.comparing import compare
from annotator.text.scoring import pair_scores
from tests.plugins import LETTERS
from tests.processes import ROOT

A = "The mayor of Lindau resigned on Monday. It rained in Lindau on Monday. The bridge is closed."
B = "On Monday the mayor of Lindau quit. On Monday in Lindau it rained. Prices rose."


def without_packages(monkeypatch, *names):
    """As in an environment without `requirements-embeddings.txt`."""
    real = importlib.metadata.version

    def version(name):
        if name in names:
            raise importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(embedding.metadata, "version", version)


def test_a_real_model_tells_what_means_the_same(tiny_model):
    embed = embedding.embedder(f"model2vec:{tiny_model}")
    resigned, left, rained = embed(["mayor resigned", "mayor quit", "rained"])
    assert resigned == pytest.approx([0.95, 0.05])
    assert left == pytest.approx([0.95, 0.1])
    assert rained == pytest.approx([0, 1])
    assert embed([]) == []
    plain = {
        (one, other): score
        for _, one, _, other, score in pair_scores([["The mayor quit."], ["A mayor resigned."]])
    }
    (mixed,) = pair_scores([["The mayor quit."], ["A mayor resigned."]], embed=embed)
    assert mixed[4] > plain[0, 0]


def test_the_mirror_image_is_kept_with_a_model(tiny_model):
    embed = embedding.embedder(f"model2vec:{tiny_model}")
    there, back = align(A, B, embed=embed), align(B, A, embed=embed)
    assert there
    assert {(x.a, x.b, x.score) for x in there} == {(x.b, x.a, x.score) for x in back}


def test_a_models_mark_is_its_name_and_changes_with_its_files(tiny_model):
    setting = f"model2vec:{tiny_model}"
    first = embedding.mark(setting)
    assert first.startswith("model2vec:tiny@")
    assert "/" not in first  # a folder of the machine is nobody's business
    embedding._version.cache_clear()
    assert embedding.mark(setting) == first
    config = tiny_model / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"normalize": True}))
    embedding._version.cache_clear()
    assert embedding.mark(setting) != first


def test_a_model_that_is_no_model_is_refused(tiny_model):
    (tiny_model / "model.safetensors").write_bytes(b"nothing of the kind")
    with pytest.raises(Refusal, match="can't be loaded: "):
        embedding.embedder(f"model2vec:{tiny_model}")
    (tiny_model / "model.safetensors").unlink()
    embedding._version.cache_clear()
    with pytest.raises(Refusal, match="names a folder without a model"):
        embedding.embedder(f"model2vec:{tiny_model}")


def test_a_model_that_is_not_on_this_machine_is_not_fetched(monkeypatch, tmp_path):
    pytest.importorskip("model2vec")
    with pytest.raises(Refusal, match="names no folder and no model on this machine: hf download"):
        embedding.embedder("model2vec:nobody/has-such-a-model")


def test_a_missing_package_is_told_with_the_file_that_has_it(monkeypatch, tmp_path):
    without_packages(monkeypatch, "model2vec")
    setting = f"model2vec:{tmp_path}"
    with pytest.raises(
        Refusal, match=r"a package that is missing: pip install -r requirements-embeddings\.txt\."
    ):
        embedding.embedder(setting)
    assert (ROOT / embedding.REQUIREMENTS).is_file()
    assert embedding.mark(setting).endswith("@unknown")


def test_any_function_can_be_plugged_in(plugin):
    setting = plugin()
    assert embedding.embedder(setting)(["A tea.", "Ruin."]) == [
        [1, 1, 0, 0, 0, 0, 0, 1],
        [0, 0, 1, 0, 1, 0, 0, 0],
    ]
    first = embedding.mark(setting)
    assert first.startswith(f"{setting}@")
    assert (
        embedding.mark(plugin(LETTERS + "# another text, another mark\n")).split("@")[1]
        != first.split("@")[1]
    )


def test_a_mark_does_not_run_the_module_it_names(plugin):
    setting = plugin("raise SystemExit('a web process has no business here')")
    assert not embedding.mark(setting).endswith("@unknown")


def test_a_long_name_fits_its_column():
    assert len(embedding.mark("a" * 500 + ":f")) < 98


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ("model2vec", "is neither model2vec:<folder or name> nor <module>:<function>"),
        ("model2vec: ", "is neither"),
        (":", "is neither"),
        ("no_such_module:f", "names the module 'no_such_module', which is not there"),
        ("no.such.module:f", "names the module 'no.such.module', which is not there"),
        ("json:no_such", "names 'no_such', and json has no function of that name"),
        ("json:__name__", "has no function of that name"),
        ("sys:exit", "has no source file"),
        ("..:f", "can't be looked at: "),
    ],
)
def test_a_wrong_setting_is_refused_with_what_is_wrong(setting, why):
    with pytest.raises(Refusal) as refused:
        embedding.embedder(setting)
    assert why in refused.value.message
    assert refused.value.message.startswith(f"The sentence embedding {setting} ")
    assert embedding.mark(setting)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("return [[1.0, 2.0]]", "gives 1 vectors for 2 sentences."),
        ("return [[1.0], [1.0, 2.0]]", "not all of one length."),
        ("return [[], []]", "gives vectors that are empty or not all of one length."),
        ("return [[1.0], [float('nan')]]", "no finite numbers."),
        ("return [1.0, 2.0]", "no list of vectors of numbers."),
        ("return ['ab', 'cd']", "no list of vectors of numbers."),
        ("return None", "no list of vectors of numbers."),
        ("import no_such_library", "can't be used: ModuleNotFoundError: No module named 'no_such_library'."),
    ],
)
def test_what_a_function_gives_is_checked(body, why, plugin):
    embed = embedding.embedder(plugin(f"def vectors(sentences):\n    {body}\n"))
    with pytest.raises(Refusal) as refused:
        embed(["One.", "Two."])
    assert refused.value.message.endswith(why)


def test_a_module_that_fails_when_it_is_imported_is_refused(plugin):
    with pytest.raises(Refusal, match=r"can't be imported: SyntaxError"):
        embedding.embedder(plugin("def vectors(:"))


def test_the_text_engine_loads_no_library_for_it():
    code = (
        "import sys, annotator.text.embedding, annotator.text.comparing as c;"
        f"c.compare({A!r}, {B!r});"
        "print(sorted({'numpy', 'model2vec', 'huggingface_hub', 'tokenizers'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_comparison_says_what_made_it():
    assert compare(A, B).as_dict("1+x@y")["engine"] == "1+x@y"
