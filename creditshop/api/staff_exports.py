"""What staff download about a customer. Each download is in the audit log."""

from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from creditshop.api.exports import MOVEMENTS, csv_file, movement_pages, sign_in_first, signed_in_reader
from creditshop.api.session import actor
from creditshop.audit import Actor, record
from creditshop.clock import utcnow
from creditshop.database import transact
from creditshop.ledger import WalletNotFound, wallet_view


async def movements_csv(request: Request) -> Response:
    """Every movement of the wallet that the address names, newest first. To customers the file does not exist."""
    user = await signed_in_reader(request)
    if user is None:
        return sign_in_first()
    wallet_id = request.query_params.get("wallet", "")
    if not user.role.is_staff or not wallet_id.isprintable():
        return _not_found()
    try:
        owner_id = await transact(_note, wallet_id, actor(request, user), now=utcnow())
    except WalletNotFound:
        return _not_found()
    return await csv_file("movements.csv", MOVEMENTS, movement_pages(owner_id), user)


def _note(session: Session, wallet_id: str, by: Actor, *, now: datetime) -> str:
    """Put the download into the audit log; whose wallet it is. Raises WalletNotFound."""
    owner_id = wallet_view(session, wallet_id).owner_id
    record(session, by, "customer.export", owner_id, after={"wallet": wallet_id}, now=now)
    return owner_id


def _not_found() -> Response:
    return PlainTextResponse("Not found.", status_code=404)


routes = [Route("/api/admin/movements.csv", movements_csv, methods=["GET"])]
