"""Two-factor: a code from one's telephone beside the password, and codes on paper for when it is lost.

django-allauth's views with pages of ours; tries are counted over all processes, and a code works once.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from allauth.account.forms import ReauthenticateForm as PasswordAgain
from allauth.account.views import ReauthenticateView
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django import forms
from django.conf import settings
from django.contrib import messages
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from annotator.guarding import by_password, code_counted
from annotator.http import signed_in
from annotator.models import DeedVerb, User
from annotator.services import deeds

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """What django-allauth asks of us: what the telephone shows, and how its secret is kept."""

    def get_totp_label(self, user: User) -> str:
        """Name the account by what one signs in with."""
        return user.username

    def get_totp_issuer(self) -> str:
        """Name the site."""
        return f"Annotator {context.request.get_host()!s}"

    def encrypt(self, text: str) -> str:
        """Keep a secret so that the database alone does not tell it."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret; one that another `SECRET_KEY` kept is lost, and no code fits it any more."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(hashlib.sha256(settings.SECRET_KEY.encode()).digest()[:20]).decode()


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(("two-factor\0" + str(key)).encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(each)) for each in digests])


class _Counted:
    """A form with a code, of which so many may be tried, and which works once."""

    user: User

    def clean_code(self) -> str:
        with code_counted(self.user) as accept:
            code: str = super().clean_code()  # type: ignore[misc]  # of the library's form
            accept(code)
        return code


class CodeForm(_Counted, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in; a recovery code does as well."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=40, widget=forms.TextInput(attrs=CODE))


class CodeAgainForm(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """A code before something that matters."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=40, widget=forms.TextInput(attrs=CODE))


class FirstCodeForm(_Counted, ActivateTOTPForm):  # type: ignore[misc]
    """The first code, which shows that the telephone has the secret."""

    code = forms.CharField(
        label=gettext_lazy("The code that it shows"), max_length=10, widget=forms.TextInput(attrs=CODE)
    )


class PasswordAgainForm(PasswordAgain):  # type: ignore[misc]
    """One's password before something that matters."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def clean_password(self) -> str:
        """Look whether it is right. Raises :class:`TooOften` after too many wrong ones."""
        password: str = self.cleaned_data["password"]
        found = by_password(context.request, self.user.username, password)
        if found is None or found.pk != self.user.pk:
            raise forms.ValidationError(_("This is not your password."))
        return password


class _Recorded:
    """A form that, once it is done, is recorded and said."""

    request: HttpRequest
    verb: DeedVerb
    words: _StrPromise  # of what was done

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Do it, write it down, and say so."""
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # of the library's view
        user = signed_in(self.request)
        deeds.record(actor=user, person=user, verb=self.verb)
        messages.success(self.request, self.words)
        return answer


class Overview(IndexView):  # type: ignore[misc]
    """Whether it is on, and what can be done."""

    template_name = "people/two_factor.html"


@method_decorator(never_cache, name="dispatch")
class TurnOn(_Recorded, ActivateTOTPView):  # type: ignore[misc]
    """Scan the picture, type the first code; the recovery codes come next."""

    template_name = "people/two_factor_on.html"
    verb = DeedVerb.FACTOR_ON
    words = gettext_lazy("Two-factor is on. Keep the recovery codes below.")

    def form_invalid(self, form: FirstCodeForm) -> HttpResponse:
        """Say what is wrong, with the status of a refusal."""
        answer: HttpResponse = super().form_invalid(form)
        answer.status_code = 422
        return answer


class TurnOff(_Recorded, DeactivateTOTPView):  # type: ignore[misc]
    """Ask, and turn it off; the recovery codes go with it."""

    template_name = "people/two_factor_off.html"
    verb = DeedVerb.FACTOR_OFF
    words = gettext_lazy("Two-factor is off. Your password alone lets you in.")


@method_decorator(never_cache, name="dispatch")
class Codes(ViewRecoveryCodesView):  # type: ignore[misc]
    """The recovery codes that were not used."""

    template_name = "people/recovery_codes.html"


class NewCodes(_Recorded, GenerateRecoveryCodesView):  # type: ignore[misc]
    """Ask, and make new recovery codes; the old ones work no more."""

    template_name = "people/recovery_codes_new.html"
    verb = DeedVerb.CODES_MADE
    words = gettext_lazy("These are your new recovery codes.")


class Second(AuthenticateView):  # type: ignore[misc]
    """The second step of signing in."""

    template_name = "people/second_factor.html"


class AgainByPassword(ReauthenticateView):  # type: ignore[misc]
    """One's password, before something that matters."""

    template_name = "people/again.html"


class AgainByCode(CodeAgainView):  # type: ignore[misc]
    """One's code, before something that matters."""

    template_name = "people/again.html"
