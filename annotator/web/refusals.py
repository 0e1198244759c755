"""What the pages do with a refusal: send one to sign in, or say it on a page with the right status."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render
from django.utils.translation import gettext as _

from annotator.errors import Invalid, NotSignedIn, Refusal
from annotator.http import TITLES, said, status_of, waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse

T = TypeVar("T")


class Refusals:
    """Middleware: the one place where a page's refusal becomes a response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; let everything else be."""
        if isinstance(error, NotSignedIn):
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if not isinstance(error, Refusal):
            return None
        status = status_of(error)
        context = {"status": status, "title": _(TITLES[status]), "words": said(error)}
        page = render(request, "refused.html", context, status=status)
        for name, value in waiting(error).items():
            page[name] = value
        return page


def attempt(form: BaseForm, call: Callable[[], T]) -> T | None:
    """Call a service; put what it finds invalid beside its field, and return None then."""
    try:
        return call()
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, said(error))
        return None
