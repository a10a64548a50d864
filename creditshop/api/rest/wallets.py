"""`/wallets`: what a customer has, where it came from and where it went."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from creditshop.accounts.errors import EmailTaken, InvalidEmail
from creditshop.api import acts
from creditshop.api.answers import BalanceAt, DayUse, Entry, Grant, Hold, Page, Wallet
from creditshop.api.errors import TooLarge
from creditshop.api.requests import Moment, ReasonRequest, Sequence, WalletRequest, period
from creditshop.api.rest.answering import answer
from creditshop.api.rest.dependencies import Admin, Cursor, Limit, Reader, Spender, WalletPath
from creditshop.api.rest.documents import problems
from creditshop.api.rest.edge import BoundedRoute
from creditshop.clock import utcnow
from creditshop.ledger import WalletNotFound

router = APIRouter(prefix="/wallets", tags=["Wallets"], route_class=BoundedRoute)
_MISSING = problems(WalletNotFound)
_Sequence = Annotated[Sequence | None, Query(alias="cursor", description="`next_cursor` of the page before this one.")]


@router.post(
    "",
    response_model=Wallet,
    responses={201: {"model": Wallet, "description": "Made just now."}, **problems(InvalidEmail, EmailTaken, TooLarge)},
)
async def make_wallet(caller: Spender, body: WalletRequest) -> Response:
    """The wallet of your app's customer, made when it is first asked for. For the shop's own keys."""
    wallet, made = await acts.act(acts.make_wallet, caller, body, now=utcnow())
    return answer(wallet, 201 if made else 200)


@router.get("", response_model=Page[Wallet], responses=problems())
async def list_wallets(caller: Reader, limit: Limit = 25, cursor: Cursor = None) -> Response:
    """Every wallet that the key may see, by id."""
    return answer(await acts.look(acts.list_wallets, caller, cursor=cursor, limit=limit))


@router.get("/{wallet}", response_model=Wallet, responses=_MISSING)
async def find_wallet(caller: Reader, wallet: WalletPath) -> Response:
    """A wallet as it is now."""
    return answer(await acts.look(acts.find_wallet, caller, wallet))


@router.get("/{wallet}/balance", response_model=BalanceAt, responses=_MISSING)
async def balance(caller: Reader, wallet: WalletPath, at: Moment | None = None) -> Response:
    """The balance, and what is left of which grant, now or at any earlier moment."""
    return answer(await acts.balance_at(caller, wallet, at, now=utcnow()))


@router.get("/{wallet}/grants", response_model=Page[Grant], responses=_MISSING)
async def list_grants(caller: Reader, wallet: WalletPath) -> Response:
    """The credits that can be used, grant by grant, in the order in which they will be."""
    return answer(await acts.look(acts.list_grants, caller, wallet, now=utcnow()))


@router.get("/{wallet}/entries", response_model=Page[Entry], responses=_MISSING)
async def list_entries(caller: Reader, wallet: WalletPath, limit: Limit = 25, cursor: _Sequence = None) -> Response:
    """Every movement of credits, newest first."""
    return answer(await acts.look(acts.list_entries, caller, wallet, cursor=cursor, limit=limit))


@router.get("/{wallet}/holds", response_model=Page[Hold], responses=_MISSING)
async def list_holds(caller: Reader, wallet: WalletPath, limit: Limit = 25, cursor: Cursor = None) -> Response:
    """Reserved credits, newest first."""
    return answer(await acts.look(acts.list_holds, caller, wallet, cursor=cursor, limit=limit, now=utcnow()))


@router.get("/{wallet}/usage", response_model=Page[DayUse], responses=_MISSING)
async def usage(
    caller: Reader,
    wallet: WalletPath,
    since: Annotated[date | None, Query(alias="from", description="The first day (UTC); usually 29 before.")] = None,
    until: Annotated[date | None, Query(alias="to", description="The last day (UTC); usually today.")] = None,
) -> Response:
    """What was used, by day and feature, for at most 366 days."""
    first, last = period(since, until, today=utcnow().date())
    return answer(await acts.look(acts.usage, caller, wallet, since=first, until=last))


@router.post("/{wallet}/suspend", response_model=Wallet, responses=problems(WalletNotFound, TooLarge))
async def suspend(caller: Admin, wallet: WalletPath, body: ReasonRequest) -> Response:
    """Stop a wallet from spending; credits still arrive."""
    return answer(await acts.act(acts.suspend, caller, wallet, body.reason, suspended=True))


@router.post("/{wallet}/resume", response_model=Wallet, responses=problems(WalletNotFound, TooLarge))
async def resume(caller: Admin, wallet: WalletPath, body: ReasonRequest) -> Response:
    """Let a wallet spend again."""
    return answer(await acts.act(acts.suspend, caller, wallet, body.reason, suspended=False))
