"""An address of the API that leads nowhere answers as the rest of it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.csrf import csrf_exempt

from annotator.errors import NotFound
from annotator.http import problem_json

if TYPE_CHECKING:
    from django.http import HttpRequest, JsonResponse


@csrf_exempt  # nothing happens here, and a page about cookies would be no answer
def missing(_request: HttpRequest) -> JsonResponse:
    """Answer 404 as a problem document."""
    return problem_json(NotFound("The API has no such address. Its schema is at /api/v1/schema/."))
