"""Times that a row keeps when it is brought in with them: from a dataset that is restored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from datetime import datetime

    _Time = models.DateTimeField[datetime, datetime]
else:
    _Time = models.DateTimeField


class ChangedAt(_Time):
    """When a row was last saved. A new row that has a time already keeps it; each later save sets it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's fields are made
        super().__init__(*args, **{**kwargs, "auto_now": True})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Tell migrations of the plain column that it is."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ANN401, FBT001 - Django's
        """Return the time that is written."""
        kept = getattr(model_instance, self.attname, None)
        return kept if add and kept is not None else super().pre_save(model_instance, add)
