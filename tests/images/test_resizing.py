"""Pictures come out as asked, upright, in true colours, without secrets; what is no good is refused before it costs."""

import io
import random

import pytest
from PIL import Image

from creditshop.images import (
    Format,
    Look,
    PictureBroken,
    PictureTooManyPixels,
    PictureTypeUnknown,
    look,
    resize,
)
from creditshop.images.errors import ImageError
from creditshop.images.resizing import LARGEST_SIDE, MOST_PIXELS, _decoded
from tests.images import drawn
from tests.images.drawn import BLUE, GREEN, RED, SIZE, WHITE

MODES = ("1", "L", "P", "LA", "RGB", "RGBA", "I;16")
Pixel = tuple[int, ...]


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def pixel(data: bytes, x: float, y: float = 0.5) -> Pixel:
    """The colour at a place, from 0 to 1."""
    image = opened(data)
    found = image.getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(found, tuple)
    return found


def near(one: Pixel, other: Pixel) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one[:3], other[:3], strict=True))


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("source", ["jpeg", "png"])
def test_a_picture_is_made_smaller_in_the_type_asked_for(source: str, form: Format) -> None:
    made = resize(getattr(drawn, source)(), 32, None, form)
    assert opened(made).size == (32, 24)
    assert opened(made).get_format_mimetype() == form.media_type
    assert near(pixel(made, 0.2), RED)
    assert near(pixel(made, 0.8), BLUE)


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [(32, None, (32, 24)), (32, 12, (16, 12)), (16, 48, (16, 12)), (200, None, SIZE), (200, 200, SIZE), (1, 1, (1, 1))],
)
def test_it_fits_into_the_box_and_is_never_made_larger(width: int, height: int | None, size: tuple[int, int]) -> None:
    assert opened(resize(drawn.jpeg(), width, height, Format.WEBP)).size == size


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("box", [(40, LARGEST_SIDE), (400, 30)])
def test_a_large_jpeg_is_decoded_at_no_more_than_is_needed(box: tuple[int, int], orientation: int) -> None:
    data = drawn.jpeg((640, 480) if orientation <= 4 else (480, 640), exif=drawn.exif(orientation))
    assert _decoded(data, box).size == (80, 60)
    assert opened(resize(data, *box, Format.PNG)).size == (40, 30)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("source", ["jpeg", "png"])
def test_it_is_upright_whichever_way_the_camera_was_held(source: str, orientation: int) -> None:
    data = getattr(drawn, source)(exif=drawn.exif(orientation))
    size = SIZE if orientation <= 4 else SIZE[::-1]
    assert (look(data).width, look(data).height) == size
    made = resize(data, size[0] // 2, None, Format.PNG)
    assert opened(made).size == (size[0] // 2, size[1] // 2)
    red_at = {1: (0.1, 0.5), 2: (0.9, 0.5), 3: (0.9, 0.5), 4: (0.1, 0.5)}.get(orientation)
    red_at = red_at or {5: (0.5, 0.1), 6: (0.5, 0.1), 7: (0.5, 0.9), 8: (0.5, 0.9)}[orientation]
    assert near(pixel(made, *red_at), RED)


@pytest.mark.parametrize("form", Format)
def test_what_the_camera_wrote_about_its_owner_is_gone(form: Format) -> None:
    source = drawn.jpeg(exif=drawn.exif(1), comment=b"private words", icc_profile=drawn.swapped_profile())
    made = resize(source, 32, None, form)
    assert b"private" not in made
    assert not opened(made).getexif()
    assert not {"comment", "icc_profile", "exif", "xmp"} & opened(made).info.keys()


def test_cmyk_for_printing_becomes_rgb_for_screens() -> None:
    made = resize(drawn.saved(drawn.drawn("CMYK"), "JPEG", quality=95), 32, None, Format.JPEG)
    assert opened(made).mode == "RGB"
    assert near(pixel(made, 0.2), RED)


@pytest.mark.parametrize("source", ["jpeg", "png"])
def test_a_colour_profile_is_applied(source: str) -> None:
    made = resize(getattr(drawn, source)(icc_profile=drawn.swapped_profile()), 32, None, Format.PNG)
    assert near(pixel(made, 0.2), GREEN)
    assert near(pixel(made, 0.8), BLUE)


def test_a_colour_profile_that_is_none_is_passed_over() -> None:
    made = resize(drawn.jpeg(icc_profile=b"no profile" * 20), 32, None, Format.PNG)
    assert near(pixel(made, 0.2), RED)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_picture_is_made(kind: str) -> None:
    made = resize(drawn.animated(kind), 32, None, Format.PNG)
    assert getattr(opened(made), "n_frames", 1) == 1
    assert near(pixel(made, 0.2), RED)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("form", Format)
def test_every_kind_of_png_is_read(mode: str, form: Format) -> None:
    image = drawn.drawn("L").convert("I;16") if mode == "I;16" else drawn.drawn(mode)
    assert opened(resize(drawn.saved(image, "PNG"), 16, None, form)).size == (16, 12)


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    deep = Image.frombytes("I;16", (3, 1), b"\x00\x00\x00\x80\xff\xff")
    made = resize(drawn.saved(deep, "PNG"), 3, None, Format.PNG)
    assert [pixel(made, x)[0] for x in (0, 0.4, 0.9)] == [0, 128, 255]


def test_transparency_is_kept_and_white_shows_where_there_is_none() -> None:
    clear = drawn.saved(Image.new("RGBA", SIZE, (255, 0, 0, 0)), "PNG")
    assert pixel(resize(clear, 32, None, Format.PNG), 0.5)[3] == 0
    assert pixel(resize(clear, 32, None, Format.WEBP), 0.5)[3] == 0
    assert near(pixel(resize(clear, 32, None, Format.JPEG), 0.5), WHITE)


def test_a_picture_with_a_second_one_inside_is_a_jpeg() -> None:
    """As telephones make them for depth and brightness."""
    data = drawn.saved(drawn.drawn(), "MPO", save_all=True, append_images=[Image.new("RGB", SIZE, GREEN)])
    assert look(data) == Look("image/jpeg", *SIZE)
    assert near(pixel(resize(data, 32, None, Format.PNG), 0.2), RED)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF",
        b"hello",
        drawn.SVG,
        b"<?xml version='1.0'?>" + drawn.SVG,
        b"%PDF-1.7",
        drawn.saved(drawn.drawn(), "BMP"),
        drawn.saved(drawn.drawn(), "TIFF"),
        drawn.saved(drawn.drawn(), "ICO"),
        b"RIFF\0\0\0\0WAVEfmt ",
    ],
)
def test_what_is_no_accepted_picture_is_refused_whatever_it_calls_itself(data: bytes) -> None:
    """OWASP ASVS 5.0, 5.2.2."""
    with pytest.raises(PictureTypeUnknown):
        look(data)


