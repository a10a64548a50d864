"""OpenID Connect: the only package that knows Authlib. `provider` is imported by whoever has one: it is heavy."""

from creditshop.providers.oidc.errors import OidcFailed

__all__ = ["OidcFailed"]
