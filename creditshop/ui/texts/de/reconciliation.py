"""Der Abgleich mit Stripe."""

TEXTS: dict[str, str] = {
    "reconciliation.title": "Abgleich",
    "reconciliation.description": "Ob Stripe und der Shop übereinstimmen, auf den Cent und den Credit.",
    "reconciliation.words": (
        "Jede Stunde liest der Shop, was Stripe hat, holt verpasste Webhooks nach und vergleicht Zahlungen, "
        "Erstattungen und Anfechtungen mit den eigenen Büchern. Was er nicht selbst klären kann, steht hier."
    ),
    "reconciliation.run": "Jetzt abgleichen",
    "reconciliation.asked": "Der Abgleich beginnt gleich; das Ergebnis erscheint hier.",
    "reconciliation.open": "Unterschiede, die auf jemanden warten",
    "reconciliation.none": "Alles stimmt überein",
    "reconciliation.none.words": "Kein Unterschied wartet auf jemanden.",
    "reconciliation.what": "Was abweicht",
    "reconciliation.runs": "Abgleiche",
    "reconciliation.runs.none": "Noch nicht abgeglichen",
    "reconciliation.runs.none.words": "Der erste Abgleich kommt innerhalb einer Stunde.",
    "reconciliation.looked_at": "Angesehen",
    "reconciliation.looked": (
        "Zahlungen: {payments}, Erstattungen: {refunds}, Anfechtungen: {disputes}, Ereignisse: {events}"
    ),
    "reconciliation.healed": "Nachgeholt",
    "reconciliation.differences": "Unterschiede",
    "reconciliation.settled": "Geklärt",
    "reconciliation.settled.none": "Bisher wich nichts ab",
    "reconciliation.statements": "Monatsabschlüsse",
    "reconciliation.statement_as": "Abschluss {month} als {form}",
    "reconciliation.decide": "Entscheiden",
    "reconciliation.decision": "Was zu tun ist",
    "reconciliation.dismiss": "Nichts: es ist geklärt oder richtig so",
    "reconciliation.proposal": "Dem Kunden {change} Credits buchen",
    "reconciliation.note": "Warum",
    "reconciliation.decided": "Entschieden.",
    "reconciliation.nothing_proposed": "Dafür gibt es nichts zu buchen.",
    "reconciliation.gone": "Von selbst verschwunden",
    "reconciliation.approved": "Gebucht von {who}: {note}",
    "reconciliation.dismissed": "Abgetan von {who}: {note}",
    "reconciliation.kind.unknown": "Geld ohne Kauf",
    "reconciliation.kind.unknown.words": (
        "Stripe hat {expected} für einen Kauf belastet, den der Shop nicht hat. Erstatten Sie im "
        "Stripe-Dashboard, oder spielen Sie die Sicherung ein, die ihn kennt."
    ),
    "reconciliation.kind.uncredited": "Bezahlt, aber nicht als bezahlt geführt",
    "reconciliation.kind.uncredited.words": (
        "Stripe hat {expected}; der Shop führt den Kauf nicht als bezahlt. Sehen Sie seinen Verlauf und seine "
        "Webhooks an."
    ),
    "reconciliation.kind.amount": "Anderer Betrag",
    "reconciliation.kind.amount.words": "Stripe hat {expected} belastet; der Shop hat {found} notiert.",
    "reconciliation.kind.currency": "Andere Währung",
    "reconciliation.kind.currency.words": "Stripe hat {expected} belastet, in anderer Währung als der des Kaufs.",
    "reconciliation.kind.refund": "Eine Erstattung weicht ab",
    "reconciliation.kind.refund.words": (
        "Laut Stripe gehen {expected} zurück; der Shop hat {found} davon, oder einen anderen Stand."
    ),
    "reconciliation.kind.dispute": "Eine Anfechtung weicht ab",
    "reconciliation.kind.dispute.words": (
        "Laut Stripe geht es um {expected}; der Shop hat {found} davon, oder einen anderen Stand."
    ),
    "reconciliation.kind.refunded": "Anderer Betrag ging zurück",
    "reconciliation.kind.refunded.words": "Laut Stripe gingen {expected} zurück; laut Shop {found}.",
    "reconciliation.kind.no_money": "Als bezahlt geführt, ohne Geld",
    "reconciliation.kind.no_money.words": "Der Shop führt {found} als bezahlt; Stripe hat keine Zahlung dafür.",
    "reconciliation.kind.credits": "Andere Credits als verkauft",
    "reconciliation.kind.credits.words": "Der Kauf verkaufte {expected} Credits; {found} kamen an.",
    "alerts.rule.differences": "Unterschiede zu Stripe",
    "alerts.rule.differences.words": "Der stündliche Abgleich fand, was jemand klären muss.",
    "alerts.rule.differences.says": "Unterschiede zwischen Stripe und dem Shop, die auf jemanden warten: {value}.",
    "audit.area.difference": "Abgleich",
    "audit.action.difference.look": "Den Abgleich gestartet",
    "audit.action.difference.approve": "Vorgeschlagenes gebucht",
    "audit.action.difference.dismiss": "Einen Unterschied abgetan",
    "audit.area.statement": "Monatsabschlüsse",
    "audit.action.statement.export": "Einen Monatsabschluss exportiert",
}
