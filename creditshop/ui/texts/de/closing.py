"""Das eigene Konto schließen."""

TEXTS: dict[str, str] = {
    "close_account.title": "Konto schließen",
    "close_account.description": "Das eigene Konto endgültig schließen.",
    "notice.account_closed": "Ihr Konto ist geschlossen. Eine letzte Mail bestätigt es.",
    "settings.close": "Konto schließen",
    "settings.close_words": "Wir vergessen, wer Sie sind; übrige Credits verfallen.",
    "settings.close_link": "Was das bedeutet",
    "close.title": "Konto schließen",
    "close.what": "Was geschieht",
    "close.credits": "Sie verlieren {credits} Credits. Möchten Sie Geld dafür zurück, bitten Sie uns zuerst darum.",
    "close.held": "Weitere {credits} hat eine App reserviert. Was sie davon nicht verbraucht, verfällt ebenfalls.",
    "close.goes": (
        "Gelöscht: Adresse, Passwort, Geräte, API-Schlüssel, Endpunkte und die Mails, die wir Ihnen geschickt haben."
    ),
    "close.stays": (
        "Ohne Ihren Namen behalten: Zahlungen, Erstattungen und Bewegungen, so lange wir Bücher aufbewahren müssen."
    ),
    "close.final": "Niemand kann es zurückholen. Mit derselben Adresse können Sie neu beginnen, mit nichts.",
    "close.do": "Schließen",
    "close.email": "Ihre Adresse",
    "close.submit": "Mein Konto endgültig schließen",
    "close.error.address_not_typed": "Das ist nicht die Adresse dieses Kontos.",
    "close.error.email": "Das ist nicht die Adresse dieses Kontos.",
    "close.error.on_the_team_still": "Sie arbeiten für diesen Shop. Ein Inhaber nimmt Sie zuerst aus dem Team.",
    "close.error.payment_under_way": (
        "Eine Zahlung ist unterwegs, oder eine Bezahlseite ist noch offen. Versuchen Sie es in einer Stunde wieder."
    ),
    "close.error.address_unsettled": (
        "Die Adresse wurde kürzlich geändert; wer sie vorher hatte, kann noch widersprechen. In einer Woche geht es."
    ),
    "close.error.refund_under_way": "Geld ist auf dem Weg zu Ihnen zurück. Kommen Sie wieder, wenn es da ist.",
    "close.error.dispute_open": "Ihre Bank hat über eine angefochtene Zahlung noch nicht entschieden.",
}
