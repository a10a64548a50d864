"""One build for every host and port: the pages' websocket goes to the origin that the page came from."""

from typing import Any

import reflex as rx

_FILE = "utils/state.js"
_BAKED = "endpoint.hostname = frontend_hostname;"
_OWN = "endpoint.host = window.location.host;"
_PORT_DROPPED = 'endpoint.port = "";'


class SameOrigin(rx.plugins.Plugin):
    """Replaces the port that Reflex bakes into a build by that of the page's own address."""

    def pre_compile(self, **context: Any) -> None:
        """Ask for the change of Reflex's client, see plugins.Plugin."""
        context["add_modify_task"](_FILE, own_origin)


def own_origin(script: str) -> str:
    """Reflex's client with the page's own host and port. Raises ValueError when a new Reflex has another client."""
    if _OWN in script:
        return script
    if _BAKED not in script or _PORT_DROPPED not in script:
        raise ValueError(f"{_FILE} of this Reflex finds its backend in another way: adapt {__name__}.")
    return script.replace(_BAKED, _OWN).replace(_PORT_DROPPED, "")
