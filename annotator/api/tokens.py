"""Who a token stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

if TYPE_CHECKING:
    from rest_framework.request import Request


class Token(TokenAuthentication):  # type: ignore[misc]  # the library has no types
    """The library's own, which breaks on a header that is no UTF-8."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return the account and the token of a request; None without one."""
        try:
            found: tuple[Any, Any] | None = super().authenticate(request)
        except UnicodeDecodeError:
            raise AuthenticationFailed("Invalid token.") from None
        return found
