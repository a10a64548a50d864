"""The pages a buyer sees: payment, 3-D Secure, receipt. Each one says that it is a sandbox."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from creditshop.sandbox.cards import TEST_CARDS
from creditshop.sandbox.money import format_money, plain_money

HERE = Path(__file__).parent / "pages"
_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")
# Nothing from elsewhere, and nobody may frame these pages.
_SECURITY = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
    " base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def _with_links(text: str) -> Markup:
    """Stripe's custom texts may hold Markdown links and nothing else."""
    escaped = str(escape(text))
    return Markup(_LINK.sub(r'<a href="\2" rel="noopener" target="_blank">\1</a>', escaped))  # noqa: S704 (escaped)


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%d %b %Y, %H:%M UTC")


_templates = Environment(loader=FileSystemLoader(HERE), autoescape=select_autoescape(), trim_blocks=True)
_templates.filters |= {"money": format_money, "plain_money": plain_money, "links": _with_links, "moment": _moment}
_templates.globals["test_cards"] = TEST_CARDS


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page from ``pages/``; links in it start with ``root``, wherever the sandbox is mounted."""
    root = request.scope.get("root_path", "")
    html = _templates.get_template(template).render(root=root, **values)
    return HTMLResponse(html, status, _SECURITY)
