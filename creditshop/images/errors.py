"""Why a picture is not kept, or an address of one not served: expected outcomes, each with its data."""

from dataclasses import dataclass
from typing import ClassVar


class ImageError(Exception):
    """Something about a picture or a signed address is wrong; `code` is its name in every API."""

    code: ClassVar[str]


@dataclass(eq=False)
class PictureNotFound(ImageError):
    """No picture has this id, or it is somebody else's."""

    code: ClassVar[str] = "IMAGE_NOT_FOUND"
    picture_id: str

    def __str__(self) -> str:
        return f"There is no picture {self.picture_id}."


@dataclass(eq=False)
class PictureTypeUnknown(ImageError):
    """Its first bytes are those of no type that is accepted, whatever its name or Content-Type says."""

    code: ClassVar[str] = "IMAGE_TYPE_UNKNOWN"
    accepted: tuple[str, ...]

    def __str__(self) -> str:
        return f"Only these types of pictures are accepted: {', '.join(self.accepted)}."


@dataclass(eq=False)
class PictureBroken(ImageError):
    """It begins like a picture but cannot be decoded: truncated, damaged, or made to keep a decoder busy."""

    code: ClassVar[str] = "IMAGE_BROKEN"

    def __str__(self) -> str:
        return "The picture is damaged or incomplete."


@dataclass(eq=False)
class PictureTooManyPixels(ImageError):
    """Its header promises more pixels than are decoded."""

    code: ClassVar[str] = "IMAGE_TOO_MANY_PIXELS"
    most_pixels: int

    def __str__(self) -> str:
        return f"A picture may have {self.most_pixels} pixels at most."


@dataclass(eq=False)
class PicturesFull(ImageError):
    """The wallet keeps as many pictures, or bytes of them, as it may."""

    code: ClassVar[str] = "IMAGES_FULL"
    most_pictures: int
    most_bytes: int

    def __str__(self) -> str:
        return f"A wallet keeps {self.most_pictures} pictures and {self.most_bytes} bytes at most: delete some first."


@dataclass(eq=False)
class SignatureInvalid(ImageError):
    """The address was not signed by this shop, or was changed since."""

    code: ClassVar[str] = "SIGNATURE_INVALID"

    def __str__(self) -> str:
        return "The address was not signed here, or was changed."


@dataclass(eq=False)
class LinkExpired(ImageError):
    """The address was signed, but for a time that is over."""

    code: ClassVar[str] = "LINK_EXPIRED"

    def __str__(self) -> str:
        return "The address was valid for a time that is over: sign a new one."


class Busy(ImageError):
    """More pictures wait to be worked on than should."""

    code: ClassVar[str] = "UNAVAILABLE"

    def __str__(self) -> str:
        return "Too many pictures are being worked on: try again in a moment."
