"""The Kafka REST proxy: version 2 of Confluent's API on one shared producer."""
