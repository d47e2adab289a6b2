"""Secrets in what is about to be published: a site can be read by everybody who has its address."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from gymbrowser.errors import Place, Problem, UserError

_KINDS = {
    "a private key": re.compile(rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----"),
    "the id of an AWS key": re.compile(rb"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "a secret key of AWS": re.compile(
        rb"(?i)secret_?(?:access_?)?key['\"]?\s*[=:]\s*['\"]?[a-z0-9/+]{40}(?![a-z0-9/+])"
    ),
    "a token of GitHub": re.compile(rb"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60})"),
    "a token of Hugging Face": re.compile(rb"\bhf_[A-Za-z0-9]{34}\b"),
}
"""What can be told from its form alone; the makers gave it one so that it can (IAM user guide,
"Understanding unique ID prefixes"; GitHub docs, "About authentication to GitHub")."""

_NAMES = re.compile(
    r"\.env(\..+)?|\.netrc|\.npmrc|\.pypirc|id_(rsa|dsa|ecdsa|ed25519)"
    r"|(credentials?|secrets?|passwords?)(\.(json|ya?ml|toml|ini|cfg|csv|txt|env))?"
    r"|.+\.(pem|key|p12|pfx|keystore|kdbx)",
    re.IGNORECASE,
)
"""Files that hold secrets in whatever form."""

_SECRET_VARIABLE = re.compile(r"SECRET|TOKEN|PASSWORD|ACCESS_KEY|API_?KEY", re.IGNORECASE)
_SHORTEST_VALUE = 16
"""A shorter one, such as `true`, may stand in a file by chance."""
_NO_SECRET = b"not a secret"

_WHY = "A site is public: everybody who has its address can read this."
_REMEDY = (
    "Take it out, and revoke it if it was ever published. If it is none, write `not a secret` into "
    "the same line."
)


def refuse_secrets(
    files: Mapping[str, bytes],
    place: Callable[[str, int | None], Place],
    environ: Mapping[str, str] = os.environ,
) -> None:
    """Look through what will be published.

    Args:
        files: Content by name.
        place: Where the author finds a line of a file; the line is None for the file as a whole.
        environ: The machine's environment variables, whose secrets must not stand in a file.

    Raises:
        UserError: Everything that is, or looks like, a secret; none is quoted.
    """
    values = dict(_values(environ))
    problems = [
        Problem(what, place(name, line), _WHY, remedy)
        for name, content in files.items()
        for what, line, remedy in _findings(name, content, values)
    ]
    if problems:
        raise UserError.of(problems)


def is_secret(variable: str) -> bool:
    """Whether an environment variable of this name holds a secret."""
    return _SECRET_VARIABLE.search(variable) is not None


def _values(environ: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    for name, value in environ.items():
        if is_secret(name) and len(value) >= _SHORTEST_VALUE:
            yield name, value.encode(errors="surrogateescape")


def _findings(
    name: str, content: bytes, values: Mapping[str, bytes]
) -> Iterator[tuple[str, int | None, str]]:
    """What was found, in which line, and what to do."""
    if _NAMES.fullmatch(PurePosixPath(name).name):
        remedy = "Move it out of `source`, and revoke what is in it if it was ever published."
        yield "a file of this name holds secrets", None, remedy
        return
    for kind, pattern in _KINDS.items():
        for found in pattern.finditer(content):
            if _NO_SECRET not in _line_at(content, found.start()):
                yield f"this looks like {kind}", _number(content, found.start()), _REMEDY
    for variable, value in values.items():
        if (at := content.find(value)) >= 0:
            remedy = "Take it out, and revoke it if it was ever published."
            what = f"this is the value of the environment variable {variable}"
            yield what, _number(content, at), remedy


def _number(content: bytes, at: int) -> int:
    return content.count(b"\n", 0, at) + 1


def _line_at(content: bytes, at: int) -> bytes:
    start, end = content.rfind(b"\n", 0, at) + 1, content.find(b"\n", at)
    return content[start : end if end >= 0 else None]
