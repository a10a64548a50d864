"""Accounts: people, their passwords, sessions and roles. A user's id owns their wallet and purchases.

Ways in (async, for edges): `sign_in`, `choose_password`, `change_password`, `authenticate`. The rest are services over
a session.
"""

from creditshop.accounts.cookies import cookie_name, is_secure, token_in
from creditshop.accounts.forgetting import register_jobs
from creditshop.accounts.links import Wish, ask_for_link, link_email
from creditshop.accounts.listing import account, accounts_by_email, accounts_by_id, last_seen, latest_accounts
from creditshop.accounts.passwords import check_password, hash_password, hash_password_sync
from creditshop.accounts.paths import local_path
from creditshop.accounts.sessions import (
    revoke_all,
    revoke_others,
    revoke_session,
    session_history,
    session_user,
    sessions,
    sign_out,
)
from creditshop.accounts.signin import authenticate, change_password, choose_password, sign_in
from creditshop.accounts.signin_links import create_sign_in_link, redeem_sign_in_link
from creditshop.accounts.users import (
    change_role,
    create_customer,
    create_user,
    deciders,
    disable_user,
    emails_of,
    find_customer,
    hold_live,
)
from creditshop.accounts.values import (
    DECIDERS,
    AccountPage,
    AccountView,
    Contact,
    Customer,
    Device,
    NewLink,
    OpenedSession,
    Role,
    SessionInfo,
    SignedIn,
)

__all__ = [
    "DECIDERS",
    "AccountPage",
    "AccountView",
    "Contact",
    "Customer",
    "Device",
    "NewLink",
    "OpenedSession",
    "Role",
    "SessionInfo",
    "SignedIn",
    "Wish",
    "account",
    "accounts_by_email",
    "accounts_by_id",
    "ask_for_link",
    "authenticate",
    "change_password",
    "change_role",
    "check_password",
    "choose_password",
    "cookie_name",
    "create_customer",
    "create_sign_in_link",
    "create_user",
    "deciders",
    "disable_user",
    "emails_of",
    "find_customer",
    "hash_password",
    "hash_password_sync",
    "hold_live",
    "is_secure",
    "last_seen",
    "latest_accounts",
    "link_email",
    "local_path",
    "redeem_sign_in_link",
    "register_jobs",
    "revoke_all",
    "revoke_others",
    "revoke_session",
    "session_history",
    "session_user",
    "sessions",
    "sign_in",
    "sign_out",
    "token_in",
]
