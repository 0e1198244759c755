"""Members: under which names people stand in a dataset. The one place where names become pseudonyms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.models import Member

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PERSON = frozenset({"author", "person"})  # keys under which a person stands as a whole
_CALLED = re.compile(r"(?<![\w.@+\-/])@([\w.@+\-]{1,150})")  # as `formats.comments` reads it
UNKNOWN = "?"  # who has no pseudonym, which `services.members` does not let happen


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """The pseudonyms of a project's people, as they were when they were read."""

    by_id: Mapping[int, str]
    by_username: Mapping[str, str]  # in lower case

    def hide(self, record: Mapping[str, Any], unknown: Callable[[], Pseudonyms]) -> dict[str, Any]:
        """Return a record of a dataset with pseudonyms in the place of people (no query).

        `annotator_id` and `annotator` are both the pseudonym, so that no number leads to an account; of an
        `author` that is a whole person its `id` and `name` are, and nothing else is told. In what is said
        (`body`, `note`), `@user name` becomes `@pseudonym`; names in plain words are left, docs/datasets.md
        says so. `unknown` reads the pseudonyms anew: for who joined while the dataset was written.
        """
        told = {key: self._told(key, value, unknown) for key, value in record.items()}
        if "annotator" in told:
            told["annotator"] = told.get("annotator_id", UNKNOWN)
        return told

    def _told(self, key: str, value: Any, unknown: Callable[[], Pseudonyms]) -> Any:  # noqa: ANN401 - JSON
        if key == "annotator_id":
            return self.of(value, unknown)
        if key in _PERSON and isinstance(value, dict):
            name = self.of(value.get("id"), unknown)
            return {"id": name, "name": name}
        if isinstance(value, dict):
            return self.hide(value, unknown)
        if isinstance(value, list):
            return [self.hide(each, unknown) if isinstance(each, dict) else each for each in value]
        if key in {"body", "note", "reason"} and isinstance(value, str):
            return _CALLED.sub(lambda found: self._uncalled(found[1]), value)
        return value

    def of(self, person: int | None, unknown: Callable[[], Pseudonyms]) -> str | None:
        """Return the pseudonym of a person by their id; None for nobody."""
        if person is None:
            return None
        known = self.by_id.get(person)
        return known if known is not None else unknown().by_id.get(person, UNKNOWN)

    def _uncalled(self, name: str) -> str:
        """Return what stands for `@name`; the dot of a sentence's end may hang on it."""
        end = name.rstrip(".@+-")
        for called in (name, end):
            if pseudonym := self.by_username.get(called.lower()):
                return f"@{pseudonym}{name[len(called) :]}"
        return f"@{name}"


def pseudonyms_of(project_id: int) -> Pseudonyms:
    """Return the pseudonyms of a project that was looked up with an actor, of who left too (1 query)."""
    rows = Member.objects.filter(project=project_id).exclude(pseudonym="").order_by("pk")
    told = list(rows.values_list("user", "user__username", "pseudonym"))
    return Pseudonyms(
        by_id={key: pseudonym for key, _, pseudonym in told},
        by_username={username.lower(): pseudonym for _, username, pseudonym in told},
    )
