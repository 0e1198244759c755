"""Releases over the API."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.exports import ScopeIn
from annotator.api.jobs import JobOut
from annotator.api.plumbing import PAGING, operation, page_of, paged, parsed
from annotator.downloads import download_release
from annotator.formats.interchange.releasing.cards import Author
from annotator.formats.interchange.releasing.splits import SHARES
from annotator.http import signed_in
from annotator.models import Export, Release
from annotator.queries import jobs as job_queries
from annotator.queries import projects as project_queries
from annotator.queries import releases as queries
from annotator.services import releases as services
from annotator.services.releases import Asked
from annotator.services.scopes import Scope

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase


class AuthorData(serializers.Serializer[Any]):
    """A person by family and given name, or a body by `family` alone."""

    family = serializers.CharField(max_length=200)
    given = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class ReleaseIn(ScopeIn):
    """What a release is to be. What of the project is not named is not narrowed."""

    version = serializers.CharField(max_length=20, help_text="One to three numbers: 2, 1.1 or 0.3.1.")
    title = serializers.CharField(max_length=200)
    released_on = serializers.DateField(help_text="The only date that is in the file.")
    licence = serializers.CharField(
        max_length=300, help_text="An SPDX identifier of a licence for data, or the address of another one."
    )
    authors = AuthorData(many=True)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=10_000)
    url = serializers.CharField(required=False, allow_blank=True, default="", max_length=500)
    with_texts = serializers.BooleanField(default=False, help_text="Whether the articles' texts are in it.")
    people = serializers.ChoiceField(
        Export.People.choices, default=Export.People.PSEUDONYMS, help_text="How people are called in it."
    )
    seed = serializers.IntegerField(default=1, min_value=0, max_value=2**31 - 1)
    shares = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=100),
        required=False,
        default=lambda: dict(SHARES),
        help_text="Of a hundred how many go to `train`, `dev` and `test`.",
    )
    answers = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        required=False,
        default=dict,
        help_text="Answers to questions of the datasheet, by their key; Markdown.",
    )


class PublishIn(serializers.Serializer[Any]):
    """Which file was looked over."""

    sha256 = serializers.CharField()


class WithdrawIn(serializers.Serializer[Any]):
    """Why a release is withdrawn."""

    reason = serializers.CharField(max_length=10_000)


class ReleaseOut(serializers.Serializer[Any]):
    """A release; `report`, `size` and `event` are null and `sha256` is empty until it is written."""

    id = serializers.UUIDField()
    project = serializers.IntegerField()
    state = serializers.ChoiceField(Release.State.choices)
    version = serializers.CharField()
    title = serializers.CharField()
    released_on = serializers.DateField()
    licence = serializers.CharField()
    authors = AuthorData(many=True)
    note = serializers.CharField()
    url = serializers.CharField()
    with_texts = serializers.BooleanField()
    people = serializers.ChoiceField(Export.People.choices)
    scope = serializers.JSONField()
    seed = serializers.IntegerField()
    shares = serializers.DictField(child=serializers.IntegerField())
    answers = serializers.DictField(child=serializers.CharField())
    previous = serializers.UUIDField(allow_null=True, help_text="The release that it is compared with.")
    cited = serializers.CharField(help_text="How to cite it.")
    job = JobOut(allow_null=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    size = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField(allow_blank=True)
    report = serializers.JSONField(
        allow_null=True, help_text="Counts, parts, leakage, changes, losses, open questions of the datasheet."
    )
    event = serializers.IntegerField(
        allow_null=True, help_text="The number of the project's newest event when it was read."
    )
    published_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


_AS_THEY_ARE = (
    "state", "version", "title", "released_on", "licence", "authors", "note", "url", "with_texts", "people",
    "scope", "seed", "shares", "answers", "created_at", "finished_at", "size", "sha256", "report",
    "published_at", "withdrawn_at", "reason",
)  # fmt: skip


def _release(row: Release) -> dict[str, Any]:
    return {
        "id": row.pk,
        "project": row.project_id,
        **{name: getattr(row, name) for name in _AS_THEY_ARE},
        "previous": row.previous_id,
        "cited": queries.terms_of(row).cited,
        "job": job_queries.as_data(row.job) if row.job else None,
        "event": row.event_seq,
    }


class _Listed(serializers.BaseSerializer[Any]):
    def to_representation(self, instance: Release) -> dict[str, Any]:
        return _release(instance)


class Releases(APIView):
    """A project's releases."""

    @operation("release_list", gives=page_of(ReleaseOut), parameters=PAGING)
    def get(self, request: Request, project_id: int) -> Response:
        """List a project's releases, newest first, and for leads its draft."""
        user = signed_in(request)
        seen = project_queries.project_for(user, project_id)
        return paged(self, queries.releases_of(user, seen), ("-created_at", "id"), _Listed)

    @operation("release_create", takes=ReleaseIn, gives=ReleaseOut, code=201)
    def post(self, request: Request, project_id: int) -> Response:
        """Draft a release, in the place of a draft that there is; a worker writes it."""
        body = parsed(ReleaseIn, request)
        narrowed = Scope(**{each.name: body.pop(each.name) for each in fields(Scope)})
        authors = [Author(**each) for each in body.pop("authors")]
        made = services.start(
            actor=signed_in(request),
            project_id=project_id,
            asked=Asked(**body, authors=authors, scope=narrowed),
        )
        return Response(_release(made), status=status.HTTP_201_CREATED)


class ReleaseDetail(APIView):
    """One release."""

    @operation("release_get", gives=ReleaseOut)
    def get(self, request: Request, release_id: UUID) -> Response:
        """Return a release."""
        return Response(_release(queries.release_for(signed_in(request), release_id).it))

    @operation("release_discard", code=204)
    def delete(self, request: Request, release_id: UUID) -> Response:
        """Throw a draft away. What is published is never deleted."""
        services.discard(actor=signed_in(request), release_id=release_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReleasePublish(APIView):
    """A draft that becomes final."""

    @operation("release_publish", takes=PublishIn, gives=ReleaseOut)
    def post(self, request: Request, release_id: UUID) -> Response:
        """Publish a draft as it was written: the file whose `sha256` was looked over."""
        body = parsed(PublishIn, request)
        made = services.publish(actor=signed_in(request), release_id=release_id, sha256=body["sha256"])
        return Response(_release(made))


class ReleaseWithdraw(APIView):
    """A release that is not to be used any more."""

    @operation("release_withdraw", takes=WithdrawIn, gives=ReleaseOut)
    def post(self, request: Request, release_id: UUID) -> Response:
        """Withdraw a published release: it stays in sight with its reason, its file is not given out."""
        body = parsed(WithdrawIn, request)
        made = services.withdraw(actor=signed_in(request), release_id=release_id, reason=body["reason"])
        return Response(_release(made))


class ReleaseFile(APIView):
    """The file of a release."""

    @operation("release_file", gives=OpenApiTypes.BINARY, media="application/zip")
    def get(self, request: Request, release_id: UUID) -> HttpResponseBase:
        """Download the file of a release, a zip with its manifest, or the range of it in `Range`."""
        return download_release(request, queries.release_for(signed_in(request), release_id).it)
