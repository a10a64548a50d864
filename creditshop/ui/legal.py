"""The legal texts: the owner's own files, else examples; and which version of the terms a buyer agrees to."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from creditshop.config import settings

_EXAMPLES = Path(__file__).parent / "legal_examples"
_VERSION_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Document:
    """A legal text as paragraphs; one that begins with `# ` is a heading. `example`: it is not the owner's own."""

    paragraphs: tuple[str, ...]
    example: bool
    version: str


def terms(locale: str) -> Document:
    """The terms of sale, from LEGAL_TERMS_FILE, in one language, or the example in the reader's."""
    return _document(settings().legal_terms_file, "terms", locale)


def privacy(locale: str) -> Document:
    """What is stored and why, from LEGAL_PRIVACY_FILE or the example in the reader's language."""
    return _document(settings().legal_privacy_file, "privacy", locale)


def _document(own: Path | None, name: str, locale: str) -> Document:
    words = (own or _EXAMPLES / f"{name}.{locale}.txt").read_text(encoding="utf-8")
    paragraphs = tuple(" ".join(part.split()) for part in words.split("\n\n") if part.strip())
    version = hashlib.sha256("\n".join(paragraphs).encode()).hexdigest()[:_VERSION_LENGTH]
    return Document(paragraphs, example=own is None, version=version)
