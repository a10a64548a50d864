"""What people do with their own account: another address, their data, closing it."""

TEXTS = {
    "settings.change_email": "Change e-mail",
    "settings.new_email": "New e-mail",
    "settings.new_email_hint": "We send a link there. Until you follow it, nothing changes.",
    "settings.send_link": "Send the link",
    "settings.done.email": (
        "Check the new mailbox: a link is on its way. It works once, for two hours, while you stay signed in here."
    ),
    "settings.error.email": "Please enter a whole e-mail address, such as ada@example.com.",
    "settings.error.same_email": "Your account has this address already.",
    "settings.error.wrong_code": "This code is not right, or was used before. Please try the next one.",
    "email.title": "Your new address",
    "email.description": "Confirm the new address of your account.",
    "email.words": (
        "Your account gets this address now. You stay signed in where you asked for it; every other device is "
        "signed out."
    ),
    "email.submit": "Use this address",
    "email.done": "Your address is changed. From now on you sign in with it, and mails go there.",
    "email.on": "Go to account",
    "email.without": "This page belongs to a link that we send by mail. It works once, for two hours.",
    "objection.title": "Was this not you?",
    "objection.description": "Keep your address and lock everybody else out.",
    "objection.words": (
        "Your account gets or keeps this mailbox's address. Everybody is signed out, API keys end, and your "
        "password counts no more: we send you a link to choose a new one."
    ),
    "objection.submit": "It was not me: secure my account",
    "objection.done": "Your account is secure again. Check your mail: a link to choose a new password is on its way.",
    "objection.without": "This page belongs to a link that we send by mail. It works once, for seven days.",
    "data.title": "Your data",
    "data.words": (
        "Everything that the shop knows about you, as one JSON file: account, devices, payments, credits, "
        "keys without their secrets, and what we wrote to you."
    ),
    "data.download": "Download your data",
}
