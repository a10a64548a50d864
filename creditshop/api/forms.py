"""Native forms: which ones are ours (cross-site request forgery), and what is in them, within bounds."""

from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request

from creditshop.config import settings

LARGEST_BODY = 16 * 1024
_MOST_FIELDS = 20
_DEFAULT_PORTS = {"http": 80, "https": 443}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_CONTENT_TYPE = "application/x-www-form-urlencoded"


class FormRefused(Exception):
    """A body that no form of ours sends; `status` is the HTTP status that says so."""

    def __init__(self, status: int) -> None:
        super().__init__(f"form refused with {status}")
        self.status = status


def is_ours(headers: Headers) -> bool:
    """Whether a page of this shop sent the request, as its browser says (OWASP ASVS 5, 3.5.1).

    `Origin` decides. A page with `Referrer-Policy: no-referrer` sends "null": then `Sec-Fetch-Site`, which no page can
    set, and for browsers without it `Referer`. A request with none of the three comes from no browser and is refused.
    """
    if (origin := headers.get("origin", "null")) != "null":
        return _is_our_origin(origin, headers.get("host", ""))
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    return _is_our_origin(headers.get("referer", ""), headers.get("host", ""))


def is_foreign(headers: Headers) -> bool:
    """Whether a page of somebody else's sent the request, which may come from no page at all: for what only reads."""
    return "origin" in headers and not is_ours(headers)


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form's body; of a repeated field the last. Raises FormRefused before reading more than it may."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _CONTENT_TYPE:
        raise FormRefused(415)
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise FormRefused(413)
    except ClientDisconnect:
        raise FormRefused(400) from None
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise FormRefused(400) from None
    if any("\0" in part for field in fields for part in field):  # nobody types it, and PostgreSQL stores none
        raise FormRefused(400)
    return dict(fields)


def _is_our_origin(url: str, host: str) -> bool:
    try:
        origin = _origin(url)
        if origin == _origin(settings().public_url):
            return True
        # While developing, the shop may be opened as localhost, 127.0.0.1 or through a forwarded port.
        return settings().app_env == "development" and origin[1] in LOOPBACK and origin == _origin(f"http://{host}")
    except ValueError:  # a port that is no number, an IPv6 address that is none
        return False


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORTS.get(parts.scheme)
