"""Posts a form as the page does: the policy's fields, then the key, then the file."""

import urllib.error
import urllib.request
from collections.abc import Mapping

from urllib3.filepost import encode_multipart_formdata

from gymbrowser.contract.upload import PostPolicy

type Part = tuple[str, str | tuple[str, bytes]]
"""The name of a field and its value, or the name and content of a file."""


def post(policy: PostPolicy, key: str, data: bytes, **changes: str) -> tuple[int, str]:
    """Status and body of the answer; `changes` adds or replaces fields."""
    fields: Mapping[str, str] = {**policy.fields, "key": key, **changes}
    return post_parts(policy.url, [*fields.items(), ("file", ("chunk", data))])


def post_parts(url: str, parts: list[Part]) -> tuple[int, str]:
    """Status and body of the answer to a form of exactly these parts."""
    body, content_type = encode_multipart_formdata(parts)
    return send(url, body, content_type)


def send(url: str, body: bytes, content_type: str, method: str = "POST") -> tuple[int, str]:
    """Status and body of the answer to any request."""
    request = urllib.request.Request(url, body, {"Content-Type": content_type}, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
