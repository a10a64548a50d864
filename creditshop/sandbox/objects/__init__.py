"""Stripe's objects, one module each: how they look and what may be done with them."""
