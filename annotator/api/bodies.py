"""How a body is read: JSON, within what one request may hold."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from annotator.errors import TooMuch

if TYPE_CHECKING:
    from collections.abc import Mapping


class Json(JSONParser):
    """JSON. The framework's own parser takes any size, and breaks on what is nested too deeply."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401 - any JSON
        """Read a body. Raises :class:`TooMuch` before reading one that is too large."""
        request = (parser_context or {})["request"]
        size = request.META.get("CONTENT_LENGTH") or "0"
        if size.isdigit() and int(size) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooMuch("This is more than one request may hold. Upload it as a file.")
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("The body is no JSON that is read here: it is nested too deeply.")) from None
        except ParseError as error:
            why = str(error.detail).removeprefix("JSON parse error - ").rstrip(".")
            raise ParseError(_("The body is no JSON: %(why)s.") % {"why": why}) from None
