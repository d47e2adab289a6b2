"""The signing endpoint: gives each session a permission of its own, and knows nothing else.

`handler` decides, without any I/O of its own; `ledger` counts, in a `State`. They run in three
shells: `aws_lambda`, `asgi` on a server of the lab's own, and `gymbrowser serve --endpoint`.

On AWS Lambda all of it runs with pydantic, boto3 and the standard library: see `package`.
"""
