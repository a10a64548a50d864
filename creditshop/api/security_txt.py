"""`GET /.well-known/security.txt`: where to report a weakness (RFC 9116)."""

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from creditshop.clock import utcnow
from creditshop.config import settings

_VALID = timedelta(days=180)  # RFC 9116, 2.5.5: less than a year


async def security_txt(_request: Request) -> Response:
    """The file, with LEGAL_EMAIL as the contact; 404 while the shop names none, since a contact is what it is about."""
    if not settings().legal_email:
        return PlainTextResponse("Not found", 404)
    return PlainTextResponse(described(utcnow()))


def described(now: datetime) -> str:
    """The fields. `Expires` is a midnight, so that a day's answers are the same."""
    expires = (now + _VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    fields = {
        "Contact": f"mailto:{settings().legal_email}",
        "Expires": expires.isoformat().replace("+00:00", "Z"),
        "Preferred-Languages": "en, de",
        "Canonical": f"{settings().public_url}{PATH}",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


PATH = "/.well-known/security.txt"
security_txt_route = Route(PATH, security_txt)
