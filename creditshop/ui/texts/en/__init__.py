"""English."""

from creditshop.ui.texts.en import account, admin, auth, legal, public, webhooks

TEXTS: dict[str, str] = {**public.TEXTS, **auth.TEXTS, **legal.TEXTS, **account.TEXTS, **admin.TEXTS, **webhooks.TEXTS}
