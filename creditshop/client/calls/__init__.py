"""What can be asked of the shop, as values: each function describes one request and how its answer is read."""
