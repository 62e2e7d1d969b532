"""Pixels: PNG and JPEG pictures from strangers, made anew.

`renewed` decodes a picture and writes other bytes with the same look: a PNG in sRGB with four
kinds of chunks and nothing that a camera, a program or an attacker put beside the pixels. It is
a function of what can be seen: pixels that are wholly transparent lose their colour, and
equal pixels give equal bytes on the same version of Pillow. A renewed picture renewed again
is the same picture.

What a decoder could be led astray by is looked at first: the size that the header claims, the
number of scans of a JPEG (a thousand of them in a small file take minutes), and chunks of a PNG
that are no pixels. Pillow then reads the one format that the first bytes are of.
"""

from __future__ import annotations

import base64
import io
import re
import struct
import warnings
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageCms, ImageFile, ImageOps, JpegImagePlugin, PngImagePlugin

from badge_classes.artwork import ArtworkError
from badge_classes.limits import UPLOAD_BYTES_LIMIT
from badge_classes.uploads.notes import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from badge_classes.uploads.notes import Notes

BYTES_LIMIT: Final = UPLOAD_BYTES_LIMIT
SIDE_LIMIT: Final = 5_000
PIXELS_LIMIT: Final = 8_400_000
"""Pixels that are decoded: JPEG pictures are decoded small."""
SIDE: Final = 400
"""Pixels on the longer side of a renewed picture; see artwork.SIZE."""
SMALLEST: Final = 90
"""Open Badges 1.0 asks badge pictures for 90 pixels or more, and lists show about as many."""
RENEWED_LIMIT: Final = 165_000
"""Bytes of a renewed picture: SIDE by SIDE with 256 colours fits. SVG makes it a third longer."""
COLOURS: Final = 256
SCANS_LIMIT: Final = 100
PROFILE_LIMIT: Final = 1_000_000

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_CHUNK: Final = struct.Struct(">I4s")
_PIXEL_CHUNKS: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_READ_CHUNKS: Final = _PIXEL_CHUNKS | {b"iCCP", b"sRGB", b"eXIf"}
_ADDRESS: Final = re.compile(r"data:image/(?:png|jpe?g)\s*;\s*base64\s*,", re.IGNORECASE)
_UNREADABLE: Final = (*(OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error),)


@dataclass(frozen=True, slots=True)
class Picture:
    """A renewed PNG. `width` and `height` are pixels; `original` is what it had before."""

    png: bytes
    width: int
    height: int
    original: tuple[int, int]

    @property
    def address(self) -> str:
        """The picture as a data address (RFC 2397)."""
        return f"data:image/png;base64,{base64.b64encode(self.png).decode()}"


def is_picture(data: bytes) -> bool:
    """Say whether the first bytes are those of a PNG or a JPEG."""
    return data.startswith((_PNG, _JPEG))


def from_address(address: str) -> bytes | None:
    """Return the bytes in a data address of a PNG or JPEG, or None if it is another address.

    Raises ArtworkError if the bytes are not base64, too many, or those of another format.
    """
    match = _ADDRESS.match(address.strip())
    if not match:
        return None
    try:
        data = base64.b64decode("".join(address.strip()[match.end() :].split()), validate=True)
    except ValueError as error:
        raise refusal("artwork.picture") from error
    if not is_picture(data):
        raise refusal("artwork.picture")
    return data


