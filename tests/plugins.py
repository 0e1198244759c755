"""Functions to plug in, written as modules of their own, and a real model of five words."""

from __future__ import annotations

import sys
from itertools import count
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NUMBERS = count()  # a module is imported once a process: each test has names of its own

LETTERS = "def vectors(sentences):\n    return [[float(s.count(c)) for c in 'aeiourst'] for s in sentences]\n"


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Write a module and return the setting that names its function `vectors`."""
    monkeypatch.syspath_prepend(tmp_path)

    def write(source: str = LETTERS) -> str:
        name = f"plugged_{next(NUMBERS)}"
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
        return f"{name}:vectors"

    yield write
    for name in [name for name in sys.modules if name.startswith("plugged_")]:
        del sys.modules[name]


@pytest.fixture
def tiny_model(tmp_path: Path) -> Path:
    """A model2vec model in a folder: "quit" means nearly what "resigned" does, "rained" something else."""
    numpy = pytest.importorskip("numpy")
    model2vec = pytest.importorskip("model2vec")
    tokenizers = pytest.importorskip("tokenizers")
    words = {"[UNK]": 0, "mayor": 1, "resigned": 2, "quit": 3, "rained": 4}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    table = numpy.array([[0, 0], [1, 0], [0.9, 0.1], [0.9, 0.2], [0, 1]], dtype=numpy.float32)
    folder = tmp_path / "tiny"
    model2vec.StaticModel(table, tokenizer).save_pretrained(folder)
    return folder
