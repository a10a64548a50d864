"""Money going back: refunds, disputes, and what they do to the credits of a purchase."""
