"""What every endpoint needs: its place in the schema, pages of a list, and conditional requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from annotator.errors import Invalid, VersionRequired
from annotator.http import PROBLEM, number_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet
    from django.http import HttpResponseBase
    from rest_framework.request import Request
    from rest_framework.serializers import BaseSerializer
    from rest_framework.views import APIView

S = TypeVar("S", bound="serializers.Serializer[Any]")
F = TypeVar("F", bound="Callable[..., HttpResponseBase]")


class ProblemOut(serializers.Serializer[Any]):
    """A refusal (RFC 9457). `type` ends in a stable slug; `detail` is a sentence for a person."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    field = serializers.CharField(required=False, help_text="The path of what is wrong: ranges[0].start")


IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description='The version that is edited: "3"'
)


def operation(
    name: str,
    *,
    takes: Any = None,  # noqa: ANN401 - a serializer, as drf-spectacular takes them
    gives: Any = None,  # noqa: ANN401 - a serializer, a field, or None for no content
    code: int = status.HTTP_200_OK,
    parameters: list[OpenApiParameter] | None = None,
    conditional: bool = False,
    media: str | None = None,
) -> Callable[[F], F]:
    """Put a method into the schema: what it takes, what it gives, and that it may refuse.

    `media` is the type of what is given, where that is a file and no JSON.
    """
    answers: dict[Any, Any] = {
        (code, media) if media else code: gives
        if gives is not None
        else OpenApiResponse(description="Done; there is nothing to say."),
        ("default", PROBLEM): OpenApiResponse(ProblemOut, description="A refusal."),
    }
    told = [*(parameters or []), *([IF_MATCH] if conditional else [])]
    return extend_schema(operation_id=name, request=takes, responses=answers, parameters=told)


def parsed(kind: type[S], request: Request) -> dict[str, Any]:
    """Return a request's body as `kind` reads it. Raises a validation error that names the place.

    What the schema does not name is refused as well: a field that is spelt wrongly is not left out silently.
    """
    incoming = kind(data=request.data)
    unknown = next(_unknown(incoming, request.data, ""), None)
    if unknown is not None:
        raise Invalid("There is no field '%(name)s' here.", field=unknown, name=unknown)
    incoming.is_valid(raise_exception=True)
    return dict(incoming.validated_data)


def _unknown(reader: object, given: object, path: str) -> Iterator[str]:
    """Yield the paths of what a body has and its reader does not."""
    if isinstance(reader, serializers.ListSerializer) and isinstance(given, list):
        for number, each in enumerate(given):
            yield from _unknown(reader.child, each, f"{path}[{number}]")
    elif isinstance(reader, serializers.Serializer) and isinstance(given, Mapping):
        for key, value in given.items():
            below = f"{path}.{key}" if path else str(key)
            field = reader.fields.get(str(key))
            if field is None or field.read_only:
                yield below
            else:
                yield from _unknown(field, value, below)


def version_asked(request: Request) -> int:
    """Return the version in `If-Match`. Raises :class:`VersionRequired` or :class:`Invalid`."""
    header = request.headers.get("If-Match")
    if header is None:
        raise VersionRequired('Send the version that you edit in If-Match, such as "3".', field="If-Match")
    version = number_in(header.strip().removeprefix("W/").strip('"'))
    if version is None:
        raise Invalid('If-Match holds one version in quotes, such as "3".', field="If-Match")
    return version


def versioned(data: Any, version: int, code: int = status.HTTP_200_OK) -> Response:  # noqa: ANN401 - any JSON
    """Answer with a thing and its version as ETag."""
    return Response(data, status=code, headers={"ETag": f'"{version}"'})


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """Tells the schema how a token is sent."""

    target_class = "annotator.api.tokens.Token"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:  # noqa: ARG002 - the library's
        """Return the header and its form."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token`, a space, and what `POST /api/v1/tokens/` gave.",
        }


class Pages(CursorPagination):
    """Pages of a list by cursor: nothing twice and nothing missed while others write."""

    page_size = 100
    page_size_query_param = "limit"
    max_page_size = 500


PAGING = [
    OpenApiParameter("cursor", str, description="Where the page begins, from `next` of the page before."),
    OpenApiParameter("limit", int, description="How many on a page: 100, at most 500."),
]


def page_of(kind: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """Return the form of a page of `kind`, for the schema."""
    name = kind.__name__.removesuffix("Out") + "Page"
    fields = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": kind(many=True),
    }
    return type(name, (serializers.Serializer,), fields)


def paged(
    view: APIView,
    rows: QuerySet[Any],
    order: tuple[str, ...],
    kind: type[BaseSerializer[Any]] | Callable[..., BaseSerializer[Any]],
) -> Response:
    """Answer with one page of `rows` in `order`, a unique one."""
    pages = Pages()
    pages.ordering = order
    try:
        found = pages.paginate_queryset(rows.order_by(*order), view.request, view)
    except (ValueError, ValidationError, NotFound):
        # A cursor holds a value of the first column, and anybody can write one.
        raise Invalid("This cursor is none of ours. Begin again without one.", field="cursor") from None
    return pages.get_paginated_response(kind(found, many=True).data)
