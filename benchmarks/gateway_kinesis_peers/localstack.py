"""LocalStack: its own API Gateway in front of its own Kinesis, in an environment that goes afterwards."""
