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

_HOST = "endpoint.hostname = frontend_hostname;"


class OwnPort(rx.plugins.Plugin):
    """The websocket goes to the port that the page came from; Reflex 0.10.1 bakes one in, save on https."""

    def pre_compile(self, **context: Any) -> None:
        """Change the browser's half of Reflex as it is copied into the build."""
        context["add_modify_task"]("utils/state.js", _use_own_port)


def _use_own_port(script: str) -> str:
    port = " endpoint.port = window.location.port;"
    if _HOST + port in script:
        return script
    if _HOST not in script:
        raise RuntimeError("Reflex finds its server in another way now: look at getBackendURL in utils/state.js")
    return script.replace(_HOST, _HOST + port)
