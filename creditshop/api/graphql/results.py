"""What a mutation answers: what was done, or one of the problems that kept it from being done."""

from collections.abc import Callable
from typing import Annotated, Any, Union

import strawberry

from creditshop.accounts.errors import EmailTaken, InvalidEmail, NoSuchUser
from creditshop.api import problems as table
from creditshop.api.errors import Forbidden, KeyMissing, RequestInvalid, Unavailable
from creditshop.api.graphql import types
from creditshop.api.graphql.resolving import Declare, Info, Requires
from creditshop.api.graphql.scalars import BigInt
from creditshop.api.graphql.types import words
from creditshop.api.graphql.wallets import WALLET
from creditshop.apikeys import Scope
from creditshop.catalog import FeatureNotFound, OfferNotFound, QuantityInvalid
from creditshop.checkout import CheckoutBlocked, CheckoutRefused
from creditshop.ledger import (
    AmountInvalid,
    CaptureExceedsHold,
    HoldExpired,
    HoldNotFound,
    HoldNotOpen,
    IdempotencyConflict,
    InsufficientCredits,
    WalletNotFound,
    WalletSuspended,
)
from creditshop.ratelimit import RateLimited

Kind = type[Exception]
_UNION = "What was done, or why nothing was."


@strawberry.interface(description="Why nothing was done. `code` is for programs, the same as in the REST API.")
class Problem:
    """What every problem says."""

    code: str
    title: str
    detail: str


@strawberry.type(description="What is wrong with a request: where, and why.")
class Flaw:
    """One of RequestInvalid's errors."""

    loc: list[str]
    msg: str


_TYPES: dict[type, Any] = {int: BigInt, str: str, list: list[Flaw], tuple: list[str]}


def _member(problem: table.Problem) -> Any:
    """`InsufficientCredits` for INSUFFICIENT_CREDITS, with that problem's data."""
    name = problem.code.title().replace("_", "")
    annotations = {fact: _TYPES[kind] for fact, kind in problem.types.items()}
    return strawberry.type(type(name, (Problem,), {"__annotations__": annotations}), description=problem.title + ".")


_BY_CODE = {problem.code: problem for problem in table.PROBLEMS.values()}
MEMBERS = {code: _member(problem) for code, problem in _BY_CODE.items()}


def refusal(error: Exception) -> Problem:
    """The problem that an expected failure is."""
    facts = table.described(error)
    if isinstance(error, RequestInvalid):
        flaws: list[Any] = error.errors
        facts["errors"] = [Flaw(**flaw) for flaw in flaws]
    member: Problem = MEMBERS[str(facts["code"])](**facts)
    return member


class Answers(Requires):
    """A field whose expected failures are members of its union."""

    async def resolve_async(self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any) -> Any:
        """Resolve, or say why not."""
        try:
            return await super().resolve_async(next_, source, info, **kwargs)
        except table.REFUSALS as error:
            return refusal(error)


def mutation(result: Any, scope: Scope) -> Declare:
    """A field that does something, for keys that have the scope, and answers a union."""
    return lambda resolver: strawberry.mutation(
        resolver, graphql_type=result, extensions=[Answers(scope)], description=words(resolver)
    )


def _result(name: str, done: Any, *refusals: Kind) -> Any:
    codes = dict.fromkeys(table.PROBLEMS[kind].code for kind in (*refusals, Forbidden, RequestInvalid, Unavailable))
    members = (done, *(MEMBERS[code] for code in codes))
    return Annotated[Union[members], strawberry.union(name, description=_UNION)]  # noqa: UP007 - not known to a reader


_MOVES = (KeyMissing, IdempotencyConflict)
_USES = (InsufficientCredits, WalletSuspended, WalletNotFound, AmountInvalid, FeatureNotFound, QuantityInvalid)
_CLOSES = (HoldNotFound, HoldNotOpen, HoldExpired)
SPEND_RESULT = _result("SpendResult", types.SPEND, *_MOVES, *_USES)
HOLD_RESULT = _result("HoldResult", types.HOLD, *_MOVES, *_USES)
CAPTURE_RESULT = _result(
    "CaptureResult", types.HOLD_CLOSING, *_MOVES, *_CLOSES, CaptureExceedsHold, AmountInvalid
)  # fmt: skip
RELEASE_RESULT = _result("ReleaseResult", types.HOLD_CLOSING, *_MOVES, *_CLOSES)
GRANT_RESULT = _result("GrantResult", types.GIFT, *_MOVES, WalletNotFound, AmountInvalid)
CHECKOUT_LINK_RESULT = _result(
    "CheckoutLinkResult",
    types.CHECKOUT_LINK,
    WalletNotFound,
    NoSuchUser,
    InvalidEmail,
    OfferNotFound,
    CheckoutBlocked,
    CheckoutRefused,
    RateLimited,
)
SIGN_IN_LINK_RESULT = _result("SignInLinkResult", types.SIGN_IN_LINK, WalletNotFound, NoSuchUser)
WALLET_RESULT = _result("WalletResult", WALLET, WalletNotFound)
CREATE_WALLET_RESULT = _result("CreateWalletResult", WALLET, InvalidEmail, EmailTaken)


@strawberry.type(description="One outcome for each spend, in the same order.")
class SpendBatch:
    """The outcomes of a batch."""

    data: list[Any] = strawberry.field(graphql_type=list[SPEND_RESULT])  # type: ignore[valid-type]


SPEND_BATCH_RESULT = _result("SpendBatchResult", SpendBatch, KeyMissing)
