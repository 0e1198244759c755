"""System checks: what would fail later, in a worker's job, told when the program is started or deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.checks import Error

from annotator.errors import Refusal
from annotator.text import embedding

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.core.checks import CheckMessage

HINT = "Set SENTENCE_EMBEDDINGS as docs/operations.md says, or leave it out."


def embedding_is_there(**_kwargs: object) -> list[CheckMessage]:
    """Look for the sentence embedding that is set, without loading it: this runs before most commands."""
    return _failing(embedding.require)


def embedding_works(**_kwargs: object) -> list[CheckMessage]:
    """Embed two sentences by what is set. A model may take seconds to load, so only for `check --deploy`."""
    return _failing(lambda setting: embedding.embedder(setting)(["It rains.", "The bridge is closed."]))


def _failing(attempt: Callable[[str], Sequence[object] | None]) -> list[CheckMessage]:
    setting = settings.SENTENCE_EMBEDDINGS
    if not setting:
        return []
    try:
        attempt(setting)
    except Refusal as refusal:
        return [Error(refusal.message, hint=HINT, id="annotator.E001")]
    except Exception as error:  # noqa: BLE001 - a plugged-in function may raise anything
        told = f"The sentence embedding {setting} fails with {type(error).__name__}: {error}"
        return [Error(told, hint=HINT, id="annotator.E002")]
    return []
