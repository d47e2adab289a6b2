"""What an author must not publish stays out of the site, or stops the build."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gymbrowser.errors import Place, UserError
from gymbrowser.init import init
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.secrets import refuse_secrets
from gymbrowser.resolve.source import source_files
from gymbrowser.resolve.walk import left_out
from tests.packing import pack
from tests.wheels import write_wheel

# Put together here, so that nobody's scanner takes this file for a leak.
KEY_ID = "AKIA" + "A2B3C4D5E6F7G2H3"
SECRET = "s3cr3t/" * 5 + "+abcd"
TOKEN = "ghp_" + "a1B2" * 9
SECRETS = {
    f'KEY = "{KEY_ID}"': "this looks like the id of an AWS key",
    f"aws_secret_access_key = {SECRET}": "this looks like a secret key of AWS",
    f'{{"SecretAccessKey": "{SECRET}"}}': "this looks like a secret key of AWS",
    "-----BEGIN OPENSSH " + "PRIVATE KEY-----": "this looks like a private key",
    f"token='{TOKEN}'": "this looks like a token of GitHub",
    "hf_" + "aB" * 17: "this looks like a token of Hugging Face",
}
LEFT_BEHIND = (
    ".env",
    ".aws/credentials",
    ".git/config",
    "__pycache__/agent.cpython-314.pyc",
    "agent.py~",
    "#agent.py#",
    ".agent.py.swp",
    "agent.py.bak",
    "agent.py.orig",
    "venv/lib/site.py",
    ".venv/lib/site.py",
)


def look(content: str, environ: dict[str, str] | None = None, name: str = "agent.py") -> None:
    refuse_secrets({name: content.encode()}, lambda n, line: Place(Path(n), line), environ or {})


@pytest.mark.parametrize(("text", "what"), SECRETS.items())
def test_a_secret_is_told_with_its_line_and_never_quoted(text: str, what: str) -> None:
    with pytest.raises(UserError) as caught:
        look(f"import x\n{text}\n")
    assert str(caught.value).startswith(f"agent.py:2: {what}")
    assert SECRET not in str(caught.value)
    assert KEY_ID not in str(caught.value)


@pytest.mark.parametrize("text", SECRETS)
def test_an_author_may_say_that_it_is_none(text: str) -> None:
    look(f"{text}  # not a secret")


@pytest.mark.parametrize("text", ["sha256 = 'a9'", "AKIA", "secret_key = None", "x" * 5000])
def test_other_texts_pass(text: str) -> None:
    look(text)


@pytest.mark.parametrize(
    "name", ["id_ed25519", "lab.pem", "secrets.json", "a/credentials", ".env.local", "k.KEY"]
)
def test_files_are_refused_by_name(name: str) -> None:
    with pytest.raises(UserError, match=rf"^{re.escape(name)}: a file of this name holds secrets"):
        look("{}", name=name)


def test_the_values_of_this_machines_secrets_are_found() -> None:
    environ = {"AWS_SESSION_TOKEN": "unlike-any-other-token", "OPENAI_API_KEY": "no", "TERM": "x"}
    look("no x", environ)
    with pytest.raises(UserError) as caught:
        look("a\nb\nunlike-any-other-token", environ)
    assert "agent.py:3: this is the value of the environment variable AWS_SESSION_TOKEN" in str(
        caught.value
    )


def test_secrets_in_a_wheel_are_found_too(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, {"agent.py": f"K = '{KEY_ID}'\n".encode()})
    with pytest.raises(UserError, match=r"agent\.py:1: this looks like the id of an AWS key"):
        pack(wheel, Cache(tmp_path / "cache"))


@pytest.fixture
def littered(tmp_path: Path) -> Path:
    """An experiment whose author has left everything lying about."""
    init(tmp_path / "study", "blank")
    source = tmp_path / "study" / "env"
    (source / "venv").mkdir()
    (source / "venv" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    for name in LEFT_BEHIND:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(f"aws_secret_access_key = {SECRET}\n")
    return tmp_path / "study" / "exp.yml"


def test_what_lies_about_is_not_taken_and_the_author_is_told(littered: Path) -> None:
    source = littered.parent / "env"
    assert set(source_files(source, frozenset())) == {"my_env.py"}
    told = left_out(source, hidden=False)
    assert {".env", ".aws/credentials", "agent.py~", "agent.py.bak"} <= set(told)
    assert not any("venv" in name or "__pycache__" in name or ".git/" in name for name in told)


def test_no_secret_is_in_a_built_site(littered: Path, tmp_path: Path) -> None:
    """Every byte of it, those within its wheels too."""
    secrets = {"AWS_SECRET_ACCESS_KEY": SECRET, "AWS_ACCESS_KEY_ID": KEY_ID, "GH_TOKEN": TOKEN}
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text(f"[default]\naws_secret_access_key={SECRET}\n")
    done = build(littered, tmp_path / "site", {"HOME": str(tmp_path), **secrets})
    assert done.returncode == 0, done.stderr
    assert "hidden files and backups of editors stay out of the site" in done.stderr
    found = list(contents(tmp_path / "site"))
    assert "experiment_source-0-py3-none-any.whl/my_env.py" in {name for name, _ in found}
    for name, content in found:
        for secret in secrets.values():
            assert secret.encode() not in content, name


def test_a_secret_in_a_page_stops_the_build(littered: Path, tmp_path: Path) -> None:
    page = littered.parent / "pages" / "welcome.md"
    page.write_text(f"# Hello\n\nThe key is {KEY_ID}.\n")
    done = build(littered, tmp_path / "site", {})
    assert done.returncode == 2
    assert "this looks like the id of an AWS key" in done.stderr
    assert not (tmp_path / "site").exists()


def build(
    experiment: Path, site: Path, environ: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("gymbrowser")), "build", str(experiment)]
    return subprocess.run(
        [*command, "-o", str(site)],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def contents(site: Path) -> Iterator[tuple[str, bytes]]:
    for path in site.rglob("*"):
        if path.is_file():
            yield path.relative_to(site).as_posix(), path.read_bytes()
        if path.suffix in {".whl", ".zip"}:
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path.name}/{name}", archive.read(name)
