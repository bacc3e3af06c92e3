"""API Gateway: executes an OpenAPI definition as AWS does."""