def renewed(data: bytes, notes: Notes, *, smallest: int = 1) -> Picture:
    """Return a picture made anew, scaled down to SIDE pixels on its longer side.

    Raises ArtworkError if it is no PNG or JPEG, damaged, too large, or smaller on its longer
    side than `smallest` pixels. What changed is noted.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of EXIF data that it cannot read, and then goes on without them.
            warnings.simplefilter("ignore", UserWarning)
            return _renewed(data, notes, smallest)
    except ArtworkError:
        raise
    except _UNREADABLE as error:
        raise refusal("artwork.picture") from error


def is_renewed(data: bytes) -> bool:
    """Say whether a PNG could be a renewed picture: its size, and no chunk but pixels.

    The pixels are not decoded, so it says nothing about how they were compressed: that
    differs from one version of Pillow to the next.
    """
    try:
        chunks = list(_chunks(data)) if data.startswith(_PNG) else []
        names = [name for name, _ in chunks]
        if not names or names[0] != b"IHDR" or names[-1] != b"IEND":
            return False
        width, height = struct.unpack(">II", chunks[0][1][:8])
    except _UNREADABLE:
        return False
    is_small = 0 < width <= SIDE and 0 < height <= SIDE and len(data) <= RENEWED_LIMIT
    return is_small and set(names) <= _PIXEL_CHUNKS


def _renewed(data: bytes, notes: Notes, smallest: int) -> Picture:
    # 1. The file: its length, its format, and what could lead the decoder astray.
    if len(data) > BYTES_LIMIT:
        raise refusal("artwork.too_large", value=len(data), unit="bytes", limit=BYTES_LIMIT)
    reader: type[ImageFile.ImageFile]
    if data.startswith(_PNG):
        reader, data = PngImagePlugin.PngImageFile, _only_pixels(data, notes)
    elif data.startswith(_JPEG) and data.count(b"\xff\xda") <= SCANS_LIMIT:
        reader = JpegImagePlugin.JpegImageFile
    else:
        raise refusal("artwork.picture")
    # 2. The size that the header claims, before anything is decoded. Image.open would guess
    #    among formats, and its own limit is far beyond ours and partly a warning.
    with reader(io.BytesIO(data)) as image:
        width, height = image.size
        if max(image.size) > SIDE_LIMIT or max(image.size) < smallest:
            raise _wrong_size(width, height, smallest)
        image.draft(None, (2 * SIDE, 2 * SIDE))
        if image.width * image.height > PIXELS_LIMIT:
            raise _wrong_size(width, height, smallest)
        # 3. The pixels, upright, in sRGB with opacity, and small.
        image.load()
        profile = image.info.get("icc_profile") or b""
        ImageOps.exif_transpose(image, in_place=True)
        turned = (image.width > image.height) != (width > height)
        original = (height, width) if turned else (width, height)
        pixels = _scaled(_in_srgb(image, profile, notes))
    if max(original) > SIDE:
        limit = f"{pixels.width} by {pixels.height}"
        notes.add("upload.reduced", width=original[0], height=original[1], limit=limit)
    # 4. Other bytes, with fewer colours if they would be too many.
    png = _written(pixels)
    if len(png) > RENEWED_LIMIT:
        notes.add("upload.colours", limit=COLOURS)
        method = Image.Quantize.FASTOCTREE if _is_translucent(pixels) else Image.Quantize.MEDIANCUT
        source = pixels if _is_translucent(pixels) else pixels.convert("RGB")
        pixels = _without_hidden(source.quantize(COLOURS, method=method).convert("RGBA"))
        png = _written(pixels)
    if len(png) > RENEWED_LIMIT:
        raise refusal("artwork.too_large", value=len(png), unit="bytes", limit=RENEWED_LIMIT)
    return Picture(png, pixels.width, pixels.height, original)


def _wrong_size(width: int, height: int, smallest: int) -> Exception:
    # 8,400,000 pixels are a square of 2,898.
    return refusal("artwork.pixels", width=width, height=height, limit=2_898, smallest=smallest)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the data of each chunk up to IEND (PNG, section 5.3).

    Raises ValueError if the file ends before IEND, or goes on behind it.
    """
    position = len(_PNG)
    name = b""
    while name != b"IEND":
        length, name = _CHUNK.unpack_from(data, position)
        start = position + _CHUNK.size
        position = start + length + 4
        body = data[start : start + length]
        if position > len(data) or zlib.crc32(name + body) != int.from_bytes(
            data[position - 4 : position], "big"
        ):
            raise ValueError("A chunk is damaged.")
        yield name, body
    if position != len(data):
        raise ValueError("Something stands behind the picture.")


