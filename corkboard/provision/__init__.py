"""Topics, bucket, account and connector: what is missing, and how it is made."""
