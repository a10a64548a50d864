"""German."""

from creditshop.ui.texts.de import account, admin, auth, legal, public, wallet, webhooks

_PARTS = (public, auth, legal, account, wallet, webhooks, admin)
TEXTS: dict[str, str] = {key: words for part in _PARTS for key, words in part.TEXTS.items()}
