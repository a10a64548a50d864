"""How the pages are built: our tokens under Tailwind's names, and one build for every port."""

from typing import Any

import reflex as rx

_COLORS = ("paper", "surface", "sunken", "line", "ink", "muted", "accent", "accent-ink", "accent-soft")
_SIGNALS = ("warn", "warn-soft", "bad", "bad-soft")

# The tokens of assets/shop.css, so that a class says what it means: `text-muted bg-surface`.
TAILWIND: dict[str, Any] = {
    "theme": {
        "colors": {
            "transparent": "transparent",
            "current": "currentColor",
            **{name: f"var(--{name})" for name in _COLORS + _SIGNALS},
        },
        "extend": {
            "fontFamily": {"sans": "var(--sans)", "mono": "var(--mono)"},
            "fontSize": {
                "sm": ["13px", "1.5"],
                "base": ["15px", "1.5"],
                "lg": ["17px", "1.5"],
                "xl": ["20px", "1.3"],
                "2xl": ["26px", "1.2"],
                "3xl": ["34px", "1.15"],
                "4xl": ["46px", "1.1"],
            },
            "borderRadius": {"DEFAULT": "10px", "sm": "6px"},
            "boxShadow": {"DEFAULT": "var(--shadow)"},
            "maxWidth": {"page": "1120px", "text": "640px"},
        },
    },
    "plugins": [],
}

# What Reflex 0.10.1 has in its half in the browser, and what stands there instead.
_CHANGES = {
    # The websocket goes to the port that the page came from: Reflex bakes one in, save on https.
    "endpoint.hostname = frontend_hostname;": "endpoint.host = window.location.host;",
    # The sandbox's payment page is no page of this app, though on this host: the browser has to load it.
    "if (url.host !== window.location.host) {": (
        'if (url.host !== window.location.host || url.pathname.startsWith("/sandbox/")) {'
    ),
}


class OwnClient(rx.plugins.Plugin):
    """Changes Reflex's half in the browser where it does not fit this shop."""

    def pre_compile(self, **context: Any) -> None:
        """Change it as it is copied into the build."""
        context["add_modify_task"]("utils/state.js", _change)


def _change(script: str) -> str:
    for theirs, ours in _CHANGES.items():
        if ours in script:
            continue
        if theirs not in script:
            raise RuntimeError(f"utils/state.js of this Reflex has no `{theirs}` any more: look at what it does now")
        script = script.replace(theirs, ours)
    return script
