"""Addresses of signing in and of one's account; django-allauth asks for some of them by its own names."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from annotator.web import instance, passwords, people, signing_in, single_sign_on, two_factor

urlpatterns = [
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/", signing_in.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", two_factor.Second.as_view(), name="mfa_authenticate"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("sign-up/", people.sign_up, name="sign-up"),
    path("sign-up/", people.sign_up, name="account_signup"),
    path("join/<str:secret>/", people.invitation, name="invitation"),
    path("reset/", passwords.ask, name="password-reset"),
    path("reset/sent/", passwords.Sent.as_view(), name="password-reset-sent"),
    path("reset/<str:uidb64>/<str:token>/", passwords.Choose.as_view(), name="password-reset-choose"),
    path("account/", people.account, name="account"),
    path("account/deeds/", people.my_deeds, name="account-deeds"),
    path("account/sign-out-everywhere/", people.sign_out_everywhere, name="sign-out-everywhere"),
    path("account/password/", two_factor.AgainByPassword.as_view(), name="account_reauthenticate"),
    path("account/code/", two_factor.AgainByCode.as_view(), name="mfa_reauthenticate"),
    path("account/two-factor/", two_factor.Overview.as_view(), name="mfa_index"),
    path("account/two-factor/on/", two_factor.TurnOn.as_view(), name="mfa_activate_totp"),
    path("account/two-factor/off/", two_factor.TurnOff.as_view(), name="mfa_deactivate_totp"),
    path("account/two-factor/codes/", two_factor.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("account/two-factor/codes/new/", two_factor.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/sso/disconnect/", single_sign_on.disconnect, name="sso-disconnect"),
    path("instance/", instance.wellbeing, name="instance"),
    path("instance/people/", instance.people, name="instance-people"),
    path("instance/deeds/", instance.deeds, name="instance-deeds"),
    path("instance/people/<int:person_id>/close/", instance.close, name="person-close"),
    path("instance/people/<int:person_id>/open/", instance.reopen, name="person-open"),
    path("instance/people/<int:person_id>/sign-out/", instance.sign_out, name="person-sign-out"),
    path("instance/people/<int:person_id>/two-factor/off/", instance.factor_off, name="person-factor-off"),
    path("instance/people/<int:person_id>/link/", instance.link, name="person-link"),
    path("sso/cancelled/", single_sign_on.cancelled, name="socialaccount_login_cancelled"),
    path("sso/error/", single_sign_on.cancelled, name="socialaccount_login_error"),
    path("sso/account/", single_sign_on.connections, name="socialaccount_connections"),
    path("sso/new/", single_sign_on.connections, name="socialaccount_signup"),
    path("sso/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
