"""How a checkout or a report about one fails, with the data that words and answers are made of."""

from creditshop.inbox import NotYet


class AgreementMissing(Exception):
    """The buyer has not agreed to the terms and to what becomes of the right of withdrawal."""


class CheckoutUnavailable(Exception):
    """The payment provider gave no usable answer; nothing was charged, and the buyer may simply try again."""


class CheckoutRefused(Exception):
    """The payment provider will not open this checkout; trying again will not help, the operator has to look."""

    def __init__(self, purchase_id: str, reason: str) -> None:
        super().__init__(f"The payment provider refuses the checkout of {purchase_id}; the shop has to look.")
        self.purchase_id = purchase_id
        self.reason = reason


class CheckoutBlocked(Exception):
    """The shop takes no payment from this buyer at the moment; nothing was charged, and the shop can be asked why."""


class NotLinkedYet(NotYet):
    """The report is about a purchase of ours whose session is not known yet: it makes sense later."""

    def __init__(self, purchase_id: str) -> None:
        super().__init__(f"The session of {purchase_id} is not known yet.")
        self.purchase_id = purchase_id


class PurchaseNotFound(Exception):
    """No purchase has this id."""


class NotInReview(Exception):
    """Only a purchase in review is decided by a person."""

    def __init__(self, purchase_id: str, state: str) -> None:
        super().__init__(f"{purchase_id} is {state}")
        self.purchase_id = purchase_id
        self.state = state
