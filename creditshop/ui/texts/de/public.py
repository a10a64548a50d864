"""What every page says, and the pricing page."""

TEXTS = {
    "nav.skip": "Zum Inhalt",
    "nav.main": "Hauptmenü",
    "nav.pricing": "Preise",
    "nav.sign_in": "Anmelden",
    "nav.create_account": "Konto anlegen",
    "nav.account": "Konto",
    "nav.admin": "Admin",
    "nav.sign_out": "Abmelden",
    "footer.label": "Rechtliches und Sprache",
    "footer.imprint": "Impressum",
    "footer.terms": "AGB",
    "footer.privacy": "Datenschutz",
    "footer.language": "Sprache",
    "sandbox.ribbon": "Sandbox: nur Spielgeld.",
    "sandbox.cards": "Testkarten",
    "sandbox.cards_hint": "Jedes künftige Datum und jede Prüfziffer gehen.",
    "sandbox.mailbox": "Postfach",
    "sandbox.panel": "Panel",
    "sandbox.close": "Schließen",
    "connection.lost": "Die Verbindung zum Shop ist unterbrochen. Neuer Versuch läuft…",
    "notice.signed_out": "Sie sind abgemeldet.",
    "table.newer": "Neuere",
    "table.older": "Ältere",
    "pricing.title": "Guthaben für Ihre App",
    "pricing.description": "Guthaben im Voraus, ohne Abo. Sicher mit Stripe bezahlen und nach einer Sekunde nutzen.",
    "pricing.headline": "Einmal Credits kaufen. Nutzen, wann Sie wollen.",
    "pricing.lead": (
        "Kein Abo, ein Jahr gültig. Sie zahlen mit Stripe, und Ihre Credits sind meist nach einer Sekunde da."
    ),
    "pricing.packages": "Pakete",
    "pricing.currency": "Währung",
    "pricing.tax": "Preise inklusive Steuern, wo sie anfallen",
    "pricing.popular": "Am beliebtesten",
    "pricing.credits": "Credits",
    "pricing.bonus": "+ {credits} Bonus",
    "pricing.per_credit": "{price} je Credit",
    "pricing.buy": "{name} kaufen",
    "pricing.cancelled": "Es wurde nichts bezahlt. Ihre Auswahl wartet hier, bis Sie so weit sind.",
    "pricing.empty.title": "Gerade gibt es nichts zu kaufen",
    "pricing.empty.words": "Wir bereiten neue Pakete vor. Bitte schauen Sie etwas später wieder vorbei.",
    "pricing.trust.stripe": "Sicher über Stripe bezahlt; wir sehen Ihre Karte nie",
    "pricing.trust.refund": "Ungenutzte Credits 14 Tage lang erstattbar",
    "pricing.trust.receipt": "Beleg per E-Mail",
    "pricing.uses.title": "Was ein Credit kauft",
    "pricing.uses.resize": "Ein Bild verkleinern",
    "pricing.uses.page": "Eine Dokumentseite lesen",
    "pricing.uses.audio": "Eine Minute Ton",
    "pricing.uses.own": "Was immer Sie anbieten",
    "pricing.uses.one": "1 Credit",
    "pricing.uses.two": "2 Credits",
    "pricing.uses.five": "5 Credits",
    "pricing.uses.yours": "den Preis bestimmen Sie",
    "pricing.faq.title": "Fragen",
    "pricing.faq.arrive.q": "Wann sind meine Credits da?",
    "pricing.faq.arrive.a": (
        "Meist eine Sekunde nach der Zahlung. Manche Bankzahlungen dauern ein paar Tage; die Seite sagt Ihnen, wann."
    ),
    "pricing.faq.expire.q": "Verfallen Credits?",
    "pricing.faq.expire.a": "Nach zwölf Monaten. Was zuerst verfällt, wird zuerst ausgegeben.",
    "pricing.faq.refund.q": "Bekomme ich mein Geld zurück?",
    "pricing.faq.refund.a": (
        "Ja: 14 Tage lang erstatten wir, was Sie nicht ausgegeben haben, auf Ihre Karte. Schreiben Sie uns, ohne "
        "Begründung."
    ),
    "pricing.faq.card.q": "Ist meine Karte bei Ihnen sicher?",
    "pricing.faq.card.a": (
        "Sie geben sie auf der Seite von Stripe ein. Sie erreicht unsere Server nie, und wir können sie nicht "
        "erneut belasten."
    ),
    "buy.title": "Bevor Sie bezahlen",
    "buy.package": "Paket",
    "buy.you_get": "Sie bekommen",
    "buy.credits": "{credits} Credits",
    "buy.with_bonus": "{credits} Credits, davon {bonus} als Bonus",
    "buy.valid": "Gültig",
    "buy.twelve_months": "zwölf Monate",
    "buy.total": "Gesamt",
    "buy.terms": "Ich akzeptiere die ",
    "buy.terms_link": "AGB",
    "buy.withdrawal": (
        "Schreiben Sie mir die Credits sofort gut. Ich weiß, dass ich 14 Tage lang widerrufen kann und dann "
        "zurückbekomme, was ich nicht ausgegeben habe."
    ),
    "buy.pay": "Mit Stripe bezahlen · {total}",
    "buy.opening": "Kasse wird geöffnet…",
    "buy.cancel": "Noch nicht",
    "buy.error.agree": "Bitte stimmen Sie zuerst beiden Punkten zu.",
    "buy.error.gone": "Dieses Paket gibt es nicht mehr. Bitte wählen Sie ein anderes.",
    "buy.error.unavailable": (
        "Der Zahlungsdienst antwortet gerade nicht. Sie haben nichts bezahlt; bitte versuchen Sie es noch einmal."
    ),
    "buy.error.refused": (
        "Der Zahlungsdienst hat diesen Kauf abgelehnt. Sie haben nichts bezahlt; bitte schreiben Sie uns."
    ),
    "buy.error.blocked": (
        "Wir können diese Zahlung im Moment nicht annehmen. Sie haben nichts bezahlt; bitte schreiben Sie an {email}."
    ),
    "buy.error.imprint": "die Adresse in unserem Impressum",
    "buy.error.limited": "Das waren viele Versuche. Bitte warten Sie ein wenig und versuchen Sie es dann noch einmal.",
    "buy.error.other": (
        "Bei uns ist etwas schiefgegangen. Sie haben nichts bezahlt; bitte versuchen Sie es noch einmal."
    ),
    "missing.title": "Diese Seite gibt es nicht",
    "missing.description": "Unter dieser Adresse gibt es nichts.",
    "missing.words": "Vielleicht ist die Adresse vertippt, oder die Seite ist umgezogen.",
    "error.title": "Auf dieser Seite ist etwas schiefgegangen",
    "error.words": (
        "Nichts, was Sie bezahlt haben, geht verloren. Laden Sie die Seite neu; hilft das nicht, schreiben Sie uns."
    ),
    "error.reload": "Neu laden",
    "home": "Zum Shop",
}
