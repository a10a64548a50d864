"""The cookies' names, and finding the session's in a header."""

from http.cookies import CookieError, SimpleCookie

from creditshop.config import settings


def is_secure() -> bool:
    """Whether the shop is reached over https, so that its cookie may insist on it."""
    return settings().public_url.startswith("https://")


def cookie_name() -> str:
    """`__Host-` on https: a browser then takes it only when Secure and for this very host (RFC 6265bis)."""
    return "__Host-creditshop_session" if is_secure() else "creditshop_session"


def browser_cookie() -> str:
    """The name of the cookie that a browser is recognised by."""
    return "__Host-creditshop_browser" if is_secure() else "creditshop_browser"


def token_in(cookie_header: str) -> str | None:
    """The session token in a `Cookie` header, or None."""
    try:
        found = SimpleCookie(cookie_header).get(cookie_name())
    except CookieError:
        return None
    return found.value if found and found.value else None
