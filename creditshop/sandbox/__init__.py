"""A stand-in for Stripe: the part of its HTTP API, pages and webhooks that a credit shop uses, with play money."""
