"""Pictures: uploaded by apps, resized under signed addresses, paid with credits."""

from creditshop.images import store
from creditshop.images.charging import charge, is_paid, let_go, reserve
from creditshop.images.errors import (
    Busy,
    ImageError,
    LinkExpired,
    PictureBroken,
    PictureNotFound,
    PicturesFull,
    PictureTooManyPixels,
    PictureTypeUnknown,
    SignatureInvalid,
)
from creditshop.images.formats import ACCEPTED, Format
from creditshop.images.pictures import PictureView, delete_picture, find_picture, keep, new_picture
from creditshop.images.resizing import LARGEST_SIDE, Look, look, resize
from creditshop.images.signing import Link, read_link, signing_secrets
from creditshop.images.sweeping import register_jobs
from creditshop.images.workshop import work

__all__ = [
    "ACCEPTED",
    "LARGEST_SIDE",
    "Busy",
    "Format",
    "ImageError",
    "Link",
    "LinkExpired",
    "Look",
    "PictureBroken",
    "PictureNotFound",
    "PictureTooManyPixels",
    "PictureTypeUnknown",
    "PictureView",
    "PicturesFull",
    "SignatureInvalid",
    "charge",
    "delete_picture",
    "find_picture",
    "is_paid",
    "keep",
    "let_go",
    "look",
    "new_picture",
    "read_link",
    "register_jobs",
    "reserve",
    "resize",
    "signing_secrets",
    "store",
    "work",
]
