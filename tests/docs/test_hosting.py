"""The configurations of hosting.md for nginx and Netlify: what they say of each file of a site."""

import re
from fnmatch import fnmatchcase

import pytest

from tests.docs.blocks import ROOT, read_blocks
from tests.sites import FILES

IMMUTABLE = "public, max-age=31536000, immutable"


def only_block(kind: str) -> str:
    page = ROOT / "docs" / "hosting.md"
    (block,) = (block for block in read_blocks(page) if block.mark == (kind,))
    return block.text


def netlify_headers(path: str) -> dict[str, str]:
    """Netlify's rules: every pattern that matches adds its headers."""
    found: dict[str, str] = {}
    matches = False
    for line in only_block("netlify").splitlines():
        if line.startswith("/"):
            matches = fnmatchcase(path, line)
        elif matches:
            name, _, value = line.strip().partition(": ")
            found[name] = value
    return found


def nginx_headers(path: str) -> dict[str, str]:
    """nginx's rules: of the innermost location that matches, and of no other one."""
    outer, _, inner = only_block("nginx").partition("    location ~ ")
    pattern = inner.split(" ", 1)[0]
    rules = inner if re.search(pattern, path) else outer
    return dict(re.findall(r'add_header (\S+) "(.*)";', rules))


@pytest.mark.parametrize("name", FILES)
def test_what_is_named_by_its_hash_is_kept_for_ever_and_nothing_else(name: str) -> None:
    hashed = name.startswith(("rt/", "v/"))
    assert (netlify_headers(f"/{name}").get("Cache-Control") == IMMUTABLE) == hashed
    assert nginx_headers(f"/my-study/{name}")["Cache-Control"] == (
        IMMUTABLE if hashed else "no-cache"
    )


@pytest.mark.parametrize("name", FILES)
def test_types_are_not_guessed(name: str) -> None:
    for headers in (netlify_headers(f"/{name}"), nginx_headers(f"/my-study/{name}")):
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_cannot_be_framed() -> None:
    for headers in (netlify_headers("/index.html"), nginx_headers("/my-study/index.html")):
        assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
