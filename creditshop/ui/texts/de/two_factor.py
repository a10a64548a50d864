"""Zwei-Faktor-Anmeldung."""

TEXTS: dict[str, str] = {
    "two_factor.title": "Zwei-Faktor-Anmeldung",
    "two_factor.description": "Ein zweiter Nachweis bei der Anmeldung.",
    "two_factor.words": "Außer dem Passwort wird beim Anmelden ein Code verlangt, den nur Ihr Telefon zeigt.",
    "two_factor.required": "Wer für diesen Shop arbeitet, braucht sie.",
    "two_factor.held_back": "Sie arbeiten für diesen Shop und brauchen dafür zuerst die Zwei-Faktor-Anmeldung.",
    "two_factor.on": "An",
    "two_factor.off": "Aus",
    "two_factor.change": "Einrichten oder ändern",
    "two_factor.begin": "Einrichten",
    "two_factor.scan": "Scannen Sie dieses Bild mit einer Authenticator-App.",
    "two_factor.picture": "QR-Code für eine Authenticator-App",
    "two_factor.type_it": "Oder tippen Sie diesen Schlüssel in die App:",
    "two_factor.code": "Code",
    "two_factor.confirm": "Einschalten",
    "two_factor.is_on": "Die Zwei-Faktor-Anmeldung ist an. Alle anderen Geräte wurden abgemeldet.",
    "two_factor.is_off": "Die Zwei-Faktor-Anmeldung ist aus.",
    "two_factor.renewed": "Das sind Ihre neuen Wiederherstellungscodes. Die alten gelten nicht mehr.",
    "two_factor.recovery": "Wiederherstellungscodes",
    "two_factor.recovery_words": (
        "Jeder meldet Sie einmal an, wenn das Telefon weg ist. Auch sie sind weg? Mit einem Code der App "
        "bekommen Sie neue."
    ),
    "two_factor.renew": "Neue Codes holen",
    "two_factor.turn_off": "Ausschalten",
    "two_factor.turn_off_words": (
        "Dann meldet Sie das Passwort allein an. Bestätigen Sie mit einem Code der App oder einem "
        "Wiederherstellungscode."
    ),
    "two_factor.codes": "Bewahren Sie diese Wiederherstellungscodes auf",
    "two_factor.codes_words": (
        "Sie werden nur jetzt gezeigt. Drucken Sie sie aus, oder legen Sie sie in einen Passwortmanager."
    ),
    "code.title": "Noch ein Schritt",
    "code.description": "Der zweite Schritt der Anmeldung.",
    "code.words": (
        "Geben Sie den Code ein, den Ihre Authenticator-App jetzt zeigt, oder einen Wiederherstellungscode."
    ),
    "code.again": "Neu anmelden",
    "confirm.title": "Sind Sie es?",
    "confirm.description": "Zeigen Sie, wer Sie sind.",
    "confirm.words": (
        "Was Sie vorhaben, lässt sich nicht zurücknehmen, und Ihre Anmeldung ist eine Weile her. Danach sind "
        "Sie wieder, wo Sie waren."
    ),
    "confirm.submit": "Weiter",
    "auth.error.wrong_code": "Dieser Code stimmt nicht oder wurde schon benutzt. Warten Sie auf den nächsten.",
    "auth.error.step_over": "Das hat zu lange gedauert. Bitte melden Sie sich neu an.",
    "auth.error.factor_exists": "Sie ist schon an.",
    "auth.error.factor_required": "Wer für diesen Shop arbeitet, braucht sie.",
    "audit.action.staff.factor_on": "Zwei Faktoren eingeschaltet",
    "audit.action.staff.factor_off": "Zwei Faktoren ausgeschaltet",
    "audit.action.staff.factor_codes": "Neue Wiederherstellungscodes erzeugt",
    "audit.action.staff.factor_reset": "Einen verlorenen zweiten Faktor entfernt",
}
