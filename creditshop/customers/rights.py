"""On whom a member of staff may act."""

from sqlmodel import Session

from creditshop.accounts import AccountView, Role, account
from creditshop.audit import Actor
from creditshop.customers.errors import OnlyOwners


def acted_on(session: Session, by: Actor, user_id: str) -> AccountView:
    """The account that `by` is about to act on. Raises NoSuchUser, or OnlyOwners for one of the staff's."""
    found = account(session, user_id)
    if not may_act(by.role, found):
        raise OnlyOwners
    return found


def may_act(role: str, on: AccountView) -> bool:
    """Whether staff with this role may act on this account."""
    return not on.role.is_staff or role == Role.OWNER
