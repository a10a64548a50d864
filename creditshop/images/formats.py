"""The types of pictures: which are read, told by their first bytes, and which are made."""

from enum import StrEnum
from typing import Final

from creditshop.images.errors import PictureTypeUnknown


class Format(StrEnum):
    """What a picture can be made into; the name in a signed address."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"

    @property
    def media_type(self) -> str:
        """The IANA media type."""
        return f"image/{self}"


ACCEPTED: Final = ("image/jpeg", "image/png", "image/webp", "image/gif")
_WEBP_AT: Final = 8  # after "RIFF" and the length


def sniff(data: bytes) -> str:
    """The media type that a file's first bytes tell (https://mimesniff.spec.whatwg.org/#image-type-pattern-matching).

    Raises PictureTypeUnknown for any that is not in ACCEPTED. Names and headers are not asked: anybody can write them.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data.startswith(b"RIFF") and data.startswith(b"WEBPVP", _WEBP_AT):
        return "image/webp"
    raise PictureTypeUnknown(ACCEPTED)
