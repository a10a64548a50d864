"""What staff's acts on rules and flags can run into."""


class FlagNotFound(Exception):
    """No flag has this id."""


class FlagResolved(Exception):
    """Somebody has resolved this flag before."""


class RuleInvalid(Exception):
    """The rule cannot be set to that; `field` says which part is wrong."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is not possible for this rule")
        self.field = field
