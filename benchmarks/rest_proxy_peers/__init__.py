"""What the REST proxy's benchmark runs: the servers, the bare application, and the load."""
