"""English."""

from creditshop.ui.texts.en import (
    account,
    admin,
    alerts,
    audit,
    auth,
    closing,
    customers,
    disputes,
    fraud,
    legal,
    mails,
    oidc,
    overview,
    own_account,
    packages,
    public,
    reconciliation,
    refunds,
    team,
    two_factor,
    wallet,
    webhooks,
)

_ADMIN = (admin, alerts, audit, customers, disputes, fraud, mails, overview, packages, reconciliation, refunds, team)
_PARTS = (public, auth, oidc, two_factor, own_account, closing, legal, account, wallet, webhooks, *_ADMIN)
TEXTS: dict[str, str] = {key: words for part in _PARTS for key, words in part.TEXTS.items()}
