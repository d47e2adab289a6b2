"""`upload.endpoint` in exp.yml: what it may be, and what becomes of it in the site."""

import json
from pathlib import Path

import pytest

from gymbrowser.config import load_experiment
from gymbrowser.config.load import Experiment
from gymbrowser.contract.upload import EndpointUpload
from gymbrowser.errors import UserError
from gymbrowser.plan.index import upload_origins
from gymbrowser.plan.site import upload_json

MINIMAL = """\
id: tiny
title: Tiny
mode: pilot
environment: {gym_id: CartPole-v1}
steps:
  - end: {}
upload:
  s3: {bucket: my-bucket, prefix: in/tiny, region: eu-west-1}
  endpoint: https://sign.lab.example.org/tiny
"""
STORE = "https://my-bucket.s3.eu-west-1.amazonaws.com"


def load(folder: Path, text: str = MINIMAL) -> Experiment:
    file = folder / "exp.yml"
    file.write_text(text, encoding="utf-8")
    return load_experiment(file)


def test_the_site_names_the_endpoint_and_needs_no_signature(tmp_path: Path) -> None:
    written = json.loads(upload_json(load(tmp_path)))
    assert EndpointUpload.model_validate(written) == EndpointUpload(
        kind="endpoint",
        url="https://sign.lab.example.org/tiny",
        mode="pilot",
        max_bytes=8 * 1024 * 1024,
        participants=False,
        code=False,
    )


def test_the_page_may_talk_to_the_store_and_to_the_endpoint(tmp_path: Path) -> None:
    assert upload_origins(load(tmp_path)) == [STORE, "https://sign.lab.example.org"]


def test_a_site_without_an_endpoint_waits_for_its_signature(tmp_path: Path) -> None:
    text = MINIMAL.replace("  endpoint: https://sign.lab.example.org/tiny\n", "")
    experiment = load(tmp_path, text)
    assert json.loads(upload_json(experiment)) == {"kind": "none"}
    assert upload_origins(experiment) == [STORE]


def test_a_site_with_an_endpoint_is_not_signed(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"exp\.yml:9: this study has a signing endpoint"):
        load(tmp_path).signed()


@pytest.mark.parametrize(
    "address",
    [
        "sign.lab.example.org",
        "https://sign.lab.example.org; script-src *",
        "https://sign.lab.example.org/a?b=c",
        "https://user:secret@sign.lab.example.org",
        "javascript:alert(1)",
    ],
)
def test_an_address_is_an_address_and_nothing_else(tmp_path: Path, address: str) -> None:
    text = MINIMAL.replace("https://sign.lab.example.org/tiny", json.dumps(address))
    with pytest.raises(UserError, match="expected an address such as"):
        load(tmp_path, text)


def test_the_code_has_one_place(tmp_path: Path) -> None:
    endpoint = '{url: "https://sign.lab.example.org", code: true}'
    text = MINIMAL.replace("https://sign.lab.example.org/tiny", endpoint)
    assert load(tmp_path, text).config.upload is not None
    with pytest.raises(UserError, match=r"exp\.yml:6: the completion code stands in the site"):
        load(tmp_path, text.replace("end: {}", "end: {code: TINY-1}"))
