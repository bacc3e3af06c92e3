"""API Gateway and the Kafka REST proxy behind it, in one process with two ports.

__main__ ─▶ server ─▶ protocol      sockets, limits, signals, graceful stop
              ├─▶ gateway/app       api.yaml: route ─▶ guard ─▶ integration
              │     ├─▶ http_proxy  nearly as it came; the REST proxy is called in this process
              │     ├─▶ http, mock  through mapping ─▶ velocity
              │     └─▶ kinesis     through standard_templates or velocity ─▶ streams/coalescer ─▶ calls
              └─▶ rest/app          v2 of the REST proxy ─▶ Kafka
options ◀── properties              kafka-rest.properties, what of it takes effect
"""
