"""Why an account cannot be closed now. Each `code` is a word that the pages turn into a sentence."""

from creditshop.accounts.errors import AccountError


class ClosingRefused(AccountError):
    """Something must come to its end first."""


class OnTheTeamStill(ClosingRefused):
    """Somebody who works for the shop: an owner takes them off the team first."""

    code = "on_the_team_still"


class PaymentUnderWay(ClosingRefused):
    """A payment page is open, or money is on its way: it would come to nobody."""

    code = "payment_under_way"


class DisputeOpen(ClosingRefused):
    """A payment is disputed, and the bank has not decided."""

    code = "dispute_open"


class RefundUnderWay(ClosingRefused):
    """Money is on its way back, and may not arrive: nobody could be asked where to send it."""

    code = "refund_under_way"


class AddressUnsettled(ClosingRefused):
    """The address was changed lately, and the old one may still say that it was not them."""

    code = "address_unsettled"


class AddressNotTyped(ClosingRefused):
    """The address was not typed as it is: perhaps it is the wrong account."""

    code = "address_not_typed"
