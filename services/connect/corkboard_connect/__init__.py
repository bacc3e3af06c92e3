"""The S3 sink connector and its configuration."""