@pytest.mark.parametrize(
    "data",
    [drawn.jpeg(), drawn.png(), drawn.saved(drawn.drawn(), "GIF"), drawn.animated("WEBP")],
    ids=["jpeg", "png", "gif", "webp"],
)
def test_a_truncated_picture_is_refused(data: bytes) -> None:
    for length in (40, len(data) // 2, len(data) * 3 // 4):
        with pytest.raises(PictureBroken):
            look(data[:length])


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    "data",
    [
        drawn.png_bomb(50_000, 50_000),
        drawn.webp_header(16_384, 16_384),
        drawn.gif_bomb(65_000, 65_000),
        drawn.png_bomb(9_000, 9_000),
    ],
    ids=["png", "webp", "gif", "png of less than twice as many"],
)
def test_a_bomb_is_refused_before_it_is_decoded(data: bytes) -> None:
    """OWASP ASVS 5.0, 5.2.6."""
    assert len(data) < 512 * 1024
    before = Image.core.get_stats()["new_count"]
    with pytest.raises(PictureTooManyPixels) as refused:
        resize(data, 100, None, Format.JPEG)
    assert refused.value.most_pixels == MOST_PIXELS
    assert Image.core.get_stats()["new_count"] == before  # no memory was taken for pixels


def test_a_jpeg_that_would_keep_the_decoder_busy_is_refused() -> None:
    look(drawn.jpeg(progressive=True))
    look(drawn.jpeg_of_many_scans(50))
    with pytest.raises(PictureBroken):
        look(drawn.jpeg_of_many_scans(200))


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_picture_is_refused_or_read_but_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    sources = [
        drawn.jpeg(exif=drawn.exif(6), icc_profile=drawn.swapped_profile()),
        drawn.jpeg(progressive=True),
        drawn.png(exif=drawn.exif(6), icc_profile=drawn.swapped_profile()),
        drawn.png("P", transparency=3),
        *map(drawn.animated, ("GIF", "WEBP", "PNG")),
    ]
    refused = 0
    for _ in range(100):
        data = bytearray(chance.choice(sources))
        for _ in range(chance.randrange(1, 6)):
            data[int(chance.random() ** 2 * len(data))] = chance.randrange(256)
        try:
            resize(bytes(data), 20, chance.choice([None, 20]), chance.choice(list(Format)))
        except ImageError:
            refused += 1
    assert 10 < refused < 100
