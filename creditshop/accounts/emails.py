"""One spelling for each address."""

from email_validator import EmailNotValidError, validate_email

from creditshop.accounts.errors import InvalidEmail
from creditshop.notices import AddressInvalid, check_address


def normalise(email: str) -> str:
    """The address as it is stored and compared: wholly lower-case, a domain with umlauts in its ASCII form.

    RFC 5321 lets a host tell `Anna@` from `anna@`; none does, and two accounts that differ in it would be a trap.
    Raises InvalidEmail, also for what no mail of ours could be sent to.
    """
    try:
        ascii_email = validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False).ascii_email
        if ascii_email is None:
            raise InvalidEmail
        check_address(ascii_email.lower())
    except (EmailNotValidError, AddressInvalid):
        raise InvalidEmail from None
    return ascii_email.lower()
