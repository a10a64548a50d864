"""The comparison with Stripe."""

TEXTS: dict[str, str] = {
    "reconciliation.title": "Reconciliation",
    "reconciliation.description": "Whether Stripe and the shop agree, to the cent and to the credit.",
    "reconciliation.words": (
        "Every hour the shop reads what Stripe has, fetches webhooks that were missed, and compares payments, "
        "refunds and disputes with its own books. What it cannot settle by itself is listed here."
    ),
    "reconciliation.run": "Compare now",
    "reconciliation.asked": "The comparison begins in a moment; its result appears here.",
    "reconciliation.open": "Differences that wait for a person",
    "reconciliation.none": "Everything agrees",
    "reconciliation.none.words": "No difference waits for a person.",
    "reconciliation.what": "What differs",
    "reconciliation.runs": "Comparisons",
    "reconciliation.runs.none": "Not compared yet",
    "reconciliation.runs.none.words": "The first comparison comes within an hour.",
    "reconciliation.looked_at": "Looked at",
    "reconciliation.looked": "Payments: {payments}, refunds: {refunds}, disputes: {disputes}, events: {events}",
    "reconciliation.healed": "Made good",
    "reconciliation.differences": "Differences",
    "reconciliation.settled": "Settled",
    "reconciliation.settled.none": "Nothing has ever differed",
    "reconciliation.statements": "Monthly statements",
    "reconciliation.statement_as": "Statement of {month} as {form}",
    "reconciliation.decide": "Decide",
    "reconciliation.decision": "What is to be done",
    "reconciliation.dismiss": "Nothing: it is settled, or as it must be",
    "reconciliation.proposal": "Post {change} credits to the customer",
    "reconciliation.note": "Why",
    "reconciliation.decided": "Decided.",
    "reconciliation.nothing_proposed": "There is nothing to post for this.",
    "reconciliation.gone": "Gone by itself",
    "reconciliation.approved": "Posted by {who}: {note}",
    "reconciliation.dismissed": "Dismissed by {who}: {note}",
    "reconciliation.kind.unknown": "Money without a purchase",
    "reconciliation.kind.unknown.words": (
        "Stripe charged {expected} for a purchase that the shop does not have. Refund it in the Stripe "
        "dashboard, or restore the backup that knows it."
    ),
    "reconciliation.kind.uncredited": "Paid, but not counted as paid",
    "reconciliation.kind.uncredited.words": (
        "Stripe has {expected}; the shop does not count the purchase as paid. Look at its time line and its webhooks."
    ),
    "reconciliation.kind.amount": "Another amount",
    "reconciliation.kind.amount.words": "Stripe charged {expected}; the shop has written down {found}.",
    "reconciliation.kind.currency": "Another currency",
    "reconciliation.kind.currency.words": "Stripe charged {expected}, in another currency than that of the purchase.",
    "reconciliation.kind.refund": "A refund differs",
    "reconciliation.kind.refund.words": (
        "By Stripe the refund is of {expected}; the shop has {found} of it, or another state."
    ),
    "reconciliation.kind.dispute": "A dispute differs",
    "reconciliation.kind.dispute.words": (
        "By Stripe the dispute is about {expected}; the shop has {found} of it, or another state."
    ),
    "reconciliation.kind.refunded": "Another amount went back",
    "reconciliation.kind.refunded.words": "By Stripe {expected} went back; by the shop {found}.",
    "reconciliation.kind.no_money": "Counted as paid, without money",
    "reconciliation.kind.no_money.words": "The shop counts {found} as paid; Stripe has no payment for it.",
    "reconciliation.kind.credits": "Other credits than sold",
    "reconciliation.kind.credits.words": "The purchase sold {expected} credits; {found} came.",
    "alerts.rule.differences": "Differences to Stripe",
    "alerts.rule.differences.words": "The hourly comparison found what a person must settle.",
    "alerts.rule.differences.says": "Differences between Stripe and the shop that wait for a person: {value}.",
    "audit.area.difference": "Reconciliation",
    "audit.action.difference.look": "Had Stripe compared",
    "audit.action.difference.approve": "Posted what was proposed",
    "audit.action.difference.dismiss": "Dismissed a difference",
    "audit.area.statement": "Statements",
    "audit.action.statement.export": "Exported a statement",
}
