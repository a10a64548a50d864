"""Finding a person in seconds: by address, or by any id that somebody has at hand."""

from collections.abc import Iterable

from sqlmodel import Session

from creditshop.accounts import AccountView, accounts_by_email, accounts_by_id, latest_accounts
from creditshop.checkout import buyer_of
from creditshop.customers.values import CustomerPage, CustomerView
from creditshop.ledger import Balance, Trouble, balances, owners_in, owners_named

NOTHING = Balance(available=0, held=0, frozen=0, owed=0, suspended=False)


def latest_customers(session: Session, *, before: str | None = None, limit: int = 25) -> CustomerPage:
    """A page of everybody, newest first, following the customer `before`."""
    page = latest_accounts(session, before=before, limit=limit)
    return CustomerPage(_with_balances(session, page.accounts), page.next_before)


def customers_in(session: Session, trouble: Trouble, *, before: str | None = None, limit: int = 25) -> CustomerPage:
    """A page of those whose wallet is suspended or in debt, the newest wallet first."""
    page = owners_in(session, trouble, before=before, limit=limit)
    known = accounts_by_id(session, page.owners)
    found = [known[owner] for owner in page.owners if owner in known]
    return CustomerPage(_with_balances(session, found), page.next_before)


def find_customers(session: Session, wanted: str, *, before: str | None = None, limit: int = 25) -> CustomerPage:
    """A page of those whose address begins with `wanted`, in the order of their addresses.

    The first page begins with whose it is, or whose purchase or wallet: by our ids, an app's name for the wallet, or
    the provider's id of the session or payment intent.
    """
    if not wanted.isprintable():  # no address and no id, and some of it no database can keep
        return CustomerPage((), None)
    exact = accounts_by_id(session, _owners(session, wanted)) if before is None else {}
    page = accounts_by_email(session, wanted, before=before, limit=limit)
    found = exact | {account.user_id: account for account in page.accounts}
    return CustomerPage(_with_balances(session, found.values()), page.next_before)


def _owners(session: Session, wanted: str) -> set[str]:
    owners = {wanted, *owners_named(session, wanted)}
    buyer = buyer_of(session, wanted)
    return owners | {buyer} if buyer else owners


def _with_balances(session: Session, accounts: Iterable[AccountView]) -> tuple[CustomerView, ...]:
    found = tuple(accounts)
    known = balances(session, [account.user_id for account in found])
    return tuple(CustomerView(account, known.get(account.user_id, NOTHING)) for account in found)
