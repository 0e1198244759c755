"""A small identity provider that speaks OpenID Connect: one person, who is signed in there already."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT, SECRET = "annotator", "a-client-secret"


class Provider(ThreadingHTTPServer):
    """Gives out codes for `person`, and for each code one token, to who proves that they asked."""

    person: dict[str, Any]
    codes: dict[str, dict[str, str]]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes = {}


class Answers(BaseHTTPRequestHandler):
    """What a provider is asked."""

    server: Provider

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        if where.path == "/.well-known/openid-configuration":
            base = self.server.issuer
            self.say(
                {
                    "issuer": base,
                    "authorization_endpoint": f"{base}/authorize",
                    "token_endpoint": f"{base}/token",
                    "userinfo_endpoint": f"{base}/userinfo",
                    "jwks_uri": f"{base}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif where.path == "/authorize":
            asked = {key: value[0] for key, value in parse_qs(where.query).items()}
            assert asked["client_id"] == CLIENT
            assert asked["code_challenge_method"] == "S256"
            code = hashlib.sha256(where.query.encode()).hexdigest()
            self.server.codes[code] = asked
            back = urlencode({"code": code, "state": asked["state"]})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()
        elif where.path == "/userinfo":
            self.say(self.server.person)
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        asked = self.server.codes.pop(sent["code"][0], None)
        digest = hashlib.sha256(sent.get("code_verifier", [""])[0].encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if not asked or sent["client_secret"] != [SECRET] or proof != asked["code_challenge"]:
            self.send_error(400)
            return
        told = self.server.person | {
            "iss": self.server.issuer, "aud": CLIENT, "iat": int(time.time()), "exp": int(time.time()) + 60,
        }  # fmt: skip
        token = jwt.encode(told, self.server.key, algorithm="RS256", headers={"kid": "1"})
        self.say({"access_token": "access", "token_type": "Bearer", "id_token": token})

    def say(self, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def a_provider() -> Iterator[Provider]:
    """Run a provider on a port of its own."""
    with Provider() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
