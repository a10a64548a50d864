"""SMTP_URL is read strictly, passwords travel encrypted, and no header can be smuggled in."""

import pytest

from creditshop.config import SettingsError
from creditshop.notices.smtp import Outgoing, Server, compose, server
from tests.notices.samples import NOW


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.com", Server("mail.example.com", 587, None, None, tls=False, starttls=True)),
        (
            "smtp://a%40b:p%2Fw@mail.example.com:25",
            Server("mail.example.com", 25, "a@b", "p/w", tls=False, starttls=True),
        ),
        ("smtps://u:p@mail.example.com", Server("mail.example.com", 465, "u", "p", tls=True, starttls=False)),
        ("smtp://localhost:1025", Server("localhost", 1025, None, None, tls=False, starttls=None)),
        ("smtp://[::1]:1025", Server("::1", 1025, None, None, tls=False, starttls=None)),
        ("smtp://localhost.example.com", Server("localhost.example.com", 587, None, None, tls=False, starttls=True)),
    ],
)
def test_a_url_says_where_and_how(url: str, expected: Server) -> None:
    assert server(url) == expected


@pytest.mark.parametrize(
    "url", ["mail.example.com", "http://mail.example.com", "smtp://:25", "smtp://u:p@host:port", "smtp://u:p@[::1"]
)
def test_a_wrong_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SettingsError, match=r"SMTP_URL is wrong") as refusal:
        server(url)
    assert url not in str(refusal.value)


@pytest.mark.parametrize("field", ["recipient", "subject"])
def test_a_line_break_in_a_header_is_refused(field: str) -> None:
    """OWASP ASVS 5.0, 1.3.11."""
    parts = {"recipient": "ada@example.com", "subject": "Receipt"} | {field: "x@example.com\r\nBcc: eve@example.com"}
    mail = Outgoing(key="k", html="<p>", text="t", created_at=NOW, **parts)
    with pytest.raises(ValueError, match=r"linefeed"):
        compose(mail, sender="shop@example.com", host="example.com")
