"""Sentence embeddings, named by a setting: `model2vec:<folder or name>` or `<module>:<function>`.

The text engine does without. What a setting names is imported when it is used and not before, by name, so
that neither starting the program nor checking its types needs a library that hardly anybody installs.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import import_module, metadata
from importlib.util import find_spec
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from annotator.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from annotator.text.scoring import Embed

REQUIREMENTS: Final = "requirements-embeddings.txt"
_MODEL2VEC: Final = "model2vec"
_UNKNOWN: Final = "unknown"
# Where a model's files lie in its folder, in the forms that model2vec reads; the README is none of them.
_FILES: Final = ("*.json", "*.safetensors", "0_StaticEmbedding/*.json", "0_StaticEmbedding/*.safetensors")
_LABEL: Final = 60  # characters of a name in a mark, which has a column of 100
_DIGEST: Final = 12  # characters


def mark(setting: str) -> str:
    """Return what tells the results of one embedding from another's: `model2vec:potion-base-8M@3f2a9c01d4e7`.

    After the @ stands a digest of the model's files and the library's version, or of the function's source
    file; "unknown" when they are not to be had. Never fails, loads no model; reads the files once a process.
    """
    kind, _, name = setting.partition(":")
    label = Path(name).name if kind == _MODEL2VEC else setting
    label = f"{_MODEL2VEC}:{label}" if kind == _MODEL2VEC else label
    try:
        version = _version(setting)
    except Exception:  # noqa: BLE001 - finding a module runs its packages' code: a page must not fail by it
        version = _UNKNOWN
    return f"{label[-_LABEL:]}@{version}"


def require(setting: str) -> None:
    """Raise :class:`Refusal` when what the setting names is not there. Loads no model."""
    try:
        _version(setting)
    except Refusal:
        raise
    except Exception as error:
        raise _refusal(setting, f"can't be looked at: {_told(error)}.") from error


def embedder(setting: str) -> Embed:
    """Load what the setting names and return it, its answers checked.

    Raises :class:`Refusal`, and so does the function returned when what it calls gives anything but one
    vector of finite numbers for each sentence, all of one length.
    """
    require(setting)
    kind, _, name = setting.partition(":")
    embed = _static_model(setting, name) if kind == _MODEL2VEC else _function(setting)

    def checked(sentences: Sequence[str]) -> list[list[float]]:
        if not sentences:
            return []  # model2vec fails at none
        try:
            found = embed(list(sentences))
        except ImportError as error:  # of a function that imports its library when it is called
            raise _refusal(setting, f"can't be used: {_told(error)}.") from error
        return _vectors(setting, found, len(sentences))

    return checked


@cache  # of what is there: an exception is not kept, so what comes later is found
def _version(setting: str) -> str:
    kind, _, name = setting.partition(":")
    if not name.strip():
        raise _refusal(setting, "is neither model2vec:<folder or name> nor <module>:<function>.")
    digest = hashlib.sha256()
    if kind == _MODEL2VEC:
        folder = _folder(setting, name)
        digest.update(metadata.version(_MODEL2VEC).encode())
        files = sorted(file for pattern in _FILES for file in folder.glob(pattern))
        if not any(file.suffix == ".safetensors" for file in files):
            raise _refusal(setting, "names a folder without a model in it (no .safetensors file).")
    else:
        files = [_source(setting, kind)]
    for file in files:
        digest.update(file.name.encode())
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()[:_DIGEST]


def _folder(setting: str, name: str) -> Path:
    """Return the folder of a model: itself, or where the library keeps what was downloaded by that name."""
    try:
        metadata.version(_MODEL2VEC)
        hub = import_module("huggingface_hub")
    except ImportError as error:
        raise _refusal(setting, f"needs a package that is missing: pip install -r {REQUIREMENTS}.") from error
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    try:
        # Nothing is downloaded here: a model that changes upstream must not change what comparisons say.
        return Path(hub.snapshot_download(name, local_files_only=True))
    except Exception as error:
        raise _refusal(
            setting, "names no folder and no model on this machine: hf download fetches one."
        ) from error


def _source(setting: str, module: str) -> Path:
    try:
        spec = find_spec(module)
    except ModuleNotFoundError:  # a package above it is missing
        spec = None
    if spec is None:
        raise _refusal(setting, f"names the module {module!r}, which is not there.")
    if not spec.origin or not Path(spec.origin).is_file():
        raise _refusal(setting, f"names the module {module!r}, which has no source file.")
    return Path(spec.origin)


def _static_model(setting: str, name: str) -> Callable[[list[str]], Any]:
    try:
        model = import_module(_MODEL2VEC).StaticModel.from_pretrained(_folder(setting, name))
    except Refusal:
        raise
    except Exception as error:  # the tokenizer's library raises Exception itself
        raise _refusal(setting, f"can't be loaded: {_told(error)}.") from error
    # Celery's processes may have no children, and a story's sentences are done in milliseconds.
    return lambda sentences: model.encode(sentences, use_multiprocessing=False)


def _function(setting: str) -> Callable[[list[str]], Any]:
    module, _, name = setting.partition(":")
    try:
        found = getattr(import_module(module), name, None)
    except Exception as error:  # whatever a module of somebody else's does when it is imported
        raise _refusal(setting, f"can't be imported: {_told(error)}.") from error
    if not callable(found):
        raise _refusal(setting, f"names {name!r}, and {module} has no function of that name.")
    function: Callable[[list[str]], Any] = found
    return function


def _vectors(setting: str, found: Iterable[Iterable[float]], wanted: int) -> list[list[float]]:
    try:
        rows = [[float(value) for value in row] for row in found]
    except (TypeError, ValueError) as error:
        raise _refusal(setting, "gives no list of vectors of numbers.") from error
    lengths = {len(row) for row in rows}
    if len(rows) != wanted:
        raise _refusal(setting, f"gives {len(rows)} vectors for {wanted} sentences.")
    if len(lengths) > 1 or 0 in lengths:
        raise _refusal(setting, "gives vectors that are empty or not all of one length.")
    if not all(map(isfinite, (value for row in rows for value in row))):
        raise _refusal(setting, "gives vectors with values that are no finite numbers.")
    return rows


def _told(error: Exception) -> str:
    """Return an error as one line for a sentence of ours."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300].rstrip(".")


def _refusal(setting: str, why: str) -> Refusal:
    told = f"The sentence embedding {setting} {why}"  # who runs the site reads it, in English
    return Refusal(told)
