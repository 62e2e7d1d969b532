"""Uploaded PNG and JPEG pictures: what is kept of them, and what no decoder should meet."""

from __future__ import annotations

import base64
import io
import re
import struct
import zlib
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from badge_classes.artwork import BYTES_LIMIT, ArtworkError, check, rasterise
from badge_classes.uploads import Upload, pictures, receive
from badge_classes.uploads.notes import Notes
from tests.pictures.corpus import ALTERNATIVE
from tests.pictures.harmless import harm
from verifier.openbadges import png as baked_png
from verifier.openbadges import svg as baked_svg

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


def png(image: Image.Image, **options: object) -> bytes:
    """Return an image as a PNG."""
    output = io.BytesIO()
    image.save(output, "PNG", **options)
    return output.getvalue()


def jpeg(image: Image.Image, **options: object) -> bytes:
    """Return an image as a JPEG."""
    output = io.BytesIO()
    image.save(output, "JPEG", **options)
    return output.getvalue()


def gradient(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Return an image with many colours."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, Image.new("L", (width, height), 90))).convert(mode)


def noise(side: int) -> Image.Image:
    """Return an image that cannot be compressed."""
    octets = bytes(
        (a * 7919 + 13) * (a + 11) % 65_521 >> shift & 255
        for a in range(side * side)
        for shift in (0, 3, 7)
    )
    return Image.frombytes("RGB", (side, side), octets)


def embedded(upload: Upload) -> Image.Image:
    """Return the picture in an uploaded picture's SVG, as RGBA."""
    found = re.search(r"base64,([A-Za-z0-9+/=]+)", upload.svg)
    assert found
    return Image.open(io.BytesIO(base64.b64decode(found[1]))).convert("RGBA")


def chunk(name: bytes, body: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def codes(upload: Upload) -> list[str]:
    """Return the codes of the notes on an upload."""
    return [note.code for note in upload.notes]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_a_png_becomes_artwork(mode: str) -> None:
    """Each kind of PNG becomes an SVG that is harmless, drawn, baked and the same again."""
    image = Image.new(mode, (400, 400), 40_000) if mode == "I;16" else gradient(400, 400, mode)
    upload = receive(png(image), ALTERNATIVE)
    assert codes(upload) == []
    assert harm(upload.svg) == []
    check(upload.svg)
    assert receive(upload.svg.encode(), ALTERNATIVE) == upload
    assert receive(png(image), ALTERNATIVE) == upload
    picture = rasterise(upload.svg)
    assert baked_png.extract(baked_png.bake(picture, "a.b.c")) == "a.b.c"
    assert baked_svg.extract(baked_svg.bake(upload.svg.encode(), "a.b.c")) == "a.b.c"
    before, after = embedded(upload), Image.open(io.BytesIO(picture)).convert("RGBA")
    if mode == "RGB":
        assert before.convert("RGB").tobytes() == image.tobytes()
        assert after.tobytes() == before.tobytes()
    if mode == "I;16":
        assert before.getpixel((9, 9)) == (156, 156, 156, 255)


def test_nothing_but_pixels_is_kept() -> None:
    """Where and by whom a picture was taken is nobody's business, nor what hides behind it."""
    image = gradient(400, 400, "RGBA")
    image.putalpha(Image.new("L", image.size, 0))
    image.paste((1, 2, 3, 255), (0, 0, 200, 400))
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "secret")
    text.add_itxt("openbadges", "a.b.c", zip=True)
    exif = Image.Exif()
    exif[0x010E] = "secret"
    data = png(image, pnginfo=text, exif=exif) + b"secret"
    svg = receive(data, ALTERNATIVE).svg
    found = base64.b64decode(re.findall(r"base64,([^\"]+)", svg)[0])
    assert b"secret" not in found
    assert set(re.findall(rb"IHDR|PLTE|tRNS|IDAT|IEND|[itz]TXt|eXIf|iCCP", found)) <= {
        *(b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
    }
    # What is transparent has no colour, so nothing can be hidden there.
    assert embedded(receive(data, ALTERNATIVE)).getpixel((399, 200)) == (0, 0, 0, 0)


def test_a_photograph_is_turned_upright_and_scaled() -> None:
    """A telephone's JPEG: large, on its side, with EXIF; it ends upright with 400 pixels."""
    image = Image.new("RGB", (1200, 900), (250, 250, 250))
    image.paste((200, 0, 0), (0, 0, 1200, 100))
    exif = Image.Exif()
    exif[0x0112] = 6  # The camera was held upright: turn by 90 degrees.
    upload = receive(jpeg(image, exif=exif, quality=95), ALTERNATIVE)
    assert codes(upload) == ["upload.reduced", "upload.not_square"]
    found = embedded(upload)
    assert found.size == (300, 400)
    red = found.getpixel((295, 200))
    assert isinstance(red, tuple)
    assert red[0] > 150
    assert red[1] < 60


def test_colours_of_a_profile_become_those_of_the_web() -> None:
    """A profile is applied, then dropped; one that cannot be read is told of."""
    image = Image.new("RGB", (400, 400), (128, 64, 32))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert codes(receive(png(image, icc_profile=profile), ALTERNATIVE)) == []
    assert codes(receive(png(image, icc_profile=b"nonsense"), ALTERNATIVE)) == ["upload.profile"]
    cmyk = receive(jpeg(Image.new("CMYK", (400, 400), (0, 255, 255, 0))), ALTERNATIVE)
    red = embedded(cmyk).getpixel((5, 5))
    assert isinstance(red, tuple)
    assert red[0] > 200
    assert red[1] < 60


def test_a_picture_that_moves_shows_its_first() -> None:
    """An animated PNG is one picture, and the organiser is told."""
    frames = [Image.new("RGB", (400, 400), colour) for colour in ("red", "blue")]
    data = png(frames[0], save_all=True, append_images=frames[1:], duration=100)
    upload = receive(data, ALTERNATIVE)
    assert codes(upload) == ["upload.animated"]
    assert embedded(upload).getpixel((5, 5)) == (255, 0, 0, 255)


def test_a_badge_stays_small() -> None:
    """Noise of 400 pixels would have half a megabyte; 256 colours of it have much less."""
    upload = receive(png(noise(400)), ALTERNATIVE)
    assert codes(upload) == ["upload.colours"]
    assert len(upload.svg) < BYTES_LIMIT
    assert len(rasterise(upload.svg)) < baked_png.MAX_PICTURE_BYTES / 6
    assert receive(upload.svg.encode(), ALTERNATIVE).svg == upload.svg


def test_a_small_picture_is_accepted_with_a_warning() -> None:
    """From 90 pixels on a picture is taken; hosts recommend 400."""
    assert codes(receive(png(gradient(90, 90)), ALTERNATIVE)) == ["upload.small"]
    with pytest.raises(ArtworkError, match="90 the least"):
        receive(png(gradient(89, 80)), ALTERNATIVE)


def _bomb(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and has pixels, all black, for a part of it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(10_000_000), 9)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_bomb(60_000, 60_000), "artwork.pixels"),
        (_bomb(4_900, 4_900), "artwork.pixels"),
        (_bomb(0, 0), "artwork.picture"),
        (_bomb(2_000, 2_000), "artwork.picture"),
        (png(gradient(400, 400))[:900], "artwork.picture"),
        (png(gradient(400, 400)).replace(b"IDAT", b"IDAX"), "artwork.picture"),
        (SIGNATURE, "artwork.picture"),
        (SIGNATURE + b"x" * pictures.BYTES_LIMIT, "artwork.too_large"),
        (b"\xff\xd8\xff" + bytes(100), "artwork.picture"),
        (jpeg(gradient(400, 400))[:300], "artwork.picture"),
        (
            jpeg(gradient(400, 400), progressive=True).replace(b"\xff\xda", b"\xff\xda" * 200, 1),
            "artwork.picture",
        ),
        (SIGNATURE + b"<svg xmlns='http://www.w3.org/2000/svg'/>", "artwork.picture"),
    ],
)
def test_what_a_decoder_should_not_meet_is_refused(data: bytes, code: str) -> None:
    """Bombs, stumps and polyglots end in one sentence."""
    with pytest.raises(ArtworkError) as caught:
        receive(data, ALTERNATIVE)
    assert caught.value.code == code


