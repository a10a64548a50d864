"""Die Pakete im Verkauf, für das Team."""

TEXTS: dict[str, str] = {
    "admin.catalog.title": "Katalog",
    "admin.packages.title": "Pakete",
    "admin.packages.description": "Was verkauft wird, und zu welchem Preis.",
    "admin.package.title": "Paket",
    "admin.package.description": "Ein Paket mit seinen Preisen.",
    "admin.packages.words": (
        "Was die Preisseite verkauft, in ihrer Reihenfolge. Änderungen gelten für neue Käufe: Was gekauft ist, "
        "und offene Bezahlseiten behalten, was sie angeboten haben."
    ),
    "admin.packages.add": "Paket hinzufügen",
    "admin.packages.new": "Neues Paket",
    "admin.packages.empty": "Noch keine Pakete",
    "admin.packages.prices": "Preise",
    "admin.packages.prices_hint": "So geschrieben, wie Sie Geld schreiben, in jeder Währung, in der Sie verkaufen.",
    "admin.packages.price_in": "Preis in {currency}",
    "admin.packages.validity": "Gültig",
    "admin.packages.days": "{days} Tage",
    "admin.packages.place": "Reihenfolge",
    "admin.packages.up": "{name} nach oben",
    "admin.packages.down": "{name} nach unten",
    "admin.packages.moved": "{name} ist jetzt Nummer {place}.",
    "admin.packages.on": "Im Verkauf",
    "admin.packages.off": "Nicht im Verkauf",
    "admin.packages.slug": "Name für Programme",
    "admin.packages.slug_hint": (
        "Kleinbuchstaben, Ziffern und Bindestriche. Apps kaufen damit, deshalb bleibt er, wie er ist."
    ),
    "admin.packages.term.name": "Name",
    "admin.packages.term.description": "Beschreibung",
    "admin.packages.term.credits": "Credits",
    "admin.packages.term.bonus_credits": "Bonus",
    "admin.packages.term.validity_days": "Gültig, in Tagen",
    "admin.packages.term.popular": "Am beliebtesten",
    "admin.packages.popular_hint": "Höchstens ein Paket: Die Auszeichnung geht vom bisherigen hierher.",
    "admin.packages.term.active": "Im Verkauf",
    "admin.packages.active_hint": (
        "Sonst kann niemand mehr einen Kauf beginnen; offene Bezahlseiten lassen sich noch bezahlen."
    ),
    "admin.packages.drop": "Kein Preis in {currency}",
    "admin.packages.further": "Weitere Währung",
    "admin.packages.further.add": "Hinzufügen",
    "admin.packages.keep": "Speichern",
    "admin.packages.keep.busy": "Wird gespeichert…",
    "admin.packages.kept": "{name} ist gespeichert und gilt so für neue Käufe.",
    "admin.packages.added": "{name} steht jetzt am Ende der Liste.",
    "admin.packages.preview": "Vorschau",
    "admin.packages.preview.words": (
        "Die Preisseite mit dem, was im Formular steht. Käufer sehen es, sobald es gespeichert ist."
    ),
    "admin.packages.preview.empty": "Das würde auf der Preisseite stehen.",
    "admin.packages.yes": "ja",
    "admin.packages.no": "nein",
    "admin.packages.none": "keiner",
    "admin.packages.conflict": (
        "Jemand anderes hat dieses Paket inzwischen geändert. Das Formular zeigt den jetzigen Stand; von Ihnen "
        "wurde nichts gespeichert."
    ),
    "admin.packages.conflict.line": "{what}: jetzt {now}, bei Ihnen {yours}",
    "admin.packages.error": "Bitte sehen Sie die markierten Felder an.",
    "admin.packages.error.slug": (
        "Bitte geben Sie einen Namen für Programme aus Kleinbuchstaben, Ziffern und Bindestrichen ein."
    ),
    "admin.packages.error.exists": "Es gibt schon ein Paket {slug}.",
    "admin.packages.error.name": "Bitte geben Sie einen Namen von höchstens 60 Zeichen ein.",
    "admin.packages.error.description": "Bitte geben Sie eine Beschreibung von höchstens 160 Zeichen ein.",
    "admin.packages.error.credits": "Bitte geben Sie eine ganze Zahl ein, mindestens 1.",
    "admin.packages.error.bonus_credits": "Bitte geben Sie eine ganze Zahl ein, oder 0.",
    "admin.packages.error.validity_days": "Bitte geben Sie 1 bis 3.650 Tage ein.",
    "admin.packages.error.price": (
        "Bitte schreiben Sie den Preis wie in {example}, oder nehmen Sie die Währung heraus."
    ),
    "admin.packages.error.prices": "Was im Verkauf ist, braucht einen Preis.",
    "admin.packages.error.least": "Stripe bucht mindestens {amount} ab.",
    "admin.packages.error.most": "Stripe bucht höchstens {amount} ab.",
    "admin.packages.error.step": "Stripe bucht in dieser Währung in Schritten von {amount} ab.",
    "audit.area.package": "Pakete",
    "audit.action.package.add": "Paket hinzugefügt",
    "audit.action.package.change": "Paket geändert",
    "audit.action.package.move": "Paket in der Reihenfolge verschoben",
}
