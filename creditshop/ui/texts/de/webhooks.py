"""Endpunkte von Apps und was ihnen zugestellt wurde: die Seite des Kontos und die des Teams."""

TEXTS = {
    "webhooks.title": "Webhooks",
    "webhooks.description": "Ihre App erfährt, was mit Ihren Credits geschieht.",
    "webhooks.words": (
        "Wir senden Ihrer App eine signierte Nachricht, wenn etwas davon geschieht. Prüfen Sie sie mit einer "
        "Bibliothek von Standard Webhooks (standardwebhooks.com). Kommt eine Nachricht zweimal, hat sie dieselbe "
        "Kennung."
    ),
    "webhooks.add": "Endpunkt hinzufügen",
    "webhooks.add.busy": "Wird hinzugefügt…",
    "webhooks.add.title": "Einen Endpunkt hinzufügen",
    "webhooks.url": "Adresse Ihrer App",
    "webhooks.url_hint": "Sie beantwortet ein POST binnen zehn Sekunden mit 2xx.",
    "webhooks.events": "Sie soll erfahren",
    "webhooks.event.credits.added": "Credits wurden gekauft oder geschenkt",
    "webhooks.event.credits.spent": "Credits wurden ausgegeben",
    "webhooks.event.balance.low": "Das Guthaben fiel unter eine Marke",
    "webhooks.event.hold.expired": "Eine Reservierung endete ungenutzt",
    "webhooks.low_balance": "Niedriges Guthaben: weniger Credits als",
    "webhooks.below": "balance.low (unter {credits})",
    "webhooks.cancel": "Abbrechen",
    "webhooks.close": "Schließen",
    "webhooks.secret": "Geheimnis",
    "webhooks.secret.title": "Geheimnis der Signatur",
    "webhooks.secret.words": "Damit prüft Ihre App, dass eine Nachricht von uns ist. Hüten Sie es wie ein Passwort.",
    "webhooks.secret.change": "Neues Geheimnis",
    "webhooks.secret.change_words": (
        "Machen Sie ein neues, so wird einen Tag lang mit beiden signiert, damit nichts verloren geht."
    ),
    "webhooks.disable": "Abschalten",
    "webhooks.enable": "Einschalten",
    "webhooks.delete": "Löschen",
    "webhooks.delete.title": "Diesen Endpunkt löschen?",
    "webhooks.delete.words": "An {url} wird nichts mehr gesendet, und seine Zustellungen verschwinden aus der Liste.",
    "webhooks.of": "{action}: {url}",
    "webhooks.state.on": "Aktiv",
    "webhooks.state.trouble": "Scheitert seit {when}",
    "webhooks.state.owner": "Abgeschaltet",
    "webhooks.state.failing": "Abgeschaltet, weil er tagelang scheiterte",
    "webhooks.state.gone": "Abgeschaltet: Er antwortete 410 Gone",
    "webhooks.empty.title": "Noch keine Endpunkte",
    "webhooks.empty.words": (
        "Fügen Sie die Adresse Ihrer App hinzu, und sie erfährt in Sekunden, was mit Ihren Credits geschieht."
    ),
    "webhooks.deliveries": "Zustellungen der letzten 30 Tage",
    "webhooks.deliveries.empty": "Noch keine Zustellungen",
    "webhooks.deliveries.empty_words": "Sobald etwas geschieht, sehen Sie hier, was Ihre App geantwortet hat.",
    "webhooks.when": "Wann",
    "webhooks.event": "Ereignis",
    "webhooks.state": "Stand",
    "webhooks.attempts": "Versuche",
    "webhooks.answer": "Antwort",
    "webhooks.action": "Aktion",
    "webhooks.message": "Nachricht",
    "webhooks.next": "nächster Versuch {when}",
    "webhooks.redeliver": "Erneut senden",
    "webhooks.delivery.queued": "Unterwegs",
    "webhooks.delivery.failed": "Gescheitert",
    "webhooks.delivery.delivered": "Zugestellt",
    "webhooks.delivery.dead": "Aufgegeben",
    "webhooks.said.added": "Der Endpunkt ist hinzugefügt. Bringen Sie sein Geheimnis zu Ihrer App.",
    "webhooks.said.secret": "Es gibt ein neues Geheimnis. Bringen Sie es binnen eines Tages zu Ihrer App.",
    "webhooks.said.disable": "Abgeschaltet. Dorthin wird nichts gesendet.",
    "webhooks.said.enable": "Eingeschaltet. Was ab jetzt geschieht, wird dorthin gesendet.",
    "webhooks.said.delete": "Gelöscht.",
    "webhooks.said.redeliver": "Es wird erneut gesendet.",
    "webhooks.error.form": "Bitte geben Sie eine ganze Webadresse ein, etwa https://app.example.com/webhooks.",
    "webhooks.error.https": "Bitte geben Sie eine Adresse ein, die mit https:// beginnt.",
    "webhooks.error.address": "Diese Adresse liegt in einem privaten Netz; wir senden nur an öffentliche.",
    "webhooks.error.events": (
        "Bitte wählen Sie mindestens ein Ereignis, und für ein niedriges Guthaben eine ganze Zahl von Credits."
    ),
    "webhooks.error.most": "Es gibt schon {most} Endpunkte. Bitte löschen Sie zuerst einen.",
    "webhooks.error.disabled": "Sein Endpunkt ist abgeschaltet. Bitte schalten Sie ihn zuerst ein.",
    "webhooks.error.gone": "Das gibt es nicht mehr.",
    "webhooks.error.too_many": "Das war viel auf einmal. Bitte warten Sie ein wenig und versuchen Sie es dann wieder.",
    "admin.endpoints.title": "Endpunkte",
    "admin.endpoints.description": "Apps, die von jedem Guthaben erfahren.",
    "admin.endpoints.words": (
        "Die eigenen Endpunkte des Shops erfahren von jedem Guthaben. Die der Kunden, die vom eigenen erfahren, "
        "stehen in deren Konten."
    ),
}
