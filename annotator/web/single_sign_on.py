"""Single sign-on by OpenID Connect, off unless it is set: who may come in by it, and one's own connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotator.errors import AlreadyThere, NotAllowed, Refusal
from annotator.http import TITLES, said, signed_in, status_of
from annotator.models import DeedVerb
from annotator.queries import people
from annotator.services import deeds

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import User

INVITED = "invited-by"


def name() -> str:
    """Return what the provider is called on pages; nothing where there is none."""
    return str(settings.OIDC_NAME) if settings.OIDC_ISSUER else ""


def connection(user: User) -> SocialAccount | None:
    """Return an account's connection (1 query)."""
    return SocialAccount._default_manager.filter(user=user).first()  # noqa: SLF001 - Django documents it


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library has no types
    """What django-allauth asks of us when somebody comes from the provider."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:  # noqa: ANN401 - the library's
        """Refuse a stranger whose address is that of an account here: its owner connects it, nobody else."""
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        address = sociallogin.user.email or ""
        if address and people.has_address(address):
            raise _refused(
                request,
                AlreadyThere(
                    "There is an account with your e-mail address. Sign in with its password, and connect "
                    "single sign-on on the page of your account."
                ),
            )
        if not self.is_open_for_signup(request, sociallogin):
            raise _refused(
                request,
                NotAllowed("Accounts are made by invitation here. Ask a member of a project for a link."),
            )

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ANN401, ARG002 - the library's
        """Let in whom the setting, open sign-up or an invitation lets in; never the first, who owns all."""
        if people.instance_is_new():
            return False
        return bool(settings.OIDC_SIGNUP or settings.OPEN_SIGNUP or INVITED in request.session)

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:  # noqa: ANN401
        """Take name and address from the provider."""
        user: User = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or "")[:80]
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:  # noqa: ANN401
        """Make the account, and write down that it was made."""
        user: User = super().save_user(request, sociallogin, form)
        deeds.record(actor=user, person=user, verb=DeedVerb.MADE)
        return user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        """Go back to one's account, where it is said; and write it down."""
        deeds.record(actor=signed_in(request), person=socialaccount.user, verb=DeedVerb.CONNECTED)
        return reverse("account")

    def on_authentication_error(self, request: HttpRequest, provider: object, **_: Any) -> None:  # noqa: ANN401, ARG002
        """Say it on a page of ours; the cause is in the log."""
        refusal = NotAllowed("Single sign-on did not work. Try again, or sign in with your password.")
        raise _refused(request, refusal)


def _refused(request: HttpRequest, refusal: Refusal) -> ImmediateHttpResponse:
    status = status_of(refusal)
    context = {"status": status, "title": _(TITLES[status]), "words": said(refusal)}
    return ImmediateHttpResponse(render(request, "refused.html", context, status=status))


@require_safe
def cancelled(request: HttpRequest) -> HttpResponse:
    """Come back from the provider without having signed in there."""
    messages.info(request, _("You did not sign in there. Nothing happened."))
    return redirect("account" if request.user.is_authenticated else "sign-in")


@require_safe
def connections(request: HttpRequest) -> HttpResponse:
    """Go where one's connection is shown."""
    signed_in(request)
    return redirect("account")


@require_POST
def disconnect(request: HttpRequest) -> HttpResponse:
    """Take single sign-on off one's account, which then needs a password."""
    user = signed_in(request)
    if not user.has_usable_password():
        raise NotAllowed("Choose a password first, or you would not get back in.")
    found = connection(user)
    if found is not None:
        found.delete()
        deeds.record(actor=user, person=user, verb=DeedVerb.DISCONNECTED)
    messages.success(request, _("Single sign-on is taken off. You sign in with your password."))
    return redirect("account")
