"""A shop for prepaid credits: sold through Stripe Checkout, kept in a ledger, spent through an API."""
