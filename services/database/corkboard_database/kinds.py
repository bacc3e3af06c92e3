"""The kinds of a pin's row: which sentinels go together, and how often each kind occurs in a category."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate

NO_TITLE = "No Title Data Available"
NO_DESCRIPTION = "No description available"
NO_STORY_DESCRIPTION = "No description available Story format"
NO_USER = "User Info Error"
NO_TAGS = ",".join("No Tags Available")
NO_IMAGE = "Image src error."
STORY_PAGE = "multi-video(story page format)"


class Image(Enum):
    """What ``image_src`` holds."""

    PICTURE = "picture"
    THUMBNAIL = "thumbnail"
    MISSING = "missing"
    NULL = "null"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of row.

    Attributes:
        media: ``is_image_or_video``.
        image: What ``image_src`` holds; it was downloaded if it is an address.
        description: The sentinel instead of a description, if any.
        tags: The sentinel instead of tags, if any.
        title: The sentinel instead of a title, if any.
    """

    media: str | None
    image: Image
    description: str | None = None
    tags: str | None = None
    title: str | None = None

    @property
    def downloaded(self) -> int:
        """1 if there is an image, else 0."""
        return int(self.image in (Image.PICTURE, Image.THUMBNAIL))


BROKEN = Kind(STORY_PAGE, Image.MISSING, NO_STORY_DESCRIPTION, NO_TAGS, NO_TITLE)
PICTURE = Kind("image", Image.PICTURE)
STORY = Kind(STORY_PAGE, Image.THUMBNAIL, NO_STORY_DESCRIPTION)
STORY_WITHOUT_IMAGE = Kind(STORY_PAGE, Image.MISSING, NO_STORY_DESCRIPTION)
NULLS = Kind(None, Image.NULL)

# Shares of all rows that do not depend on the category.
PLAIN_SHARES = {
    Kind("image", Image.PICTURE, description=NO_DESCRIPTION): 0.016,
    Kind("image", Image.PICTURE, tags=NO_TAGS): 0.005,
    Kind("video", Image.THUMBNAIL): 0.0262,
    Kind("video", Image.THUMBNAIL, description=NO_DESCRIPTION): 0.0009,
    Kind("video", Image.THUMBNAIL, tags=NO_TAGS): 0.0009,
}
# Story pages of every kind, broken rows included.
STORY_SHARES = {"diy-and-crafts": 0.18, "event-planning": 0.15, "mens-fashion": 0.10, "beauty": 0.09}
OTHER_STORY_SHARE = 0.0455
BROKEN_IN_STORIES = 0.0076 / 0.0696
IMAGELESS_IN_STORIES = 0.015 / 0.062
NULL_SHARES = {"event-planning": 0.035}
OTHER_NULL_SHARE = 0.001


def story_share(category: str) -> float:
    """Return the share of a category's rows that are story pages, broken rows included."""
    return STORY_SHARES.get(category, OTHER_STORY_SHARE)


def shares(category: str) -> dict[Kind, float]:
    """Return each kind's share of a category's rows that are not broken; together 1."""
    stories = story_share(category) * (1 - BROKEN_IN_STORIES)
    some = {
        STORY: stories * (1 - IMAGELESS_IN_STORIES),
        STORY_WITHOUT_IMAGE: stories * IMAGELESS_IN_STORIES,
        NULLS: NULL_SHARES.get(category, OTHER_NULL_SHARE),
        **PLAIN_SHARES,
    }
    return {PICTURE: 1 - math.fsum(some.values()), **some}


def ladder(category: str) -> tuple[list[float], list[Kind]]:
    """Return cumulative shares and the kind that each one ends."""
    by_kind = shares(category)
    return list(accumulate(by_kind.values())), list(by_kind)
