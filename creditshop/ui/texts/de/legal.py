"""Headings of the legal pages; their substance comes from settings and from the files beside creditshop/ui/legal.py."""

TEXTS = {
    "imprint.title": "Impressum",
    "imprint.description": "Wer diesen Shop betreibt und wie Sie uns erreichen.",
    "imprint.address": "Anschrift",
    "imprint.contact": "Kontakt",
    "imprint.missing": "Der Inhaber dieses Shops hat noch keinen Namen und keine Anschrift eingetragen.",
    "terms.title": "AGB",
    "terms.description": "Die Bedingungen für den Kauf von Credits und Ihr Widerrufsrecht.",
    "privacy.title": "Datenschutz",
    "privacy.description": "Was wir über Sie speichern, warum und wie lange.",
    "legal.example": "Ein Beispieltext. Der Inhaber dieses Shops ersetzt ihn.",
}
