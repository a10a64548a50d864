"""A password needs length and must not be the first guess; which characters it has is nobody's business."""

import pytest

from creditshop.accounts import check_password
from creditshop.accounts.errors import (
    AccountError,
    PasswordIsAddress,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
)

EMAIL = "anna.harbour@example.com"


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("", PasswordTooShort),
        ("nine char", PasswordTooShort),
        ("x" * 129, PasswordTooLong),
        ("password123", PasswordTooCommon),
        ("QWERTYuiop", PasswordTooCommon),
        ("aaaaaaaaaaaaaaa", PasswordTooCommon),
        ("Anna.Harbour@example.com", PasswordIsAddress),
        ("anna.harbour", PasswordIsAddress),
    ],
)
def test_refused(password: str, refusal: type[AccountError]) -> None:
    """OWASP ASVS 5.0, 6.2.1 and 6.2.4."""
    with pytest.raises(refusal):
        check_password(password, EMAIL)


@pytest.mark.parametrize(
    "password",
    [
        "ten chars!",
        "correct horse battery staple",
        "пароль из слов",
        "🌊🌊🌙🌙🌊🌊🌙🌙🌊🌊",
        " spaces  kept ",
        "ab" * 64,
    ],
)
def test_accepted(password: str) -> None:
    """OWASP ASVS 5.0, 6.2.5 and 6.2.9."""
    check_password(password, EMAIL)
