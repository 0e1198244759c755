"""What web and api share: the actor of a request, a refusal over HTTP (RFC 9457), records as a file."""

from __future__ import annotations

import re
from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING, Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import models
from django.http import Http404, JsonResponse, StreamingHttpResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from rest_framework import exceptions
from rest_framework.response import Response

from annotator import errors
from annotator.formats.datasets import line
from annotator.formats.interchange.csv_tables import CsvTable
from annotator.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest
    from rest_framework.request import Request

PROBLEM = "application/problem+json"
_UNSAYABLE = re.compile("[\x00\ud800-\udfff]")

# The most special first: the first that fits is taken.
STATUSES: list[tuple[type[errors.Refusal], int]] = [
    (errors.NotFound, 404),
    (errors.NotAllowed, 403),
    (errors.NotSignedIn, 401),
    (errors.StaleVersion, 412),
    (errors.VersionRequired, 428),
    (errors.Conflict, 409),
    (errors.Gone, 410),
    (errors.TooMuch, 413),
    (errors.NoSuchPart, 416),
    (errors.TooOften, 429),
    (errors.Invalid, 422),
    (errors.Refusal, 400),
]
TITLES = {
    400: gettext_noop("The request can't be understood"),
    401: gettext_noop("Sign in first"),
    403: gettext_noop("You may not do this"),
    404: gettext_noop("Not found"),
    405: gettext_noop("This method is not offered here"),
    406: gettext_noop("No form that you accept"),
    409: gettext_noop("It clashes with what is there"),
    410: gettext_noop("It is gone"),
    412: gettext_noop("Somebody changed it first"),
    413: gettext_noop("Too much"),
    415: gettext_noop("This kind of content is not read here"),
    416: gettext_noop("The file has no such part"),
    422: gettext_noop("Something in it is not right"),
    428: gettext_noop("Say which version you edit"),
    429: gettext_noop("Too many requests"),
    500: gettext_noop("Something broke on our side"),
}


