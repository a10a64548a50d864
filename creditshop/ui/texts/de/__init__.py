"""German."""

from creditshop.ui.texts.de import account, admin, auth, legal, public, webhooks

TEXTS: dict[str, str] = {**public.TEXTS, **auth.TEXTS, **legal.TEXTS, **account.TEXTS, **admin.TEXTS, **webhooks.TEXTS}
