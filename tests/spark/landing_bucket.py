"""A landing bucket, and rows to put into it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from corkboard import catalogue, clients

CATEGORIES = ("art", "travel", "vehicles", "finance")
COUNTRIES = ("Albania", "Cote d'Ivoire", "Peru")
BEGAN = datetime.fromisoformat("2017-11-01 03:52:47")


def pin(ind, **changes):
    """Return a pin as it is on the wire."""
    category = CATEGORIES[ind % len(CATEGORIES)]
    row = {
        "index": ind,
        "unique_id": f"id-{ind}",
        "title": f"Title {ind} 🎄",
        "description": "text",
        "poster_name": f"poster {ind % 7}",
        "follower_count": f"{ind % 90 + 1}k",
        "tag_list": "a,b",
        "is_image_or_video": "image",
        "image_src": f"https://i.example/{ind}.jpg",
        "downloaded": 1,
        "save_location": f"Local save in /data/{category}",
        "category": category,
    }
    return {**row, **changes}


def geo(ind, **changes):
    """Return a place as it is on the wire; every other time with a T."""
    row = {
        "ind": ind,
        "timestamp": (BEGAN + timedelta(days=31 * (ind % 60))).isoformat(" T"[ind % 2]),
        "latitude": -89.9787 + ind,
        "longitude": 5,
        "country": COUNTRIES[ind % len(COUNTRIES)],
    }
    return {**row, **changes}


def user(ind, **changes):
    """Return a profile as it is on the wire."""
    row = {
        "ind": ind,
        "first_name": f"First{ind % 7}",
        "last_name": "O'Last",
        "age": 18 + ind % 45,
        "date_joined": f"{2015 + ind % 3}-10-24 11:23:51",
    }
    return {**row, **changes}


ROWS = {catalogue.PIN: pin, catalogue.GEO: geo, catalogue.USER: user}


def lines(rows):
    """Return rows as the sink writes them; a string is a line as it stands."""
    texts = (row if isinstance(row, str) else json.dumps(row, separators=(",", ":")) for row in rows)
    return "".join(f"{text}\n" for text in texts).encode()


class LandingBucket:
    """A bucket of its own.

    Attributes:
        settings: The stack it belongs to.
        s3: A client.
        name: The bucket.
    """

    def __init__(self, settings):
        self.settings = settings
        self.s3 = clients.s3(settings)
        self.name = catalogue.bucket(settings.prefix)
        self.s3.create_bucket(Bucket=self.name)

    def put(self, feed, first, body, *, partition=0, suffix=".json"):
        """Put an object whose records begin at offset ``first``; rows are written as the sink does."""
        topic = feed.topic(self.settings.prefix)
        key = f"{catalogue.landing_prefix(topic, partition)}{topic}+{partition}+{first:010d}{suffix}"
        self.s3.put_object(Bucket=self.name, Key=key, Body=body if isinstance(body, bytes) else lines(body))
        return key

    def put_rows(self, first, end, *, feeds=catalogue.FEEDS):
        """Put rows ``first`` to ``end - 1`` of each feed, at the offsets of their keys."""
        for feed in feeds:
            self.put(feed, first, [ROWS[feed](ind) for ind in range(first, end)])

    def remove(self):
        """Remove it with all it holds."""
        for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.name):
            for item in page.get("Contents", ()):
                self.s3.delete_object(Bucket=self.name, Key=item["Key"])
        self.s3.delete_bucket(Bucket=self.name)
