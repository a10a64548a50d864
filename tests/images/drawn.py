"""Real pictures of every kind, and files that only pretend."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
SIZE = (64, 48)
_ORIENTATION, _DESCRIPTION, _GPS = 0x0112, 0x010E, 0x8825
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'


def drawn(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image.convert(mode)


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def jpeg(size: tuple[int, int] = SIZE, **options: Any) -> bytes:
    return saved(drawn(size=size), "JPEG", quality=95, **options)


def png(mode: str = "RGB", size: tuple[int, int] = SIZE, **options: Any) -> bytes:
    return saved(drawn(mode, size), "PNG", **options)


def exif(orientation: int) -> Image.Exif:
    """As a telephone writes it: which way up, and where its owner was."""
    data = Image.Exif()
    data[_ORIENTATION], data[_DESCRIPTION] = orientation, "private words"
    data.get_ifd(_GPS).update({1: "N", 2: (52.0, 31.0, 12.0)})
    return data


def animated(form: str) -> bytes:
    """Red and blue first, then green."""
    return saved(drawn(), form, save_all=True, append_images=[Image.new("RGB", SIZE, GREEN)], duration=100)


def swapped_profile() -> bytes:
    """A colour profile under which the file's red is shown green, and its green red."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack_from(">I", profile, 128)[0]
    at = {bytes(profile[start : start + 4]): start for start in range(132, 132 + 12 * count, 12)}
    red, green = (profile[at[name] + 4 : at[name] + 12] for name in (b"rXYZ", b"gXYZ"))
    profile[at[b"rXYZ"] + 4 : at[b"rXYZ"] + 12], profile[at[b"gXYZ"] + 4 : at[b"gXYZ"] + 12] = green, red
    return bytes(profile)


def png_bomb(width: int, height: int) -> bytes:
    """A valid PNG of one colour: a few KB whose pixels would fill the memory."""
    rows = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    body = b"".join(rows.compress(row) for _ in range(height)) + rows.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, (b"IHDR", b"IDAT", b"IEND"), (header, body, b"")))


def jpeg_of_many_scans(count: int) -> bytes:
    """A small progressive JPEG that refines the same pixels again and again."""
    whole = jpeg(progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * count + whole[-2:]


def webp_header(width: int, height: int) -> bytes:
    """A WebP file whose header promises a size and whose content is missing."""
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<II", 10, 0) + sizes + b"VP8L" + struct.pack("<I", 20) + b"\x2f" + bytes(19)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def gif_bomb(width: int, height: int) -> bytes:
    """A GIF with a large canvas around a small picture."""
    whole = saved(drawn(), "GIF")
    return whole[:6] + struct.pack("<HH", width, height) + whole[10:]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
