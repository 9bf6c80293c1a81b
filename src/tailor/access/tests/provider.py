"""A small OpenID Connect provider on a port of its own: discovery, authorisation, tokens with PKCE, keys. What it says of
whom is set by the test; `twist` makes it lie."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "tailor", "secret of the client"


class SmallProvider:
    def __init__(self):
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.who = {"sub": "outside-1", "email": "seller@tailor.test", "email_verified": True, "name": "Seller Outside"}
        self.codes, self.twist, self.tokens_asked = {}, {}, 0
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.get(self)

            def do_POST(self):
                provider.post(self)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler, body, status=200):
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        handler.wfile.write(json.dumps(body).encode())

    def get(self, handler):
        parts = urlsplit(handler.path)
        if parts.path == "/.well-known/openid-configuration":
            pages = {name: f"{self.issuer}/{name}" for name in ("authorize", "token", "jwks")}
            known = {
                "issuer": self.issuer, "authorization_endpoint": pages["authorize"], "token_endpoint": pages["token"],
                "jwks_uri": pages["jwks"],
            }  # fmt: skip
            if "userinfo" in self.twist:
                known["userinfo_endpoint"] = f"{self.issuer}/userinfo"
            self.answer(handler, known | self.twist.get("discovery", {}))
        elif parts.path == "/userinfo" and handler.headers.get("Authorization") == "Bearer x":
            self.answer(handler, self.twist["userinfo"])
        elif parts.path == "/jwks":
            self.answer(handler, {"keys": [self.key.as_dict(private=False)]})
        elif parts.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            handler.send_response(302)
            handler.send_header("Location", self.grant(asked))
            handler.end_headers()
        else:
            self.answer(handler, {}, 404)

    def grant(self, asked):
        """Where the browser is sent back to."""
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        given = {"code": code, "state": asked["state"], "iss": self.issuer} | self.twist.get("answer", {})
        return f"{asked['redirect_uri']}?{urlencode(given)}"

    def post(self, handler):
        self.tokens_asked += 1
        form = parse_qs(handler.rfile.read(int(handler.headers["Content-Length"])).decode())
        given = {name: values[0] for name, values in form.items()}
        asked = self.codes.pop(given.get("code", ""), None)
        pair = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '%20')}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        good = (
            asked is not None
            and handler.headers.get("Authorization") == f"Basic {pair}"
            and challenge.decode().rstrip("=") == asked["code_challenge"]
            and given.get("redirect_uri") == asked["redirect_uri"]
        )
        if not good:
            self.answer(handler, {"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.who}
        claims |= self.twist.get("claims", {})
        header = {"alg": "RS256", "kid": "one"}
        token = jwt.encode(header, claims, self.twist.get("key", self.key))
        self.answer(handler, {"access_token": "x", "token_type": "Bearer", "id_token": self.twist.get("token", token)})