@settings(max_examples=150, deadline=None)
@given(st.booleans(), st.integers(0), st.integers(0, 30), st.binary(max_size=10))
def test_a_damaged_picture_is_renewed_or_refused(
    is_png: bool,  # noqa: FBT001  Drawn by hypothesis.
    position: int,
    length: int,
    octets: bytes,
) -> None:
    """Bytes cut out of a picture, or put into it, do not break the decoding."""
    image = gradient(120, 120)
    exif = Image.Exif()
    exif[0x0112] = 3
    data = png(image, exif=exif) if is_png else jpeg(image, exif=exif)
    start = position % len(data)
    broken = data[:start] + octets + data[start + length :]
    try:
        upload = receive(broken, ALTERNATIVE)
    except ArtworkError as error:
        assert error.sentence  # noqa: PT017  Either outcome is right here.
    else:
        assert harm(upload.svg) == []


def test_a_renewed_picture_is_known_as_one() -> None:
    """Pixels alone, small: what was renewed is recognised, and nothing else."""
    found = pictures.renewed(png(gradient(600, 300)), Notes())
    assert (found.width, found.height, found.original) == (400, 200, (600, 300))
    assert pictures.is_renewed(found.png)
    extra = found.png.replace(SIGNATURE, SIGNATURE + chunk(b"tEXt", b"a\0b"), 1)
    for other in (b"", extra, found.png + b"x", found.png[:-1], png(gradient(600, 300))):
        assert not pictures.is_renewed(other)
