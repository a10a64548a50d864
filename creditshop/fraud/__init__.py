"""Suspicion: warnings of the provider, rules of our own, and what becomes of the purchases they are about."""
