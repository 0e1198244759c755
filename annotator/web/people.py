"""Accounts in the browser: the first one, signing up, one's own page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.errors import NotAllowed
from annotator.guarding import address_of, by_password, has_second_factor
from annotator.http import signed_in
from annotator.queries import deeds
from annotator.queries import people as queries
from annotator.queries import projects as project_queries
from annotator.services import attempts, demo
from annotator.services import people as services
from annotator.services import projects as project_services
from annotator.web import single_sign_on
from annotator.web.refusals import attempt
from annotator.web.signing_in import BACKEND, INVITED, sign_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from annotator.models import Invitation, User


class SignUpForm(forms.Form):
    """What an account needs."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        help_text=gettext_lazy("You sign in with it. Letters, digits and @ . + - _"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name shown to others"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        help_text=gettext_lazy("Eight characters or more, not a common one."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ProfileForm(forms.Form):
    """What others read of one."""

    name = forms.CharField(label=gettext_lazy("Name shown to others"), max_length=80, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("For getting back in. Not shown."),
    )


class OldPasswordForm(PasswordChangeForm):
    """Django's, with the old password counted."""

    asked_by: HttpRequest

    def clean_old_password(self) -> str:
        """Look whether it is right. Raises :class:`TooOften` after too many wrong ones."""
        old: str = self.cleaned_data["old_password"]
        if by_password(self.asked_by, self.user.username, old) is None:
            raise forms.ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Everything `templates/people/account.html` may use."""

    profile: ProfileForm
    password: OldPasswordForm | SetPasswordForm[User]
    second_factor: bool
    tokens: int
    sso: str  # the provider's name
    connected: bool


@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Make an account: the first of the instance, or by invitation, or where sign-up is open.

    A form that comes twice, by a double click, signs in whom the first click made.
    """
    if request.user.is_authenticated:
        return redirect("home")
    first = queries.instance_is_new()
    invitation = _invitation(request)
    form = SignUpForm(request.POST or None)
    allowed = first or invitation or settings.OPEN_SIGNUP
    if request.method == "POST" and form.is_valid():
        attempts.count(limit="sign-up", subject=address_of(request))
        make = demo.first_account if first else partial(services.sign_up, invited=invitation is not None)
        user = attempt(form, partial(make, **form.cleaned_data)) if allowed else None
        if user is not None:
            login(request, user, backend=BACKEND)
            return _join(request, user) or redirect("home")
        if not allowed or "username" in form.errors:  # only then is it worth a password's 50 ms
            mine = by_password(request, form.data["username"], form.data["password"])
            if mine is not None:
                return sign_in(request, mine)
    if not allowed:
        raise NotAllowed(_("Accounts are made by invitation here. Ask a member of a project for a link."))
    context = {"form": form, "first": first, "invitation": invitation, "sso": single_sign_on.name()}
    return render(request, "people/sign_up.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what an invitation is for; join, once signed in."""
    found = project_queries.invitation_by_digest(project_services.digest_of(secret))
    request.session[INVITED] = secret
    if request.method == "POST" and request.user.is_authenticated:
        return _join(request, signed_in(request)) or redirect("home")
    return render(request, "people/invitation.html", {"invitation": found})


def _invitation(request: HttpRequest) -> Invitation | None:
    secret = request.session.get(INVITED)
    if not secret:
        return None
    return project_queries.invitation_by_digest(project_services.digest_of(secret))


def _join(request: HttpRequest, user: User) -> HttpResponse | None:
    """Join the project whose invitation brought one here, if one did."""
    secret = request.session.pop(INVITED, None)
    if not secret:
        return None
    project = project_services.accept(actor=user, secret=secret)
    messages.success(request, _("You are a member of \u201c%(name)s\u201d now.") % {"name": project.name})
    return redirect("project", project_id=project.pk)


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Change one's name, e-mail or password; see how one signs in."""
    user = signed_in(request)
    wants_password = "new_password1" in request.POST
    profile = ProfileForm(
        request.POST if request.method == "POST" and not wants_password else None,
        initial={"name": user.name, "email": user.email},
    )
    password = _password_form(request, user, request.POST if wants_password else None)
    if profile.is_bound and profile.is_valid() and _change(user, profile):
        messages.success(request, _("Saved."))
        return redirect("account")
    if wants_password and password.is_valid():
        services.change_password(user=user, password=password.cleaned_data["new_password1"])
        update_session_auth_hash(request, user)  # the others' end; this one gets another key
        messages.success(request, _("Your password is changed. You are signed out everywhere else."))
        return redirect("account")
    wrong = profile.errors or password.errors
    page = AccountPage(
        profile=profile,
        password=password,
        second_factor=has_second_factor(user),
        tokens=queries.tokens_of(user),
        sso=single_sign_on.name(),
        connected=single_sign_on.connection(user) is not None,
    )
    return render(request, "people/account.html", {"page": page}, status=422 if wrong else 200)


def _password_form(
    request: HttpRequest, user: User, sent: QueryDict | None
) -> OldPasswordForm | SetPasswordForm[User]:
    if not user.has_usable_password():  # who came by single sign-on
        return SetPasswordForm(user, sent)
    form = OldPasswordForm(user, sent)
    form.asked_by = request
    form.fields["old_password"].widget.attrs.pop("autofocus", None)  # the page's first form has it
    return form


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions and tokens, but for this session."""
    user = services.sign_out_everywhere(actor=signed_in(request), person_id=signed_in(request).pk)
    update_session_auth_hash(request, user)
    messages.success(request, _("You are signed out everywhere else, and no token works any more."))
    return redirect("account")


@require_safe
def my_deeds(request: HttpRequest) -> HttpResponse:
    """Show what was done to one's account, newest first."""
    page = Paginator(deeds.of(signed_in(request)), 50).get_page(request.GET.get("page"))
    return render(request, "people/deeds.html", {"page": page})


def _change(user: User, profile: ProfileForm) -> bool:
    call = partial(services.change_profile, user=user, **profile.cleaned_data)
    return attempt(profile, call) is not None
