"""What a payment provider is to this shop, without naming one: its events, its calls, its errors."""
