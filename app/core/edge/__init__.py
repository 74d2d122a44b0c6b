"""The edge of the service: everything a request meets before a router and an answer after it.

Limits, time-outs, strict JSON, trace context, logs, metrics and problem documents. Plain ASGI,
put together by ``stack.install`` and served by ``protocol.uvicorn_config``. Knows no step, no
table and no caller.
"""
