"""Events as a Lambda function URL sends them (payload format 2.0)."""

from copy import deepcopy
from typing import Any

from tests.endpoint import ORIGIN, asked

# As in the AWS Lambda Developer Guide, "Invoking Lambda function URLs", with a browser's headers.
EVENT: dict[str, Any] = {
    "version": "2.0",
    "routeKey": "$default",
    "rawPath": "/",
    "rawQueryString": "",
    "headers": {
        "accept": "*/*",
        "accept-encoding": "gzip, deflate, br, zstd",
        "content-length": "296",
        "content-type": "application/json",
        "host": "abc123.lambda-url.eu-west-1.on.aws",
        "origin": ORIGIN,
        "user-agent": "Mozilla/5.0",
        "x-amzn-tls-version": "TLSv1.3",
        "x-forwarded-for": "192.0.2.1",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    },
    "requestContext": {
        "accountId": "anonymous",
        "apiId": "abc123",
        "domainName": "abc123.lambda-url.eu-west-1.on.aws",
        "domainPrefix": "abc123",
        "http": {
            "method": "POST",
            "path": "/",
            "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1",
            "userAgent": "Mozilla/5.0",
        },
        "requestId": "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
        "routeKey": "$default",
        "stage": "$default",
        "time": "21/Nov/2026:12:00:00 +0000",
        "timeEpoch": 1795262400000,
    },
    "body": asked().decode(),
    "isBase64Encoded": False,
}


def event(method: str = "POST", **changes: Any) -> dict[str, Any]:
    made = deepcopy(EVENT)
    made["requestContext"]["http"]["method"] = method
    return {**made, **changes}
