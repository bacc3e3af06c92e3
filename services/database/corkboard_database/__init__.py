"""What RDS holds: the schema and the deterministic generator."""
