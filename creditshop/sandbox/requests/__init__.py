"""The parameters of each request, named and bounded as Stripe's."""
