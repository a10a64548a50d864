"""Anmelden bei einem OpenID-Anbieter."""

TEXTS: dict[str, str] = {
    "auth.oidc": "Weiter mit {name}",
    "auth.error.oidc": (
        "Die Anmeldung dort hat nicht geklappt. Versuchen Sie es noch einmal, oder melden Sie sich hier an."
    ),
    "auth.error.oidc_unverified": (
        "Ihre Adresse ist dort nicht bestätigt. Bestätigen Sie sie, oder legen Sie hier ein Konto an."
    ),
    "auth.error.oidc_taken": (
        "Es gibt ein Konto mit dieser Adresse. Melden Sie sich wie immer an, und verbinden Sie beide (Einstellungen)."
    ),
    "settings.oidc": "Anmelden mit {name}",
    "settings.oidc.words": (
        "Melden Sie sich mit Ihrem Konto dort an statt mit Ihrem Passwort hier. Zwei Faktoren werden weiter verlangt."
    ),
    "settings.oidc.connect": "Verbinden",
    "settings.oidc.disconnect": "Trennen",
    "settings.done.connected": "Verbunden. Ab jetzt können Sie sich dort anmelden.",
    "settings.done.disconnected": "Getrennt. Eine Anmeldung dort öffnet dieses Konto nicht mehr.",
    "settings.error.oidc": "Das Verbinden hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
    "settings.error.oidc_taken": "Jenes Konto ist hier mit einem anderen verbunden.",
}
