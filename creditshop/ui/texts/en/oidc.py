"""Signing in with an OpenID provider."""

TEXTS: dict[str, str] = {
    "auth.oidc": "Continue with {name}",
    "auth.error.oidc": "Signing in there did not work. Please try again, or sign in here.",
    "auth.error.oidc_unverified": "Your address has not been confirmed there. Confirm it, or make an account here.",
    "auth.error.oidc_taken": (
        "There is an account with this address. Sign in as usual, then connect the two under Settings."
    ),
    "settings.oidc": "Sign in with {name}",
    "settings.oidc.words": (
        "Sign in with your account there, instead of your password here. Two factors are still asked for."
    ),
    "settings.oidc.connect": "Connect",
    "settings.oidc.disconnect": "Disconnect",
    "settings.done.connected": "Connected. You can sign in there from now on.",
    "settings.done.disconnected": "Disconnected. Signing in there no longer opens this account.",
    "settings.error.oidc": "Connecting did not work. Please try again.",
    "settings.error.oidc_taken": "That account there is connected with another one here.",
}
