"""The REST API, mounted at /api/v1: one module for each kind of thing; app.py puts them together."""

from creditshop.api.rest.app import create_api

__all__ = ["create_api"]