def number_in(given: str) -> int | None:
    """Return the number that an address or a form has, if it is one that fits into 32 bits."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None  # noqa: PLR2004


def signed_in(request: HttpRequest | Request) -> User:
    """Return who asks. Raises :class:`NotSignedIn` for nobody.

    A page may say in `X-Actor` for whom it was made (the id): it may still be open, with work of theirs to
    send, when somebody else has signed in in the same browser.
    """
    user = request.user
    if not isinstance(user, User):
        raise errors.NotSignedIn
    if request.headers.get("X-Actor", str(user.pk)) != str(user.pk):
        raise errors.NotSignedIn("Somebody else is signed in in this browser now. Sign in again as yourself.")
    return user


def status_of(refusal: errors.Refusal) -> int:
    """Return the HTTP status of a refusal."""
    return next(status for kind, status in STATUSES if isinstance(refusal, kind))


def problem(refusal: errors.Refusal) -> dict[str, Any]:
    """Return a refusal as a problem document."""
    status = status_of(refusal)
    told: dict[str, Any] = {
        "type": f"/problems/{refusal.slug}",
        "title": _(TITLES[status]),
        "status": status,
        "detail": said(refusal),
    }
    if refusal.field is not None:
        told["field"] = refusal.field
    sayable: dict[str, Any] = _sayable(refusal.facts | told)
    return sayable


def said(refusal: errors.Refusal) -> str:
    """Return a refusal's sentence in the reader's language."""
    return refusal.told(_(refusal.sentence), _in_words) if refusal.sentence else ""


def _in_words(fact: object) -> str:
    match fact:
        case models.Choices():
            return str(fact.label)
        case Enum():
            return _(str(fact.value))
        case bool():
            return str(fact)
        case int():
            return str(number_format(fact, force_grouping=True))
        case list() | tuple():
            return ", ".join(map(str, fact))
        case _:
            return str(fact)


def _sayable(told: Any) -> Any:  # noqa: ANN401 - any JSON
    """Put a mark for what no answer can hold: refusals repeat what was sent, half characters and all."""
    match told:
        case str():
            return _UNSAYABLE.sub("\ufffd", told)
        case dict():
            return {_sayable(key): _sayable(value) for key, value in told.items()}
        case list():
            return [_sayable(each) for each in told]
        case _:
            return told


def problem_response(error: Exception, _context: dict[str, Any]) -> Response | None:
    """Turn whatever an API view raised into a problem document; None lets it be a 500."""
    refusal = refusal_of(error)
    if refusal is None:
        return None
    told, headers = problem(refusal), waiting(refusal)
    if isinstance(error, exceptions.APIException):
        # The framework knows its own statuses best: 405, 406, 415, 429 have no refusal of ours.
        told |= {"status": error.status_code, "title": _(TITLES.get(error.status_code, TITLES[400]))}
        headers = {key: str(value) for key, value in (_challenge(error) or {}).items()}
    return Response(told, status=told["status"], content_type=PROBLEM, headers=headers)


def problem_json(refusal: errors.Refusal) -> JsonResponse:
    """Return a refusal as a plain Django response, for what no API view handled."""
    told = problem(refusal)
    return JsonResponse(told, status=told["status"], content_type=PROBLEM, headers=waiting(refusal))


def waiting(refusal: errors.Refusal) -> dict[str, str]:
    """Return the header that says in how many seconds it may be tried again, where a refusal knows."""
    wait = refusal.facts.get("wait") if isinstance(refusal, errors.TooOften) else None
    return {"Retry-After": str(wait)} if wait else {}


def streamed(
    records: Iterable[Mapping[str, Any]], columns: tuple[str, ...], name: str, form: str
) -> StreamingHttpResponse:
    """Answer with records as a file, row by row: `form` is `csv`, where objects are JSON, or `jsonl`."""
    if form == "csv":
        table = CsvTable(columns)
        rows = ({key: _as_cell(value) for key, value in each.items()} for each in records)
        written = chain([table.header()], table.rows(rows))
        kind = "text/csv; charset=utf-8"
    else:
        written, kind = chain(map(line, records)), "application/x-ndjson"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(written, content_type=kind, headers=headers)


def _as_cell(value: object) -> object:
    return orjson.dumps(value).decode() if isinstance(value, dict) else value


def _challenge(error: exceptions.APIException) -> dict[str, str] | None:
    header = getattr(error, "auth_header", None)
    wait = getattr(error, "wait", None)
    if header:
        return {"WWW-Authenticate": header}
    return {"Retry-After": str(int(wait))} if wait else None


def refusal_of(error: Exception) -> errors.Refusal | None:  # noqa: PLR0911 - a table, one return a row
    """Return what the framework's or our own refusal is in our words; None for an accident."""
    match error:
        case errors.Refusal():
            return error
        case Http404():
            return errors.NotFound()
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return errors.NotSignedIn(str(error.detail))
        case PermissionDenied() | exceptions.PermissionDenied():
            return errors.NotAllowed(str(error) or "You may not do this.")
        case exceptions.ValidationError():
            return _from_validation(error)
        case RequestDataTooBig():
            return errors.TooMuch("This is more than one request may hold. Upload it as a file.")
        case exceptions.NotFound():
            return errors.NotFound(str(error.detail))
        case exceptions.APIException():
            refusal = errors.Refusal(str(error.detail))
            refusal.slug = error.default_code.replace("_", "-")
            return refusal
        case _:
            return None


def _from_validation(error: exceptions.ValidationError) -> errors.Invalid:
    """Tell the first field that is wrong as its path, such as `ranges[0].start`; all of them in `errors`."""
    found = list(_flat(error.detail, ""))
    field, message = found[0] if found else ("", "Something in it is not right.")
    refusal = errors.Invalid(
        message, field=field or None, errors=[{"field": f, "detail": m} for f, m in found]
    )
    error.status_code = 422
    return refusal


def _flat(detail: Any, path: str) -> list[tuple[str, str]]:  # noqa: ANN401 - the framework's nested lists
    if isinstance(detail, dict):
        found = []
        for key, value in detail.items():
            if isinstance(key, int):
                below = f"{path}[{key}]"
            elif key == "non_field_errors":
                below = path
            else:
                below = f"{path}.{key}" if path else str(key)
            found += _flat(value, below)
        return found
    if isinstance(detail, list):
        found = []
        for number, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            found += _flat(value, f"{path}[{number}]" if nested else path)
        return found
    return [(path, str(detail))]
