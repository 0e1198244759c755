"""Accounts in the browser: the first one, signing up, one's own page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UsernameField
from django.contrib.auth.views import LoginView
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotator.errors import NotAllowed
from annotator.http import signed_in
from annotator.models import User
from annotator.queries import people as queries
from annotator.queries import projects as project_queries
from annotator.services import demo
from annotator.services import people as services
from annotator.services import projects as project_services
from annotator.web.refusals import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import Invitation

INVITED = "invited-by"  # the session's key for the secret of an invitation's link


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


class SignInForm(AuthenticationForm):
    """Django's, with the word for a user name that signing up has."""

    username = UsernameField(
        label=gettext_lazy("User name"), widget=forms.TextInput(attrs={"autofocus": True})
    )


class SignIn(LoginView):
    """Signing in; on a new instance the first account is made instead."""

    template_name = "people/sign_in.html"
    redirect_authenticated_user = True
    authentication_form = SignInForm

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Send the very first visitor to make the account that owns the instance."""
        if request.method == "GET" and queries.instance_is_new():
            return redirect("sign-up")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]


@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Make an account: the first of the instance, or by invitation, or where sign-up is open."""
    if request.user.is_authenticated:
        return redirect("home")
    first = queries.instance_is_new()
    invitation = _invitation(request)
    if request.method == "POST" and (mine := _just_made(request)) is not None:
        login(request, mine)
        return _join(request, mine) or redirect("home")
    if not (first or invitation or settings.OPEN_SIGNUP):
        raise NotAllowed(_("Accounts are made by invitation here. Ask a member of a project for a link."))
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        make = demo.first_account if first else partial(services.sign_up, invited=invitation is not None)
        user = attempt(form, partial(make, **form.cleaned_data))
        if user is not None:
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            return _join(request, user) or redirect("home")
    context = {"form": form, "first": first, "invitation": invitation}
    return render(request, "people/sign_up.html", context, status=422 if form.errors else 200)


def _just_made(request: HttpRequest) -> User | None:
    """Return the account that a first click made when the form comes twice: its name and password fit."""
    user = authenticate(
        request, username=request.POST.get("username", ""), password=request.POST.get("password", "")
    )
    return user if isinstance(user, User) else None


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
    """Change one's name, e-mail or password."""
    user = signed_in(request)
    wants_password = "old_password" in request.POST
    profile = ProfileForm(
        request.POST if request.method == "POST" and not wants_password else None,
        initial={"name": user.name, "email": user.email},
    )
    password = PasswordChangeForm(user, request.POST if wants_password else None)
    password.fields["old_password"].widget.attrs.pop("autofocus", None)  # the page's first form has it
    if profile.is_bound and profile.is_valid() and _change(user, profile):
        messages.success(request, _("Saved."))
        return redirect("account")
    if wants_password and password.is_valid():
        login(request, password.save(), backend="django.contrib.auth.backends.ModelBackend")
        messages.success(request, _("Your password is changed."))
        return redirect("account")
    wrong = profile.errors or password.errors
    context = {"profile": profile, "password": password}
    return render(request, "people/account.html", context, status=422 if wrong else 200)


def _change(user: User, profile: ProfileForm) -> bool:
    call = partial(services.change_profile, user=user, **profile.cleaned_data)
    return attempt(profile, call) is not None
