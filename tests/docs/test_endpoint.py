"""docs/endpoint.md: its server is run as it stands, its deployment held against the template."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from ruamel.yaml import YAML

from gymbrowser.cli import main
from gymbrowser.endpoint.settings import Settings
from tests.cloudformation import TEMPLATE
from tests.docs.blocks import ROOT, Block, json_block, read_blocks
from tests.docs.conftest import ORIGIN
from tests.docs.reader import Reader
from tests.endpoint import asked
from tests.seaweedfs import DOCUMENTED, S3Server

PAGE = ROOT / "docs" / "endpoint.md"


def block(name: str) -> Block:
    (found,) = (one for one in read_blocks(PAGE) if one.mark == (name,))
    return found


@contextmanager
def running(reader: Reader, commands: str) -> Iterator[str]:
    """The commands of the page, on a free port; gives the address."""
    assert commands.count("--port 8001") == 1
    with subprocess.Popen(
        ["sh", "-e", "-c", re.sub(r"(?m)^uvicorn", "exec uvicorn", commands).replace("8001", "0")],
        cwd=reader.folder,
        env=dict(reader.environment),
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stderr is not None
            said = iter(server.stderr.readline, "")
            yield next(found[0] for line in said if (found := re.search(r"http://\S+", line)))
        finally:
            server.terminate()


def test_the_server_of_the_page_signs(reader: Reader, s3_server: S3Server) -> None:
    s3_server.make_bucket(DOCUMENTED, [])
    reader.write_profiles(["my-study-signer"])
    with running(reader, block("endpoint").text) as address:
        body = asked(experiment="my-study", participant="0" * 64).decode()
        reader.run(
            "python - <<'PYTHON'\n"
            "import json, urllib.request\n"
            f"headers = {{'Origin': {ORIGIN!r}, 'Content-Type': 'application/json'}}\n"
            f"request = urllib.request.Request({address!r}, {body.encode()!r}, headers)\n"
            "print(json.load(urllib.request.urlopen(request))['puts'][0]['url'])\n"
            "PYTHON\n"
        )
    assert "/in/my-study/live/" in reader.output
    assert (reader.folder / "my-study.db").is_file()


def test_the_deployment_gives_every_parameter_that_is_needed() -> None:
    parameters = YAML().load(TEMPLATE.read_text(encoding="utf-8"))["Parameters"]
    given = dict(re.findall(r"\b([A-Z]\w+)=(\S+)", block("aws").text))
    assert set(given) <= set(parameters)
    assert {name for name, one in parameters.items() if "Default" not in one} <= set(given)
    for name, value in given.items():
        assert re.fullmatch(parameters[name].get("AllowedPattern", ".*"), value)


def test_its_own_command_is_one_of_ours() -> None:
    (command,) = re.findall(r"(?m)^gymbrowser (\w+) ", block("aws").text)
    assert command in main.commands


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_on_the_page(name: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"`{name.upper()}`" in text or f"GYMBROWSER_ENDPOINT_{name.upper()}" in text


def test_its_cors_rule_is_that_of_the_template() -> None:
    (rule,) = json_block("endpoint-cors")
    text = TEMPLATE.read_text(encoding="utf-8")
    assert f"AllowedMethods: [{', '.join(rule['AllowedMethods'])}]" in text
    assert f"AllowedHeaders: [{', '.join(rule['AllowedHeaders'])}]" in text
    assert f"MaxAge: {rule['MaxAgeSeconds']}" in text
