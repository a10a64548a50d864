"""Reflex's own settings, out of the shop's. The build reads them for the pages, the server for its websocket."""

import reflex as rx

from creditshop.config import settings
from creditshop.frontend import COMPRESSION
from creditshop.ui.build import TAILWIND, OwnClient

shop = settings()
redis_url = shop.redis_url.get_secret_value() or None

config = rx.Config(
    app_name="creditshop",
    api_url=f"http://localhost:{shop.port}",  # in a browser: the page's own host and port
    deploy_url=shop.public_url,
    backend_port=shop.port,
    cors_allowed_origins=[shop.public_url],
    trusted_proxy_hops=shop.trusted_proxy_hops,
    redis_url=redis_url,
    state_manager_mode="redis" if redis_url else "memory",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=list(COMPRESSION),
    plugins=[rx.plugins.TailwindV4Plugin(TAILWIND), OwnClient()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
