"""What the gateway's Kinesis benchmark runs: the requests, the servers, and LocalStack."""
