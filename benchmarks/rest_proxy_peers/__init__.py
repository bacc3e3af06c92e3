"""What the REST proxy's benchmark runs: the requests, the servers, and the bare application."""
