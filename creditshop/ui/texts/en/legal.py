"""Headings of the legal pages; their substance comes from settings and from the files beside creditshop/ui/legal.py."""

TEXTS = {
    "imprint.title": "Imprint",
    "imprint.description": "Who runs this shop and how to reach us.",
    "imprint.address": "Address",
    "imprint.contact": "Contact",
    "imprint.missing": "The owner of this shop has not entered a name and an address yet.",
    "terms.title": "Terms",
    "terms.description": "The terms of buying credits here, and your right of withdrawal.",
    "privacy.title": "Privacy",
    "privacy.description": "What we store about you, why, and for how long.",
    "legal.example": "An example text. The owner of this shop replaces it.",
}
