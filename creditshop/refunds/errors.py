"""Why money does not go back, with the data that words are made of."""


class RefundRefused(Exception):
    """Nothing was refunded; `code` names the reason, and is the key of its words."""

    code = "refused"


class NotRefundable(RefundRefused):
    """The purchase was not paid, not by this provider, or nothing of its money is left."""

    code = "not_refundable"


class AmountNotRefundable(RefundRefused):
    """Not an amount from 1 to what is left of the payment, `left_minor`, or none that moves in its currency."""

    code = "amount"

    def __init__(self, left_minor: int) -> None:
        super().__init__(f"At most {left_minor} can be refunded.")
        self.left_minor = left_minor


class PaymentDisputed(RefundRefused):
    """The bank decides about this payment: a refund would be paid twice."""

    code = "disputed"


class ReasonMissing(RefundRefused):
    """Nobody gives money back without saying why."""

    code = "reason"


class RefundLimitExceeded(RefundRefused):
    """More than this role may give back of one payment, in minor units."""

    code = "limit"

    def __init__(self, limit_minor: int) -> None:
        super().__init__(f"This role may refund up to {limit_minor}.")
        self.limit_minor = limit_minor


class PreviewOutdated(RefundRefused):
    """Something has changed since the preview was made: another amount, or other credits."""

    code = "outdated"


class RefundNotFound(Exception):
    """There is no refund with this id."""


class DisputeNotFound(Exception):
    """There is no dispute with this id."""


class NotAnswerable(Exception):
    """The dispute takes no evidence: it was answered, it is decided, or its time is over."""