def _only_pixels(data: bytes, notes: Notes) -> bytes:
    """Return a PNG without the chunks that we do not read, and its pixels in one IDAT."""
    kept: list[tuple[bytes, bytes]] = []
    pixels: list[bytes] = []
    # What stands behind IEND is not looked at: phones and hiding places put things there.
    end = data.rfind(b"IEND") + 8
    for name, body in _chunks(data[:end]):
        if name == b"acTL":
            notes.add("upload.animated")
        if name == b"IDAT":
            pixels.append(body)
        elif name in _READ_CHUNKS and name not in {one for one, _ in kept}:
            kept.append((name, body))
    before, last = kept[:-1], kept[-1:]
    return _PNG + b"".join(
        _framed(name, body) for name, body in [*before, (b"IDAT", b"".join(pixels)), *last]
    )


def _framed(name: bytes, body: bytes) -> bytes:
    return _CHUNK.pack(len(body), name) + body + zlib.crc32(name + body).to_bytes(4, "big")


def _in_srgb(image: Image.Image, profile: bytes, notes: Notes) -> Image.Image:
    """Return the pixels as RGBA in sRGB; a profile that cannot be read is noted."""
    if image.mode.startswith("I"):
        # 16 bits of grey: Pillow would cut them off at 255 instead of scaling them.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        has_alpha = image.mode in {"LA", "PA", "La"} or "transparency" in image.info
        image = image.convert("RGBA" if has_alpha else "RGB")
    if "transparency" in image.info:
        image = image.convert("RGBA")
    if 0 < len(profile) <= PROFILE_LIMIT:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGBA" if image.mode == "RGBA" else "RGB"
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, srgb, outputMode=mode)
            image = converted or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            notes.add("upload.profile")
    elif profile:
        notes.add("upload.profile")
    return image.convert("RGBA")


def _scaled(image: Image.Image) -> Image.Image:
    """Return the picture no larger than SIDE, with nothing hidden in transparent pixels."""
    if max(image.size) > SIDE:
        scale = SIDE / max(image.size)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        # With colours multiplied by opacity, or transparent pixels would stain the edges.
        small = image.convert("RGBa").resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        image = small.convert("RGBA")
    return _without_hidden(image)


def _without_hidden(image: Image.Image) -> Image.Image:
    clean = Image.new("RGBA", image.size, (0, 0, 0, 0))
    visible = image.getchannel("A").point(lambda value: 255 if value else 0)
    clean.paste(image, (0, 0), visible)
    return clean


def _is_translucent(pixels: Image.Image) -> bool:
    return pixels.getchannel("A").getextrema() != (255, 255)


def _written(pixels: Image.Image) -> bytes:
    """Return RGBA pixels as the bytes of a PNG: a function of the pixels alone."""
    image = pixels if _is_translucent(pixels) else pixels.convert("RGB")
    raw = pixels.tobytes()
    colours = sorted({raw[i : i + 4] for i in range(0, len(raw), 4)})
    if len(colours) <= COLOURS:
        image = _with_palette(pixels, colours)
    output = io.BytesIO()
    image.save(output, "PNG", optimize=True, compress_level=9)
    return output.getvalue()


def _with_palette(pixels: Image.Image, colours: list[bytes]) -> Image.Image:
    """Return RGBA pixels of at most 256 colours as an image with these in its palette."""
    indices = {colour: index for index, colour in enumerate(colours)}
    raw = pixels.tobytes()
    image = Image.new("P", pixels.size)
    image.putdata([indices[raw[i : i + 4]] for i in range(0, len(raw), 4)])
    image.putpalette([octet for colour in colours for octet in colour], "RGBA")
    return image
