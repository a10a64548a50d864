"""One spelling for each address."""

from email_validator import EmailNotValidError, validate_email

from creditshop.accounts.errors import InvalidEmail


def normalise(email: str) -> str:
    """The address as it is stored and compared: wholly lower-case, a domain with umlauts in its ASCII form.

    RFC 5321 lets a host tell `Anna@` from `anna@`; none does, and two accounts that differ in it would be a trap.
    Raises InvalidEmail.
    """
    try:
        ascii_email = validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False).ascii_email
    except EmailNotValidError:
        raise InvalidEmail from None
    if ascii_email is None:
        raise InvalidEmail
    return ascii_email.lower()
