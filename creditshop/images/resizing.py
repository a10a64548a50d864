"""Looking at pictures and making smaller ones, with Pillow. Bytes in, bytes out; blocks: run it in a thread."""

import io
import math
import struct
import zlib
from dataclasses import dataclass
from typing import Any, Final

from PIL import ExifTags, Image, ImageCms, ImageOps

from creditshop.images.errors import PictureBroken, PictureTooManyPixels
from creditshop.images.formats import Format, sniff

MOST_PIXELS: Final = 50_000_000  # 200 MB decoded; the largest that telephones take are 48 to 50 megapixels
LARGEST_SIDE: Final = 4096  # of what is made, in pixels
_MOST_SCANS: Final = 100  # a progressive JPEG has about 10; thousands would keep a decoder busy for hours
_START_OF_SCAN: Final = b"\xff\xda"
_REDUCE: Final = 2.0  # shrink roughly to twice the size, then exactly: hardly to be told from the slow way (Pillow)
_SIDEWAYS: Final = range(5, 9)  # the orientations (Exif 2.3, 4.6.4 A) in which width and height change places
_SRGB: Final = ImageCms.createProfile("sRGB")
_OPTIONS: Final[dict[Format, dict[str, Any]]] = {
    Format.JPEG: {"quality": 82, "progressive": True, "optimize": True},
    Format.PNG: {},
    Format.WEBP: {"quality": 80},
}
# What Pillow's decoders raise for damaged pictures: it promises no one type.
_DAMAGED: Final = (
    OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, struct.error, zlib.error,
)  # fmt: skip
Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # also for what is inside a picture, such as a frame larger than its canvas

Size = tuple[int, int]  # width and height in pixels


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture is; width and height in pixels, the way up that it is shown."""

    media_type: str
    width: int
    height: int


def look(data: bytes) -> Look:
    """What this file is, once its (first) picture has been decoded.

    Raises PictureTypeUnknown, PictureTooManyPixels before anything is decoded, PictureBroken.
    """
    return Look(sniff(data), *_decoded(data).size)


def resize(data: bytes, width: int, height: int | None, form: Format) -> bytes:
    """The picture (of an animation the first) as `form`, made to fit `width` and `height` in pixels: never larger, its
    proportions kept, upright, in sRGB, without metadata. JPEG has no transparency: white shows instead.

    Raises what `look` raises.
    """
    box = (width, height or LARGEST_SIDE)
    image = _in_srgb(_decoded(data, box))
    image.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=_REDUCE)
    if form is Format.JPEG and image.mode == "RGBA":
        image = _on_white(image)
    image.info = {}
    out = io.BytesIO()
    image.save(out, form, **_OPTIONS[form])
    return out.getvalue()


def _decoded(data: bytes, box: Size | None = None) -> Image.Image:
    """The picture, upright. A JPEG that is much larger than `box` is decoded at a half, a quarter or an eighth."""
    form = sniff(data).removeprefix("image/")
    if form == Format.JPEG and data.count(_START_OF_SCAN) > _MOST_SCANS:
        raise PictureBroken
    try:
        image = Image.open(io.BytesIO(data), formats=[form])
        if image.width * image.height > MOST_PIXELS:
            raise PictureTooManyPixels(MOST_PIXELS)
        if box:
            image.draft(None, _enough(image, box))
        image.load()
        ImageOps.exif_transpose(image, in_place=True)
    except Image.DecompressionBombError:
        raise PictureTooManyPixels(MOST_PIXELS) from None
    except _DAMAGED as error:
        raise PictureBroken from error
    return image


def _enough(image: Image.Image, box: Size) -> Size:
    """The size, as the file has it, from which the picture can still be made to fit the box well."""
    sideways = image.getexif().get(ExifTags.Base.Orientation, 1) in _SIDEWAYS
    width, height = reversed(box) if sideways else box
    scale = _REDUCE * min(width / image.width, height / image.height)
    return math.ceil(scale * image.width), math.ceil(scale * image.height)


def _in_srgb(image: Image.Image) -> Image.Image:
    """The picture in the colours that every screen knows, as RGB or RGBA. A profile that is no good is passed over."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode in ("P", "PA", "LA", "La"):
        image = _plain(image, mode)
    profile = image.info.get("icc_profile")
    if profile:
        try:
            made = ImageCms.profileToProfile(image, io.BytesIO(profile), _SRGB, outputMode=mode)
        except ImageCms.PyCMSError:
            return _plain(image, mode)
        if made is not None:
            return made
    return _plain(image, mode)


def _plain(image: Image.Image, mode: str) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits
        image = image.point(lambda value: value / 256).convert("L")
    return image.convert(mode)


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGBA", image.size, "white")
    white.alpha_composite(image)
    return white.convert("RGB")
