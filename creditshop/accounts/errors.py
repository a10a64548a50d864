"""What can go wrong with an account. Each `code` is a word that the pages turn into a sentence."""

from typing import ClassVar


class AccountError(Exception):
    """A request about an account that cannot be granted; never says whether an address is known."""

    code: ClassVar[str]


class InvalidEmail(AccountError):
    """What was typed is not an e-mail address."""

    code = "email"


class SameEmail(AccountError):
    """The account has this address already."""

    code = "same_email"


class WrongCredentials(AccountError):
    """Address and password do not belong together, or no such account may sign in: the same answer for all."""

    code = "credentials"


class LinkInvalid(AccountError):
    """The link is unknown, used, or too old."""

    code = "link"


class PasswordTooShort(AccountError):
    """Fewer characters than a password needs."""

    code = "password_short"


class PasswordTooLong(AccountError):
    """More characters than anybody types; a bound on the work of hashing."""

    code = "password_long"


class PasswordTooCommon(AccountError):
    """Among the first that anybody would guess."""

    code = "password_common"


class PasswordIsAddress(AccountError):
    """The address itself, or the part before its @."""

    code = "password_address"


class EmailTaken(AccountError):
    """Another account has this address."""

    code = "email_taken"  # for staff, the command line and the shop's own apps: visitors never learn it


class WrongCode(AccountError):
    """No code of the app's, or one that was used; nor a recovery code that is left."""

    code = "wrong_code"


class StepOver(AccountError):
    """The first step of signing in is too long ago, or was never taken."""

    code = "step_over"


class FactorExists(AccountError):
    """There is a second factor: it must be turned off before another is set up."""

    code = "factor_exists"


class FactorRequired(AccountError):
    """Staff of this shop must have a second factor."""

    code = "factor_required"


class LastOwner(AccountError):
    """The only owner: somebody else must be one first."""

    code = "last_owner"


class OnTheTeam(AccountError):
    """The address of somebody who is staff already."""

    code = "on_the_team"


class IdentityUnverified(AccountError):
    """The provider has not checked that the address is theirs."""

    code = "oidc_unverified"


class IdentityTaken(AccountError):
    """An account has this address, or this identity, that is not connected with it."""

    code = "oidc_taken"


class NoSuchUser(AccountError):
    """No account has this id."""

    code = "user"


class NoSuchSession(AccountError):
    """Not a session of this user; somebody else's looks the same."""

    code = "session"
