"""Every letter is right in both languages, and nothing that people typed becomes markup, a header or a foreign link."""

import json
import re
import string
import tomllib
from html.parser import HTMLParser
from typing import Any

import pytest

from creditshop.config import settings
from creditshop.notices import LinkForeign, Template
from creditshop.notices.letters import HERE, LANGUAGES, NEEDED, check_facts, language_of, pack, render, unpack
from tests.notices.samples import facts

pytestmark = pytest.mark.usefixtures("clean_settings")
every_letter = pytest.mark.parametrize("template", Template)
every_language = pytest.mark.parametrize("language", LANGUAGES)
HOSTILE = "<script>alert(1)</script> & {shop_url} {0.__class__} \"'\r\nBcc: victim@example.com"


class Markup(HTMLParser):
    """What a browser would see: the tags, the links, the words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words += data


def words(language: str) -> dict[str, Any]:
    return tomllib.loads((HERE / "words" / f"{language}.toml").read_text(encoding="utf-8"))


def placeholders(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*(placeholders(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(placeholders(inner) for inner in value))
    return {name for _, name, _, _ in string.Formatter().parse(value) if name}


@every_letter
@every_language
def test_every_letter_is_complete_in_every_language(template: Template, language: str) -> None:
    letter = render(template, facts(template), language)
    seen = Markup(letter.html)
    assert f'lang="{language}"' in letter.html
    assert letter.subject in seen.words and letter.subject.strip() == letter.subject
    for text in (letter.subject, letter.text, seen.words.split("</style>")[-1]):
        assert not re.search(r"\{\w+\}|\{\{|\{%|Undefined", text)


@every_letter
@every_language
def test_what_people_typed_stays_text(template: Template, language: str) -> None:
    """OWASP ASVS 5.0, 1.2.1."""
    plain, hostile = (render(template, facts(template, package=name), language) for name in ("Maker", HOSTILE))
    assert Markup(hostile.html).tags == Markup(plain.html).tags
    assert Markup(hostile.html).links == Markup(plain.html).links
    assert not re.search(r"[\r\n]", hostile.subject)
    if "package" in facts(template):
        assert "<script>alert(1)</script> & {shop_url} {0.__class__}" in Markup(hostile.html).words


@every_letter
@every_language
def test_every_link_leads_home(template: Template, language: str) -> None:
    home = f"{settings().public_url}/"
    letter = render(template, facts(template), language)
    found = Markup(letter.html).links + re.findall(r"https?://\S+", letter.text)
    assert found and all(link.startswith(home) for link in found)


@pytest.mark.parametrize("url", ["https://evil.example/", "http://localhost:8000.evil.example/", "javascript:alert(1)"])
def test_a_link_that_leads_away_is_refused(url: str) -> None:
    with pytest.raises(LinkForeign):
        check_facts(Template.RESET_PASSWORD, {"url": url})


@every_letter
@every_language
def test_a_missing_fact_is_a_mistake_and_not_a_gap(template: Template, language: str) -> None:
    assert facts(template).keys() == NEEDED[template]
    for name in facts(template):
        fewer = {key: fact for key, fact in facts(template).items() if key != name}
        with pytest.raises(KeyError, match=name):
            check_facts(template, fewer)
        with pytest.raises(KeyError):
            render(template, fewer, language)


@every_letter
def test_facts_that_were_stored_are_the_same_facts(template: Template) -> None:
    check_facts(template, facts(template))
    assert unpack(json.loads(json.dumps(pack(facts(template))))) == facts(template)


def test_languages_say_the_same_things() -> None:
    english, german = (words(language) for language in LANGUAGES)
    assert english.keys() == german.keys() == {"every", *Template}
    for part, letter in english.items():
        assert letter.keys() == german[part].keys()
        assert placeholders(letter) == placeholders(german[part])


def test_figures_are_written_as_the_reader_writes_them() -> None:
    english = render(Template.RECEIPT, facts(Template.RECEIPT), "en-GB").text
    german = render(Template.RECEIPT, facts(Template.RECEIPT), "de_AT").text
    assert "Total paid: $22.00" in english and "Credits: 2,500" in english and "November 22, 2026" in english
    assert "Gesamtbetrag: 22,00\xa0$" in german and "Credits: 2.500" in german and "22. November 2026" in german


@pytest.mark.parametrize(("currency", "written"), [("jpy", "¥2,200"), ("kwd", "KWD2.200"), ("isk", "ISK22")])
def test_amounts_know_their_currency(currency: str, written: str) -> None:
    given = facts(Template.PAYMENT_FAILED) | {"currency": currency}
    assert f"Amount: {written}\n" in render(Template.PAYMENT_FAILED, given, "en").text


def test_no_bonus_is_not_mentioned() -> None:
    given = facts(Template.RECEIPT) | {"bonus_credits": 0}
    assert "Bonus" in render(Template.RECEIPT, facts(Template.RECEIPT), "en").text
    assert "Bonus" not in render(Template.RECEIPT, given, "en").text


def test_only_the_sandbox_says_that_it_is_one(clean_settings: pytest.MonkeyPatch) -> None:
    assert "Sandbox" in render(Template.RECEIPT, facts(Template.RECEIPT), "en").html
    clean_settings.setenv("STRIPE_SECRET_KEY", "sk_live_1")
    settings.cache_clear()
    letter = render(Template.RECEIPT, facts(Template.RECEIPT), "en")
    assert "Sandbox" not in letter.html + letter.text


def test_the_foot_names_the_shop_s_owner(clean_settings: pytest.MonkeyPatch) -> None:
    clean_settings.setenv("LEGAL_NAME", "Ada & Co")
    clean_settings.setenv("LEGAL_ADDRESS", "1 Example Street\nLondon")
    settings.cache_clear()
    letter = render(Template.RECEIPT, facts(Template.RECEIPT), "en")
    assert letter.text.rstrip().endswith("Ada & Co, 1 Example Street, London")
    assert "Ada &amp; Co" in letter.html


@every_language
def test_the_last_letter_says_where_to_write_to(language: str, clean_settings: pytest.MonkeyPatch) -> None:
    assert "shop@localhost" in render(Template.CLOSED, {}, language).text
    clean_settings.setenv("LEGAL_EMAIL", "hello@example.com")
    settings.cache_clear()
    assert "hello@example.com" in render(Template.CLOSED, {}, language).text


@pytest.mark.parametrize(
    ("locale", "language"), [("de", "de"), ("DE-at", "de"), ("de_CH", "de"), ("fr", "en"), ("", "en")]
)
def test_an_unknown_language_is_answered_in_english(locale: str, language: str) -> None:
    assert language_of(locale) == language
