"""`/images`: uploaded through the API, served resized under signed addresses."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from creditshop.api import acts
from creditshop.api.answers import Image, SignedImage
from creditshop.api.errors import TooLarge
from creditshop.api.requests import Place, SignRequest
from creditshop.api.rest.answering import answer
from creditshop.api.rest.dependencies import Id, Reader, Spender
from creditshop.api.rest.documents import problems
from creditshop.api.rest.edge import BoundedRoute
from creditshop.clock import utcnow
from creditshop.images import (
    ACCEPTED,
    PictureBroken,
    PictureNotFound,
    PicturesFull,
    PictureTooManyPixels,
    PictureTypeUnknown,
)
from creditshop.ledger import WalletNotFound

LARGEST_IMAGE = 10 * 1024 * 1024
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": f"The file itself, at most {LARGEST_IMAGE} bytes. Its first bytes tell its type.",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ACCEPTED},
    }
}
_UPLOAD = problems(WalletNotFound, PictureTypeUnknown, PictureBroken, PictureTooManyPixels, PicturesFull, TooLarge)


class ImageRoute(BoundedRoute):
    """A route whose body may be a file."""

    largest_body = LARGEST_IMAGE


router = APIRouter(prefix="/images", tags=["Images"], route_class=ImageRoute)


@router.post(
    "",
    status_code=201,
    response_model=Image,
    responses={200: {"model": Image, "description": "The wallet had the same file already."}, **_UPLOAD},
    openapi_extra=_BODY,
)
async def upload(caller: Spender, request: Request, wallet: Annotated[Place, Query()]) -> Response:
    """Keep an image for a wallet, to be served resized. The same file again is the same image."""
    image, new = await acts.upload_image(caller, wallet, await request.body(), now=utcnow())
    return answer(image, 201 if new else 200)


@router.post("/sign", response_model=SignedImage, responses=problems(PictureNotFound, TooLarge))
async def sign(caller: Spender, body: SignRequest) -> Response:
    """An address under which anybody is served the image, resized, until it expires.

    The first request for it costs the wallet what the feature `image.resize` costs, and later ones nothing.
    """
    return answer(await acts.look(acts.sign_image, caller, body, now=utcnow()))


@router.get("/{image_id}", response_model=Image, responses=problems(PictureNotFound))
async def find_image(caller: Reader, image_id: Id) -> Response:
    """What is known of an image."""
    return answer(await acts.look(acts.find_image, caller, image_id))


@router.delete("/{image_id}", status_code=204, response_class=Response, responses=problems(PictureNotFound))
async def delete_image(caller: Spender, image_id: Id) -> Response:
    """Delete an image. Its signed addresses lead nowhere from now on, save where they are cached."""
    await acts.act(acts.delete_image, caller, image_id)
    return Response(status_code=204)
