"""What people do with their own account: another address, their data, closing it."""

TEXTS = {
    "settings.change_email": "E-Mail ändern",
    "settings.new_email": "Neue E-Mail",
    "settings.new_email_hint": "Wir senden einen Link dorthin. Bis Sie ihm folgen, ändert sich nichts.",
    "settings.send_link": "Link senden",
    "settings.done.email": (
        "Sehen Sie im neuen Postfach nach: Ein Link ist unterwegs. Er gilt einmal, zwei Stunden lang, solange "
        "Sie hier angemeldet bleiben."
    ),
    "settings.error.email": "Bitte geben Sie eine ganze E-Mail-Adresse ein, etwa ada@example.com.",
    "settings.error.same_email": "Ihr Konto hat diese Adresse schon.",
    "settings.error.wrong_code": "Dieser Code stimmt nicht oder wurde schon benutzt. Bitte versuchen Sie den nächsten.",
    "email.title": "Ihre neue Adresse",
    "email.description": "Die neue Adresse Ihres Kontos bestätigen.",
    "email.words": (
        "Ihr Konto bekommt jetzt diese Adresse. Sie bleiben dort angemeldet, wo Sie danach gefragt haben; "
        "alle anderen Geräte werden abgemeldet."
    ),
    "email.submit": "Diese Adresse verwenden",
    "email.done": "Ihre Adresse ist geändert. Von jetzt an melden Sie sich mit ihr an, und E-Mails gehen dorthin.",
    "email.on": "Zum Konto",
    "email.without": "Diese Seite gehört zu einem Link, den wir per E-Mail senden. Er gilt einmal, zwei Stunden lang.",
    "objection.title": "Waren Sie das nicht?",
    "objection.description": "Ihre Adresse behalten und alle anderen aussperren.",
    "objection.words": (
        "Ihr Konto bekommt oder behält die Adresse dieses Postfachs. Alle werden abgemeldet, API-Schlüssel "
        "enden, und Ihr Passwort gilt nicht mehr: Wir senden Ihnen einen Link, um ein neues zu wählen."
    ),
    "objection.submit": "Das war ich nicht: Konto sichern",
    "objection.done": (
        "Ihr Konto ist wieder sicher. Sehen Sie in Ihr Postfach: Ein Link zu einem neuen Passwort ist unterwegs."
    ),
    "objection.without": (
        "Diese Seite gehört zu einem Link, den wir per E-Mail senden. Er gilt einmal, sieben Tage lang."
    ),
    "data.title": "Ihre Daten",
    "data.words": (
        "Alles, was der Shop über Sie weiß, als eine JSON-Datei: Konto, Geräte, Zahlungen, Credits, Schlüssel "
        "ohne ihre Geheimnisse und was wir Ihnen geschrieben haben."
    ),
    "data.download": "Daten herunterladen",
}
