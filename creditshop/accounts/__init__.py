"""Accounts: people, their passwords, sessions and roles. A user's id owns their wallet and purchases.

Ways in (async, for edges): `sign_in`, `choose_password`, `change_password`, `authenticate`. The rest are services over
a session.
"""

from creditshop.accounts.browsers import REMEMBERED, known_browsers
from creditshop.accounts.cookies import browser_cookie, cookie_name, is_secure, token_in
from creditshop.accounts.email_change import ask_for_change, confirm_change, object_to_change
from creditshop.accounts.emails import normalise
from creditshop.accounts.erasing import addresses_of, forget_user, has_unsettled_address
from creditshop.accounts.factors import (
    FRESH,
    begin_factor,
    confirm_factor,
    confirm_session,
    factor_address,
    is_fresh,
    pass_step,
    pending_user,
    remove_factor,
    renew_codes,
    reset_factor,
    use_code,
)
from creditshop.accounts.forgetting import register_jobs
from creditshop.accounts.identities import connect, disconnect, enter_as, is_connected
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
from creditshop.accounts.signin import authenticate, change_password, check_own_password, choose_password, sign_in
from creditshop.accounts.signin_links import create_sign_in_link, redeem_sign_in_link
from creditshop.accounts.team import Member, Offer, give_role, invite, offers, reset_lost_factor, team, withdraw
from creditshop.accounts.users import (
    change_role,
    create_customer,
    create_user,
    deciders,
    disable_user,
    emails_of,
    find_customer,
    hold_account,
    hold_live,
    user_by_email,
)
from creditshop.accounts.values import (
    DECIDERS,
    AccountPage,
    AccountView,
    Contact,
    Customer,
    Device,
    Identity,
    NewLink,
    OpenedSession,
    Role,
    SessionInfo,
    SignedIn,
)

__all__ = [
    "DECIDERS",
    "FRESH",
    "REMEMBERED",
    "AccountPage",
    "AccountView",
    "Contact",
    "Customer",
    "Device",
    "Identity",
    "Member",
    "NewLink",
    "Offer",
    "OpenedSession",
    "Role",
    "SessionInfo",
    "SignedIn",
    "Wish",
    "account",
    "accounts_by_email",
    "accounts_by_id",
    "addresses_of",
    "ask_for_change",
    "ask_for_link",
    "authenticate",
    "begin_factor",
    "browser_cookie",
    "change_password",
    "change_role",
    "check_own_password",
    "check_password",
    "choose_password",
    "confirm_change",
    "confirm_factor",
    "confirm_session",
    "connect",
    "cookie_name",
    "create_customer",
    "create_sign_in_link",
    "create_user",
    "deciders",
    "disable_user",
    "disconnect",
    "emails_of",
    "enter_as",
    "factor_address",
    "find_customer",
    "forget_user",
    "give_role",
    "has_unsettled_address",
    "hash_password",
    "hash_password_sync",
    "hold_account",
    "hold_live",
    "invite",
    "is_connected",
    "is_fresh",
    "is_secure",
    "known_browsers",
    "last_seen",
    "latest_accounts",
    "link_email",
    "local_path",
    "normalise",
    "object_to_change",
    "offers",
    "pass_step",
    "pending_user",
    "redeem_sign_in_link",
    "register_jobs",
    "remove_factor",
    "renew_codes",
    "reset_factor",
    "reset_lost_factor",
    "revoke_all",
    "revoke_others",
    "revoke_session",
    "session_history",
    "session_user",
    "sessions",
    "sign_in",
    "sign_out",
    "team",
    "token_in",
    "use_code",
    "user_by_email",
    "withdraw",
]
