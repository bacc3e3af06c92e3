"""Identifiers and the addresses of images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_database.kinds import NO_IMAGE, Image

if TYPE_CHECKING:
    from random import Random

PICTURES = "https://i.pinimg.com/originals"
THUMBNAILS = "https://i.pinimg.com/videos/thumbnails/originals"
# File endings of pictures by cumulative share; the rest is .jpg.
PNG, WEBP, GIF = 0.16, 0.165, 0.17
VARIANTS = "89ab"


def unique_id(rng: Random) -> str:
    """Return a random (version 4) UUID in lower case."""
    digits = f"{rng.getrandbits(128):032x}"
    variant = VARIANTS[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def image_src(rng: Random, image: Image) -> str | None:
    """Return the address that a row of that kind shows."""
    if image is Image.NULL:
        return None
    if image is Image.MISSING:
        return NO_IMAGE
    digits = f"{rng.getrandbits(128):032x}"
    path = f"{digits[:2]}/{digits[2:4]}/{digits[4:6]}/{digits}"
    if image is Image.THUMBNAIL:
        return f"{THUMBNAILS}/{path}.0000001.jpg"
    return f"{PICTURES}/{path}.{_ending(rng.random())}"


def _ending(draw: float) -> str:
    if draw >= GIF:
        return "jpg"
    if draw < PNG:
        return "png"
    return "webp" if draw < WEBP else "gif"
