"""Closing one's account."""

TEXTS: dict[str, str] = {
    "close_account.title": "Close account",
    "close_account.description": "Close your account for good.",
    "notice.account_closed": "Your account is closed. A last mail confirms it.",
    "settings.close": "Close account",
    "settings.close_words": "We forget who you are; what is left of your credits is lost.",
    "settings.close_link": "What that means",
    "close.title": "Close your account",
    "close.what": "What happens",
    "close.credits": "You lose {credits} credits. If you want money back for them, ask us for a refund first.",
    "close.held": "{credits} more are reserved by an app. What it does not use is lost, too.",
    "close.goes": "Deleted: your address, password, devices, API keys, endpoints, and the mails that we sent you.",
    "close.stays": (
        "Kept without your name: payments, refunds and movements of credits, as long as the law has us keep books."
    ),
    "close.final": "Nobody can bring it back. With the same address you can begin anew, with nothing.",
    "close.do": "Close it",
    "close.email": "Type your address",
    "close.submit": "Close my account for good",
    "close.error.address_not_typed": "That is not the address of this account.",
    "close.error.email": "That is not the address of this account.",
    "close.error.on_the_team_still": "You work for this shop. An owner takes you off the team first.",
    "close.error.payment_under_way": (
        "A payment of yours is under way, or a payment page is still open. Come back when it is done, or in an hour."
    ),
    "close.error.address_unsettled": (
        "The address was changed lately, and its former owner may still object. Come back in a week."
    ),
    "close.error.refund_under_way": "Money is on its way back to you. Come back when it has arrived.",
    "close.error.dispute_open": "Your bank has not decided about a disputed payment. Come back when it has.",
}
