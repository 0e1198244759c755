"""Signing in: name and password, then what else the account asks for; and who is sent where afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import perform_login
from django import forms
from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.views import LoginView
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from annotator.errors import NotAllowed
from annotator.guarding import by_password
from annotator.queries import people as queries
from annotator.web import single_sign_on

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from annotator.models import User

INVITED = "invited-by"  # the session's key for the secret of an invitation's link
BACKEND = "django.contrib.auth.backends.ModelBackend"


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """What django-allauth asks of us: no messages of its own, and where one goes."""

    def add_message(
        self, request: HttpRequest, level: int, *_: object, message: str | None = None, **__: object
    ) -> None:
        """Say what is said in words; the library's templates of messages are not ours."""
        if message:
            messages.add_message(request, level, message)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send whom an invitation brought back to it."""
        secret = request.session.get(INVITED)
        return reverse("invitation", args=[secret]) if secret else reverse("home")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Send new people where others go."""
        return self.get_login_redirect_url(request)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:  # noqa: ARG002 - the library's
        """Refuse an account that was closed."""
        raise NotAllowed("This account is closed. Ask whoever runs this site.")


class SignInForm(AuthenticationForm):
    """Django's, with the word for a user name that signing up has, and counted."""

    username = UsernameField(
        label=gettext_lazy("User name"), widget=forms.TextInput(attrs={"autofocus": True})
    )

    def clean(self) -> dict[str, Any]:
        """Look whose name and password these are. Raises :class:`TooOften` after too many wrong ones."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name is not None and password:
            self.user_cache = by_password(self.request, name, password)  # type: ignore[arg-type]  # LoginView gives it
            if self.user_cache is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data


class SignIn(LoginView):
    """Signing in; on a new instance the first account is made instead."""

    template_name = "people/sign_in.html"
    redirect_authenticated_user = True
    authentication_form = SignInForm

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Send the very first visitor to make the account that owns the instance."""
        if request.method == "GET" and queries.instance_is_new():
            return redirect("sign-up")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]  # it never streams

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, or ask for the second factor."""
        return sign_in(self.request, form.get_user(), self.get_redirect_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's
        """Name the provider of single sign-on, where there is one."""
        return super().get_context_data(**kwargs) | {"sso": single_sign_on.name()}


def sign_in(request: HttpRequest, user: User, onwards: str = "") -> HttpResponse:
    """Sign in who knew a password: at once, or once the second factor is shown as well."""
    user.backend = BACKEND  # Django's own way to say it
    answer: HttpResponse = perform_login(request, user, redirect_url=onwards or None)
    return answer
