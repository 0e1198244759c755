"""A forgotten password: a link by mail, and a new password, by Django's own view on a page of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.views import PasswordResetConfirmView, PasswordResetDoneView
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotator.guarding import address_of
from annotator.services import attempts, resetting
from annotator.services import people as services

if TYPE_CHECKING:
    from django.contrib.auth.forms import SetPasswordForm
    from django.http import HttpRequest, HttpResponse

    from annotator.models import User


class AskForm(forms.Form):
    """An address; nothing is said of whether an account has it."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link, which a job mails. Raises :class:`TooOften` beyond the limits."""
    form = AskForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        attempts.count(limit="reset-address", subject=address_of(request))
        attempts.count(limit="reset-account", subject=email.casefold())
        resetting.ask(email=email, site=request.build_absolute_uri("/"), language=get_language() or "en")
        return redirect("password-reset-sent")
    return render(request, "people/reset.html", {"form": form})


class Sent(PasswordResetDoneView):
    """Say that a link is on its way, if there is such an account."""

    template_name = "people/reset_sent.html"


class Choose(PasswordResetConfirmView):
    """Choose a new password by the link. Sessions and tokens end; the second factor is still asked for."""

    template_name = "people/reset_choose.html"
    success_url = reverse_lazy("sign-in")

    def form_valid(self, form: SetPasswordForm[User]) -> HttpResponse:
        """Change it."""
        answer = super().form_valid(form)
        services.password_was_reset(user=form.user)
        messages.success(self.request, _("Your password is changed. Sign in with the new one."))
        return answer
