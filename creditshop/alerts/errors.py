"""What staff's acts on alerts and their rules can run into."""


class AlertNotFound(Exception):
    """No alert has this id."""


class AlertSettled(Exception):
    """Somebody has acknowledged or resolved this alert before, or it was over by itself."""


class AlertRuleInvalid(Exception):
    """The rule cannot be set to that; `field` says which part is wrong, and `most` up to what it may be."""

    def __init__(self, field: str, most: int) -> None:
        super().__init__(f"{field} is not possible for this rule")
        self.field, self.most = field, most
