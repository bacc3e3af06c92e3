"""API Gateway and the Kafka REST proxy, in one process on two ports."""
