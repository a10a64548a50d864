"""Two-factor authentication."""

TEXTS: dict[str, str] = {
    "two_factor.title": "Two-factor authentication",
    "two_factor.description": "A second proof when you sign in.",
    "two_factor.words": "Besides your password, signing in asks for a code that only your phone shows.",
    "two_factor.required": "Staff of this shop need it.",
    "two_factor.held_back": "You work for this shop, and need two-factor authentication before you can.",
    "two_factor.on": "On",
    "two_factor.off": "Off",
    "two_factor.change": "Set up or change",
    "two_factor.begin": "Set up",
    "two_factor.scan": "Scan this picture with an authenticator app.",
    "two_factor.picture": "QR code for an authenticator app",
    "two_factor.type_it": "Or type this key into the app:",
    "two_factor.code": "Code",
    "two_factor.confirm": "Turn on",
    "two_factor.is_on": "Two-factor authentication is on. Every other device was signed out.",
    "two_factor.is_off": "Two-factor authentication is off.",
    "two_factor.renewed": "These are your new recovery codes. The old ones no longer work.",
    "two_factor.recovery": "Recovery codes",
    "two_factor.recovery_words": (
        "Each signs you in once when your phone is lost. Lost them too? Get new ones with a code of your app."
    ),
    "two_factor.renew": "Get new codes",
    "two_factor.turn_off": "Turn off",
    "two_factor.turn_off_words": (
        "Then your password alone signs you in. Confirm with a code of your app or a recovery code."
    ),
    "two_factor.codes": "Keep these recovery codes",
    "two_factor.codes_words": "They are shown only now. Print them, or keep them in a password manager.",
    "code.title": "One more step",
    "code.description": "The second step of signing in.",
    "code.words": "Enter the code that your authenticator app shows now, or one of your recovery codes.",
    "code.again": "Sign in anew",
    "confirm.title": "Is it you?",
    "confirm.description": "Prove who you are.",
    "confirm.words": (
        "What you are about to do cannot be undone, and you signed in a while ago. You come back to where you were."
    ),
    "confirm.submit": "Go on",
    "auth.error.wrong_code": "That code is not right, or was used before. Wait for the next one, and try again.",
    "auth.error.step_over": "That took too long. Please sign in anew.",
    "auth.error.factor_exists": "It is on already.",
    "auth.error.factor_required": "Staff of this shop need it.",
    "audit.action.staff.factor_on": "Turned two factors on",
    "audit.action.staff.factor_off": "Turned two factors off",
    "audit.action.staff.factor_codes": "Made new recovery codes",
    "audit.action.staff.factor_reset": "Took a lost second factor away",
}
