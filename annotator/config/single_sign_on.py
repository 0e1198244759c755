"""Single sign-on as settings: one OpenID Connect provider, or none; and what django-allauth is set to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

PROVIDER = "sso"  # in addresses: /sso/oidc/sso/login/callback/
DISCOVERY = "/.well-known/openid-configuration"
LIBRARY: dict[str, Any] = {
    "SOCIALACCOUNT_ADAPTER": "annotator.web.single_sign_on.Adapter",
    "ACCOUNT_ADAPTER": "annotator.web.signing_in.Adapter",
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_UNIQUE_EMAIL": False,  # nobody signs in by it
    "ACCOUNT_RATE_LIMITS": False,  # ours count over all processes
    "ACCOUNT_EMAIL_NOTIFICATIONS": False,
    "MFA_ADAPTER": "annotator.web.two_factor.Adapter",
    "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
    "MFA_ALLOW_UNVERIFIED_EMAIL": True,  # nobody signs in by an address here
    "ACCOUNT_FORMS": {"reauthenticate": "annotator.web.two_factor.PasswordAgainForm"},
    "MFA_FORMS": {
        "authenticate": "annotator.web.two_factor.CodeForm",
        "reauthenticate": "annotator.web.two_factor.CodeAgainForm",
        "activate_totp": "annotator.web.two_factor.FirstCodeForm",
    },
    "MFA_TOTP_TOLERANCE": 1,  # steps of 30 s: telephones' clocks are not quite right
}


def providers(issuer: str, name: str, client_id: str, secret: str) -> dict[str, Any]:
    """Return django-allauth's providers. A provider that is named in part is refused with a sentence."""
    if not (issuer or client_id or secret):
        return {}
    if not (issuer and client_id and secret):
        raise ImproperlyConfigured(
            "Single sign-on needs OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, all three or none."
        )
    address = urlsplit(issuer)
    if not (address.scheme == "https" or (address.scheme == "http" and address.hostname == "127.0.0.1")):
        raise ImproperlyConfigured(f"OIDC_ISSUER is {issuer!r}; it must begin with https://.")
    app = {
        "provider_id": PROVIDER,
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": issuer.removesuffix(DISCOVERY) + DISCOVERY, "uid_field": "sub"},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def policy(issuer: str, others: list[str]) -> dict[str, Any]:
    """Return the Content-Security-Policy: nothing but what is named, nothing inline.

    Chromium follows no form that is redirected elsewhere than `form-action` says, and the form that begins
    a sign-in leads to the provider at `issuer`, or to `others` that it redirects to.
    """
    address = urlsplit(issuer)
    leads = [*([f"{address.scheme}://{address.netloc}"] if issuer else []), *others]
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF, "data:"],
            "font-src": [SELF],
            "connect-src": [SELF],
            "manifest-src": [SELF],
            "object-src": [NONE],
            "base-uri": [NONE],
            "form-action": [SELF, *leads],
            "frame-ancestors": [NONE],
        },
    }
