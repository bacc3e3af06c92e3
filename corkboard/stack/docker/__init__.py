"""The docker engine: the stand-ins as containers of the checkout's compose files."""
