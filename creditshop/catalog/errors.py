"""What can go wrong when somebody asks for an offer or a feature, or changes one."""


class OfferNotFound(Exception):
    """The package is not on sale, or not in this currency."""

    def __init__(self, package_id: str, currency: str) -> None:
        super().__init__(f"No offer of {package_id!r} in {currency!r}")
        self.package_id = package_id
        self.currency = currency


class FeatureNotFound(Exception):
    """The feature is not on the price list."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"There is no feature {slug!r} on the price list.")
        self.slug = slug


class FeatureExists(Exception):
    """There is a feature with this slug, perhaps off the list."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"There is a feature {slug!r} already.")
        self.slug = slug


class QuantityInvalid(Exception):
    """Not a whole number from 1, or so many that the price would be no amount of credits."""

    def __init__(self, slug: str, quantity: int) -> None:
        super().__init__(f"{quantity!r} of {slug} cannot be used at once.")
        self.slug = slug
        self.quantity = quantity


class PackageNotFound(Exception):
    """There is no package with this id."""

    def __init__(self, package_id: str) -> None:
        super().__init__(f"There is no package {package_id!r}.")
        self.package_id = package_id


class PackageExists(Exception):
    """There is a package with this slug, perhaps off sale."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"There is a package {slug!r} already.")
        self.slug = slug


class PackageChanged(Exception):
    """Somebody else has changed the package since it was looked at: look again first."""

    def __init__(self, package_id: str) -> None:
        super().__init__(f"{package_id} was changed by somebody else.")
        self.package_id = package_id


class PriceMissing(Exception):
    """What is on sale costs something, in at least one currency."""
