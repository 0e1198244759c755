"""People over the API: who am I, and tokens."""

from __future__ import annotations

from typing import Any

from knox.models import get_token_model
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.plumbing import operation, parsed
from annotator.errors import NotSignedIn
from annotator.guarding import by_code, by_password, has_second_factor
from annotator.http import signed_in
from annotator.queries import people


class PersonOut(serializers.Serializer[Any]):
    """A person, as others see them."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    initials = serializers.CharField()
    hue = serializers.IntegerField(min_value=0, max_value=7)


class MeOut(PersonOut):
    """Oneself."""

    username = serializers.CharField()
    email = serializers.CharField()


class TokenIn(serializers.Serializer[Any]):
    """What a token is given for."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=1000, trim_whitespace=False)
    code = serializers.CharField(
        max_length=40,
        required=False,
        help_text="Where two-factor is on: the code of the telephone, or a recovery code.",
    )


class TokenOut(serializers.Serializer[Any]):
    """A token, shown this once."""

    token = serializers.CharField(help_text="Send it as `Authorization: Token <token>`.")
    expires_at = serializers.DateTimeField(allow_null=True)


class Me(APIView):
    """Oneself."""

    @operation("me", gives=MeOut)
    def get(self, request: Request) -> Response:
        """Say who asks."""
        user = signed_in(request)
        return Response(people.person(user) | {"username": user.username, "email": user.email})


class Tokens(APIView):
    """Tokens for programs."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    @operation("token_create", takes=TokenIn, gives=TokenOut, code=201)
    def post(self, request: Request) -> Response:
        """Give a token for a name and a password, and a code where two-factor is on."""
        body = parsed(TokenIn, request)
        user = by_password(request, body["username"], body["password"])
        if user is None:
            raise NotSignedIn("The name or the password is not right.")
        if has_second_factor(user) and not by_code(user, body.get("code", "")):
            raise NotSignedIn(
                "Two-factor is on for this account: send a code that is right as well.", field="code"
            )
        row, token = get_token_model()._default_manager.create(user=user)  # noqa: SLF001 - Django documents it
        return Response({"token": token, "expires_at": row.expiry}, status=status.HTTP_201_CREATED)


class CurrentToken(APIView):
    """The token that a request comes with."""

    @operation("token_delete", code=204)
    def delete(self, request: Request) -> Response:
        """Revoke the token with which this request comes."""
        signed_in(request)
        if request.auth is not None:
            request.auth.delete()
        return Response(status=status.HTTP_204_NO_CONTENT)
