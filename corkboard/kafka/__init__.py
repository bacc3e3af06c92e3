"""How our clients reach Kafka, here and on MSK."""
