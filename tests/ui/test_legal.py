"""The legal texts are the owner's once there are any, and a buyer agrees to a version that can be told apart."""

from pathlib import Path

import pytest

from creditshop.config import settings
from creditshop.ui import legal
from creditshop.ui.texts import CATALOGUES


@pytest.mark.parametrize("locale", CATALOGUES)
def test_examples_exist_in_every_language_and_say_so(clean_settings: pytest.MonkeyPatch, locale: str) -> None:
    for document in (legal.terms(locale), legal.privacy(locale)):
        assert document.example
        assert document.paragraphs[0].startswith("# ")


def test_the_owners_text_replaces_the_example(clean_settings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "terms.txt"
    own.write_text("# Ours\n\nBe kind,\nbe fair.\n")
    clean_settings.setenv("LEGAL_TERMS_FILE", str(own))
    settings.cache_clear()
    first = legal.terms("en")
    assert (first.paragraphs, first.example) == (("# Ours", "Be kind, be fair."), False)
    own.write_text("# Ours\n\nBe kind.\n")
    assert legal.terms("en").version != first.version
