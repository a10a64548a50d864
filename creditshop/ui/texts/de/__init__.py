"""German."""

from creditshop.ui.texts.de import (
    account,
    admin,
    audit,
    auth,
    customers,
    disputes,
    fraud,
    legal,
    mails,
    overview,
    packages,
    public,
    refunds,
    wallet,
    webhooks,
)

_ADMIN = (admin, audit, customers, disputes, fraud, mails, overview, packages, refunds)
_PARTS = (public, auth, legal, account, wallet, webhooks, *_ADMIN)
TEXTS: dict[str, str] = {key: words for part in _PARTS for key, words in part.TEXTS.items()}
