"""A bucket over signed HTTP, for readers of many small objects; it stands on the standard library alone."""
