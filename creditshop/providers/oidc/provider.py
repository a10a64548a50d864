"""One OpenID provider: the authorization code flow with PKCE (OpenID Connect Core 1.0, RFC 7636, RFC 9700)."""

import time
from dataclasses import dataclass, field
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from creditshop.accounts import Identity
from creditshop.providers.oidc.errors import OidcFailed

SCOPE = "openid email profile"
# Never `none`, and never a shared secret: with one, whoever knows the public key could sign (RFC 8725, 3.1 and 3.2).
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_TIMEOUT = 5.0  # seconds for each call
_KEPT = 3600.0  # seconds that discovery and keys are kept
_KEYS_AGAIN = 60.0  # seconds between two looks for a key that is not known
_LEEWAY = 60  # seconds that clocks may differ


@dataclass
class _Kept:
    """What was read of the provider, and when by the process's own clock."""

    configuration: dict[str, Any] = field(default_factory=dict)
    keys: KeySet | None = None
    at: float = 0
    keys_at: float = 0


class OidcProvider:
    """A provider that the shop is registered at. Every method raises OidcFailed."""

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        self.issuer = issuer
        self._client_id, self._client_secret = client_id, client_secret
        self._kept = _Kept()

    async def address(self, *, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to sign in."""
        configuration = await self._configuration()
        client = self._client(redirect_uri)
        address, _ = client.create_authorization_url(
            configuration["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce
        )
        return str(address)

    async def identify(self, code: str, *, redirect_uri: str, nonce: str, verifier: str) -> Identity:
        """Who has signed in there, by the code that their browser brought."""
        configuration = await self._configuration()
        try:
            async with self._client(redirect_uri) as client:
                token = await client.fetch_token(
                    configuration["token_endpoint"], code=code, code_verifier=verifier, redirect_uri=redirect_uri
                )
        except (AuthlibBaseError, httpx.HTTPError, ValueError) as error:
            raise OidcFailed(f"no token: {type(error).__name__}") from None
        claims = await self._claims(str(token.get("id_token", "")), nonce)
        return Identity(
            issuer=self.issuer,
            subject=str(claims["sub"]),
            email=claims["email"] if isinstance(claims.get("email"), str) else "",
            verified=claims.get("email_verified") is True,
        )

    async def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        """The claims of an ID token (OpenID Connect Core 1.0, 3.1.3.7)."""
        wanted = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self._client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = (await self._decoded(token)).claims
            wanted.validate(claims)
        except (JoseError, ValueError) as error:
            raise OidcFailed(f"ID token: {type(error).__name__}: {error}") from None
        many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if many else self._client_id) != self._client_id:
            raise OidcFailed("ID token: it was made for another client")
        return dict(claims)

    async def _decoded(self, token: str) -> jwt.Token:
        try:
            return jwt.decode(token, await self._keys(), algorithms=ALGORITHMS)
        except (InvalidKeyIdError, ValueError):  # signed with a key that has come since
            if time.monotonic() - self._kept.keys_at < _KEYS_AGAIN:
                raise
            self._kept.keys = None
            return jwt.decode(token, await self._keys(), algorithms=ALGORITHMS)

    async def _configuration(self) -> dict[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0); its issuer must be the one we know."""
        if self._kept.configuration and time.monotonic() - self._kept.at < _KEPT:
            return self._kept.configuration
        found = await _read(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise OidcFailed("discovery: it names another issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            secure = ("https://",) if self.issuer.startswith("https://") else ("https://", "http://")
            if not str(found.get(name, "")).startswith(secure):
                raise OidcFailed(f"discovery: no {name} that can be trusted")
        self._kept = _Kept(found, None, time.monotonic())
        return found

    async def _keys(self) -> KeySet:
        if self._kept.keys is None:
            found = await _read(str((await self._configuration())["jwks_uri"]))
            try:
                self._kept.keys = KeySet.import_key_set(found)  # type: ignore[arg-type]
            except (JoseError, KeyError, ValueError, TypeError) as error:
                raise OidcFailed(f"keys: {type(error).__name__}") from None
            self._kept.keys_at = time.monotonic()
        return self._kept.keys

    def _client(self, redirect_uri: str) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._client_id,
            self._client_secret,
            scope=SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=_TIMEOUT,
        )


async def _read(address: str) -> dict[str, Any]:
    try:
        async with httpx.AsyncClient(timeout=_TIMEOUT) as client:
            found = (await client.get(address)).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise OidcFailed(f"{address}: {type(error).__name__}") from None
    if not isinstance(found, dict):
        raise OidcFailed(f"{address}: no JSON object")
    return found
