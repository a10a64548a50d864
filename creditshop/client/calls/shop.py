"""What can be bought and used, gifts, links for your customer, images."""

from datetime import datetime
from functools import partial
from typing import Literal

from creditshop.client.answers import CheckoutLink, Feature, Gift, Image, Package, SignedImage, SignInLink
from creditshop.client.calls.call import Call, Page, get, move, pages, post, segment
from creditshop.client.reading import read


def grant(
    wallet: str,
    *,
    credits: int,
    reason: str,
    expires_at: datetime | None = None,
    idempotency_key: str | None = None,
) -> Call[Gift]:
    """Give credits, once for this key; debt is paid first.

    Raises WalletNotFound, AmountInvalid, IdempotencyConflict, Forbidden.
    """
    expiry = expires_at and expires_at.isoformat()
    return move(Gift, "/grants", idempotency_key, wallet=wallet, credits=credits, reason=reason, expires_at=expiry)


def packages(currency: str) -> Call[Page[Package]]:
    """What is on sale in a currency, such as `eur`."""
    return pages(Package, "/packages", currency=currency)


def features() -> Call[Page[Feature]]:
    """The price list: what using each feature costs."""
    return pages(Feature, "/features")


def checkout_link(wallet: str, *, package: str, currency: str, email: str | None = None) -> Call[CheckoutLink]:
    """Where your customer, who has agreed to the shop's terms in your app, pays. The same link until it is paid.

    Raises WalletNotFound, CustomerNotFound, PackageNotFound, EmailInvalid, CheckoutBlocked, CheckoutRefused.
    """
    return post(CheckoutLink, "/checkout_links", wallet=wallet, package=package, currency=currency, email=email)


def sign_in_link(wallet: str) -> Call[SignInLink]:
    """A link that signs the wallet's owner in to their account page, once. Raises WalletNotFound, CustomerNotFound."""
    return post(SignInLink, "/sign_in_links", wallet=wallet)


def upload_image(wallet: str, data: bytes) -> Call[Image]:
    """Keep an image for a wallet, to be served resized. The same file again is the same image.

    Raises WalletNotFound, ImageTypeUnknown, ImageBroken, ImageTooManyPixels, ImagesFull, TooLarge.
    """
    return Call("POST", "/images", partial(read, Image), params={"wallet": wallet}, content=data)


def sign_image(
    image_id: str,
    *,
    width: int,
    height: int | None = None,
    format: Literal["jpeg", "png", "webp"] | None = None,
    expires_in: int | None = None,
) -> Call[SignedImage]:
    """An address under which anybody is served the image, resized, for `expires_in` seconds (usually a day).

    Its first request costs the wallet what the feature `image.resize` costs. Raises ImageNotFound.
    """
    return post(SignedImage, "/images/sign", src=image_id, w=width, h=height, fmt=format, expires_in=expires_in)


def find_image(image_id: str) -> Call[Image]:
    """What is known of an image. Raises ImageNotFound."""
    return get(Image, f"/images/{segment(image_id)}")


def delete_image(image_id: str) -> Call[None]:
    """Delete an image. Raises ImageNotFound, also when a try whose answer was lost has deleted it."""
    return Call("DELETE", f"/images/{segment(image_id)}", lambda _: None)
