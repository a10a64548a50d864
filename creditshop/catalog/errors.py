"""What can go wrong when somebody asks for an offer."""


class OfferNotFound(Exception):
    """The package is not on sale, or not in this currency."""

    def __init__(self, package_id: str, currency: str) -> None:
        super().__init__(f"No offer of {package_id!r} in {currency!r}")
        self.package_id = package_id
        self.currency = currency
