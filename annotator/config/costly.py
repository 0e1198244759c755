"""What costs more than a page is asked for only so often: by a person, or by an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import TooOften
from annotator.guarding import address_of
from annotator.http import problem_json
from annotator.services import attempts
from annotator.web.refusals import Refusals

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

# Addresses at which a POST begins work for a worker, reads a file or sends mail; pages and API alike.
COSTLY = frozenset(
    {
        "add", "api:imports",
        "exports", "api:exports",
        "release-new", "api:releases",
        "intakes", "api:intakes", "intake-read", "api:intake-reading", "intake-take", "api:intake-taking",
        "project-restore", "api:restore",
        "agreement", "api:agreement",
        "api:story-comparisons", "api:comparisons",
        "api:suggestions",
        "revision-add", "api:article-revisions", "revision-fetch", "api:article-refetch",
        "carry-again", "api:carry",
        "watch-start", "api:article-watch", "watch-look", "api:article-watch-look",
        "job-retry", "api:job-retry",
        "members", "invitation-resend", "api:invitation-mails", "api:invitation-resend",
    }
)  # fmt: skip
SHARED = frozenset({"shared", "api:shared"})


class Costly:
    """Middleware: counts what is in the lists, by POST or for strangers, before its view begins."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        _view: object,
        _args: object,
        _kwargs: object,
    ) -> HttpResponse | None:
        """Answer 429 beyond the limit (1 query for what is counted, none for the rest)."""
        match = request.resolver_match
        name = match.view_name if match else ""
        try:
            if name in SHARED:
                attempts.count(limit="shared", subject=address_of(request))
            elif name in COSTLY and request.method == "POST":
                who = request.user.pk if request.user.is_authenticated else None
                token = request.headers.get("Authorization", "") or address_of(request)
                attempts.count(limit="costly", subject=who or token)
        except TooOften as refusal:
            if name.startswith("api:"):
                return problem_json(refusal)
            return Refusals(self.get_response).process_exception(request, refusal)
        return None
