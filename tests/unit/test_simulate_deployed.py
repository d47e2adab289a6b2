"""Which deployed studies `gymbrowser simulate --at` sends bots to."""

import json
from pathlib import Path
from typing import Any

import pytest

from gymbrowser.config import Experiment, load_experiment
from gymbrowser.contract.wire import Mode
from gymbrowser.deploy.http import Answer, Asked
from gymbrowser.errors import UserError
from gymbrowser.simulate.deployed import There, find_deployed
from tests.sites import HASH, INDEX, make_site

STUDY = """
id: cartpole
title: Study
mode: MODE
environment: {gym_id: CartPole-v1}
steps:
  - page: page.md
  - end: {}
"""
PAGE = INDEX.format(csp="default-src 'none'", hash=HASH)
ADDRESS = "https://lab.example.org/study/"
NONE: dict[str, Any] = {"kind": "none"}
ENDPOINT: dict[str, Any] = {
    "kind": "endpoint",
    "url": "https://sign.example.org/",
    "mode": "pilot",
    "max_bytes": 1000,
    "participants": False,
    "code": False,
}


def study(folder: Path, mode: Mode = "pilot") -> Experiment:
    (folder / "exp.yml").write_text(STUDY.replace("MODE", mode), encoding="utf-8")
    (folder / "page.md").write_text("# Hello\n", encoding="utf-8")
    return load_experiment(folder / "exp.yml")


class Host:
    """Answers with a page and an upload.json."""

    def __init__(self, page: str = PAGE, upload: object = ENDPOINT, status: int = 200) -> None:
        self.page, self.upload, self.status = page, upload, status
        self.asked: list[str] = []

    def __call__(self, asked: Asked) -> Answer:
        self.asked.append(asked.url)
        is_upload = asked.url.endswith("upload.json")
        body = json.dumps(self.upload) if is_upload else self.page
        return Answer(self.status, {}, body.encode())


def test_a_pilot_that_is_deployed_is_found(tmp_path: Path) -> None:
    site, host = make_site(tmp_path / "site", mode="pilot"), Host()
    there = There("https://lab.example.org/study/index.html?participant=anna#top", site)
    found = find_deployed(study(tmp_path), there, in_browser=True, ask=host)
    assert (found.base, found.address) == (ADDRESS, f"{ADDRESS}index.html")
    assert host.asked == [f"{ADDRESS}index.html", f"{ADDRESS}upload.json"]


@pytest.mark.parametrize(
    ("host", "said"),
    [
        (Host(status=404), "the study can't be opened: .* answered 404"),
        (Host(page="<p>Welcome to our lab"), "is no study"),
        (Host(page=PAGE.replace(HASH, "4567cdef")), "is another version"),
        (Host(upload=NONE), "may not upload"),
        (Host(upload="broken"), "may not upload"),
        (Host(), "comes from an endpoint, which answers browsers alone"),
    ],
)
def test_what_bots_can_not_take_is_refused(host: Host, said: str, tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", mode="pilot")
    with pytest.raises(UserError, match=said):
        find_deployed(study(tmp_path), There(ADDRESS, site), in_browser=False, ask=host)


@pytest.mark.parametrize(
    "address", ["lab.example.org", "file:///srv/site/", "http://[", "https://"]
)
def test_an_address_is_one_of_a_page(address: str, tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", mode="pilot")
    with pytest.raises(UserError, match="is no address of a page"):
        find_deployed(study(tmp_path), There(address, site), in_browser=False, ask=Host())


def test_a_live_study_takes_no_bots(tmp_path: Path) -> None:
    host, site = Host(), make_site(tmp_path / "site", mode="live")
    with pytest.raises(UserError, match="is live, and takes no bots") as caught:
        find_deployed(study(tmp_path, "live"), There(ADDRESS, site), in_browser=True, ask=host)
    assert "exp.yml:4" in str(caught.value)
    assert host.asked == []


def test_the_site_here_has_to_be_the_study_s(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", mode="live")
    with pytest.raises(UserError, match="in mode 'live'"):
        find_deployed(study(tmp_path), There(ADDRESS, site), in_browser=True, ask=Host())
