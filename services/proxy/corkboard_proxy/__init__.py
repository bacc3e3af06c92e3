"""API Gateway and the Kafka REST proxy behind it, in one process with two ports.

__main__ ─▶ server ─▶ protocol      sockets, limits, signals, graceful stop
              ├─▶ gateway/app       api.yaml: route ─▶ integration ─▶ handler
              └─▶ rest/app          v2 of the REST proxy ─▶ Kafka
options ◀── properties              kafka-rest.properties, what of it takes effect
"""
