"""Signing in and everything around it."""

TEXTS = {
    "auth.email": "E-Mail",
    "auth.password": "Passwort",
    "auth.new_password": "Neues Passwort",
    "auth.password_hint": "Mindestens {least} Zeichen. Ein paar Wörter hintereinander sind gut.",
    "auth.working": "Einen Moment…",
    "login.title": "Anmelden",
    "login.description": "Melden Sie sich an Ihrem Konto an.",
    "login.submit": "Anmelden",
    "login.new": "Neu hier?",
    "login.register": "Konto anlegen",
    "login.forgot": "Passwort vergessen?",
    "login.continue": "Melden Sie sich an, um Ihren Kauf abzuschließen. Ihre Auswahl bleibt erhalten.",
    "link.title": "Ihr Guthaben",
    "link.description": "Melden Sie sich mit einem Link an.",
    "link.words": "Sie kommen aus einer App, die dieses Guthaben nutzt. Weiter zum Konto; der Link gilt einmal.",
    "link.submit": "Weiter zum Konto",
    "register.title": "Konto anlegen",
    "register.description": "Legen Sie ein Konto an, um Credits zu kaufen und zu sehen, was davon übrig ist.",
    "register.submit": "Konto anlegen",
    "register.have": "Sie haben schon ein Konto?",
    "register.sign_in": "Anmelden",
    "register.continue": "Legen Sie ein Konto an, um Ihren Kauf abzuschließen. Ihre Auswahl bleibt erhalten.",
    "reset.title": "Neues Passwort setzen",
    "reset.description": "Lassen Sie sich einen Link für ein neues Passwort schicken.",
    "reset.words": (
        "Nennen Sie uns Ihre Adresse. Gehört sie zu einem Konto, schicken wir einen Link für ein neues Passwort."
    ),
    "reset.submit": "Link senden",
    "reset.choose": "Wählen Sie ein neues Passwort. Alle Geräte werden dann abgemeldet.",
    "reset.save": "Neues Passwort speichern",
    "reset.back": "Zurück zur Anmeldung",
    "demo.title": "Demokonten",
    "demo.buyer": "Käufer",
    "demo.owner": "Inhaber",
    "auth.error.credentials": (
        "Diese Adresse und dieses Passwort gehören nicht zusammen. Bitte versuchen Sie es noch einmal."
    ),
    "auth.error.email": "Bitte geben Sie eine ganze E-Mail-Adresse ein, etwa ada@example.com.",
    "auth.error.other": "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
    "register.hint": "Dorthin schicken wir einen Link. Noch kein Passwort.",
    "verify.title": "Passwort wählen",
    "verify.description": "Schließen Sie das Anlegen Ihres Kontos ab.",
    "verify.choose": "Mit diesem Schritt ist Ihre Adresse bestätigt. Wählen Sie ein Passwort, und Sie sind drin.",
    "verify.save": "Speichern und weiter",
    "verify.without": (
        "Diese Seite gehört zu einem Link, den wir per E-Mail schicken. Er gilt einmal und zwei Stunden lang."
    ),
    "sent.title": "Sehen Sie in Ihr Postfach",
    "sent.words": "Wenn die Adresse stimmt, ist ein Link unterwegs. Er gilt einmal und zwei Stunden lang.",
    "sent.mailbox": "Postfach des Testbetriebs öffnen",
    "demo.words": "Ein Klick meldet Sie an. Es gibt sie nur im Testbetrieb.",
    "auth.error.link": "Dieser Link gilt nicht mehr. Bitte lassen Sie sich einen neuen schicken.",
    "auth.error.password_short": "Bitte wählen Sie ein längeres Passwort: mindestens {least} Zeichen.",
    "auth.error.password_long": "Bitte wählen Sie ein kürzeres Passwort.",
    "auth.error.password_common": "Dieses Passwort würde man mit als Erstes raten. Bitte wählen Sie ein anderes.",
    "auth.error.password_address": "Ihre Adresse ist leicht zu raten. Bitte wählen Sie ein anderes Passwort.",
    "auth.error.too_many": (
        "Das waren viele Versuche. Bitte warten Sie ein wenig und versuchen Sie es dann noch einmal."
    ),
}
