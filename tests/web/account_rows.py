"""The pages of accounts and of the instance as rows; the owner of the project owns the instance as well."""

from __future__ import annotations

from tests.web.rows import ANYBODY_SIGNED_IN, Row

TO_SIGN_IN = (302,) * 6
NOT_THERE = (404, 404, 404, 404, 404, 302)
ANYBODY = (200,) * 6
INSTANCE = (200, 404, 404, 404, 404, 302)

ACCOUNT_ROWS = [
    Row("account", ANYBODY_SIGNED_IN),
    Row("account", TO_SIGN_IN, post=lambda _: {"name": "New", "email": ""}),
    Row("account-deeds", ANYBODY_SIGNED_IN),
    Row("sign-out-everywhere", TO_SIGN_IN, post=lambda _: {}),
    Row("sso-disconnect", TO_SIGN_IN, post=lambda _: {}),
    Row("sign-in", (302, 302, 302, 302, 302, 200)),
    Row("sign-up", (302, 302, 302, 302, 302, 403)),
    Row("invitation", ANYBODY, lambda world: [world.secret]),
    Row("password-reset", ANYBODY),
    Row("password-reset-sent", ANYBODY),
    Row("password-reset-choose", ANYBODY, lambda _: ["MQ", "used-already"]),
    Row("account_reauthenticate", ANYBODY_SIGNED_IN),
    Row("mfa_reauthenticate", TO_SIGN_IN),  # without a second factor: by the password
    Row("mfa_index", ANYBODY_SIGNED_IN),
    Row("mfa_activate_totp", TO_SIGN_IN),  # first the password once more
    Row("mfa_deactivate_totp", NOT_THERE),  # what is off
    Row("mfa_view_recovery_codes", NOT_THERE),
    Row("mfa_generate_recovery_codes", TO_SIGN_IN),
    Row("socialaccount_connections", TO_SIGN_IN),
    Row("instance", INSTANCE),
    Row("instance-people", INSTANCE),
    Row("instance-deeds", INSTANCE),
    Row("person-close", (302, 404, 404, 404, 404, 302), lambda world: [world.team.reader.pk], lambda _: {}),
    Row("person-open", (302, 404, 404, 404, 404, 302), lambda world: [world.team.reader.pk], lambda _: {}),
    Row(
        "person-sign-out",
        # The reader: it is their own account.
        (302, 404, 404, 302, 404, 302),
        lambda world: [world.team.reader.pk],
        lambda _: {},
    ),
    Row(
        "person-factor-off",
        (302, 404, 404, 404, 404, 302),
        lambda world: [world.team.reader.pk],
        lambda _: {},
    ),
    Row("person-link", (200, 404, 404, 404, 404, 302), lambda world: [world.team.reader.pk], lambda _: {}),
]
# Steps of a way that has its own tests, and further names of the same page.
ACCOUNT_ELSEWHERE = {
    "account_login", "account_signup", "mfa_authenticate", "sign-out",
    "socialaccount_login_cancelled", "socialaccount_login_error", "socialaccount_signup",
    "openid_connect_login", "openid_connect_callback",
}  # fmt: skip
