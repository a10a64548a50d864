"""Every page on one screen: its address, its view, what its title says, and what is loaded for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from creditshop.config import settings
from creditshop.ui.pages import auth, errors, legal, pricing
from creditshop.ui.states.auth import AuthState
from creditshop.ui.states.legal import LegalState
from creditshop.ui.states.pricing import PricingState
from creditshop.ui.states.session import SessionState
from creditshop.ui.words import t


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `name` finds its title and description among the texts; `on_load` follows SessionState.load."""

    route: str
    name: str
    view: Callable[[], rx.Component]
    on_load: tuple[Any, ...] = ()


PAGES = (
    Page("/", "pricing", pricing.view, (PricingState.load,)),
    Page("/login", "login", auth.login, (AuthState.load,)),
    Page("/register", "register", auth.register, (AuthState.load,)),
    Page("/reset", "reset", auth.reset, (AuthState.load,)),
    Page("/verify", "verify", auth.verify, (AuthState.load,)),
    Page("/imprint", "imprint", legal.imprint, (LegalState.load,)),
    Page("/terms", "terms", legal.terms, (LegalState.load,)),
    Page("/privacy", "privacy", legal.privacy, (LegalState.load,)),
    Page("/404", "missing", errors.missing),
)


def add_pages(app: rx.App) -> None:
    """Put every page into the app."""
    for page in PAGES:
        title, description = t(f"{page.name}.title") + f" · {settings().shop_name}", t(f"{page.name}.description")
        app.add_page(
            page.view,
            route=page.route,
            title=title,
            description=description,
            image=f"{settings().public_url}/card.png",
            on_load=[SessionState.load, *page.on_load],
            meta=[
                {"property": "og:title", "content": title},
                {"property": "og:description", "content": description},
                {"name": "twitter:card", "content": "summary_large_image"},
            ],
        )
