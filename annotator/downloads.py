"""A dataset's file over HTTP: whole, or the part that is missing where a download broke off (RFC 9110)."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, TypeVar

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import slugify

from annotator import errors
from annotator.http import problem_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest
    from rest_framework.request import Request

    from annotator.models import Export, Release

BLOCK = 1 << 16  # bytes read at once
_RANGE = re.compile("bytes=([0-9]{0,18})-([0-9]{0,18})")
ZIP = "application/zip"

R = TypeVar("R", bound=HttpResponseBase)


def download(request: HttpRequest | Request, export: Export) -> HttpResponseBase:
    """Answer with an export's file, or the one range of bytes of it that is asked for.

    Its ETag is its sha256; with `If-Range` a part is only given of the file that the client has the
    beginning of. Several ranges at once, or what is no range of bytes, gets the whole; a range behind its end
    is answered 416. Raises :class:`Conflict` before it is written, :class:`Gone` when it is gone.
    """
    name = f"annotator-{export.project_id}-{export.created_at:%Y%m%d-%H%M}-{export.format}.zip"
    return _given(request, export, name, errors.Conflict("This export is not written yet."))


def download_release(request: HttpRequest | Request, release: Release) -> HttpResponseBase:
    """Answer with a release's file as :func:`download` does; :class:`Gone` where it is withdrawn."""
    if release.withdrawn_at is not None:
        raise errors.Gone("This release is withdrawn: %(reason)s", reason=release.reason)
    return _given(
        request, release, f"{stem(release)}.zip", errors.Conflict("This release is not written yet.")
    )


def stem(release: Release) -> str:
    """Return what a release's file is called, without its ending: title and version."""
    return f"{slugify(release.title)[:60] or 'release'}-{release.version}"


def _given(
    request: HttpRequest | Request, kept: Export | Release, name: str, not_yet: errors.Conflict
) -> HttpResponseBase:
    if kept.finished_at is None or kept.size is None:
        raise not_yet
    tag = f'"{kept.sha256}"'
    if tag in request.headers.get("If-None-Match", ""):
        return _named(HttpResponse(status=304), tag)
    try:
        file = kept.file.open("rb")
    except FileNotFoundError:
        raise errors.Gone("The file of this export is not there any more. Export again.") from None
    asked = request.headers.get("Range", "") if request.headers.get("If-Range", tag) == tag else ""
    span = _asked(asked, kept.size) if request.method == "GET" else None
    if span is None:
        return _named(FileResponse(file, as_attachment=True, filename=name, content_type=ZIP), tag)
    start, end = span
    if start >= end:
        file.close()
        refused = problem_json(errors.NoSuchPart("The file has %(size)s bytes.", size=kept.size))
        refused["Content-Range"] = f"bytes */{kept.size}"
        return refused
    answer = StreamingHttpResponse(_part(file, start, end), status=206, content_type=ZIP)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Range"] = f"bytes {start}-{end - 1}/{kept.size}"
    answer["Content-Length"] = str(end - start)
    return _named(answer, tag)


def _asked(header: str, size: int) -> tuple[int, int] | None:
    """Return where the range of a header begins and ends, half-open; None where it is to be ignored."""
    found = _RANGE.fullmatch(header.strip())
    if found is None or found[0] == "bytes=-":
        return None
    first, last = found[1], found[2]
    if not first:  # so many from the end
        return max(size - int(last), 0), size
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, size) if last else size


def _part(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while start < end and (block := file.read(min(BLOCK, end - start))):
            start += len(block)
            yield block


def _named(answer: R, tag: str) -> R:
    answer["ETag"] = tag
    answer["Accept-Ranges"] = "bytes"
    return answer
