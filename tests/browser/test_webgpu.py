"""A model on the graphics processor, where there is one; Chromium emulates one on any machine."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Playwright

from gymbrowser.contract.browser_records import InferenceRecord
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import decode
from tests.browser.conftest import Publish, Study
from tests.browser.participant import participant
from tests.conftest import launch_chromium

EXPERIMENT = """\
id: webgpu
title: On the graphics processor
environment: {gym_id: CartPole-v1, source: env}
policies:
  trained: {onnx: policies/cartpole.onnx, webgpu: true}
steps:
  - game:
      id: watch
      agents: {player: trained}
      fps: 120
      max_steps: 60
      seeds: {same: [7]}
      view: {draw: cartpole_view:draw}
  - end: {page: pages/thanks.md}
"""
EMULATED = ("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader")
"""SwiftShader, Chromium's own implementation of a graphics processor."""


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    return publish(EXPERIMENT)


@pytest.fixture(scope="module")
def with_webgpu(playwright: Playwright, chromium_path: Path) -> Iterator[Browser]:
    with launch_chromium(playwright, chromium_path, *EMULATED) as browser:
        yield browser


def test_the_same_is_played_with_a_graphics_processor_and_without(
    study: Study, browser: Browser, with_webgpu: Browser, tmp_path: Path
) -> None:
    loaded = {name: watch(study, one, name) for name, one in both(browser, with_webgpu)}
    assert loaded == {"without": False, "with": True}
    sessions = {one.participant: one for one in study.sessions(tmp_path)}
    without, emulated = (said_of(sessions[name]) for name in ("without", "with"))
    assert without.provider == "wasm"
    assert "WebGPU" in without.why
    assert (without.wasm_ms, without.webgpu_ms) == (None, None)
    # Which one is faster is the machine's affair; that the decisions are the same is not.
    assert emulated.why.startswith("WebGPU is ")
    assert emulated.wasm_ms is not None  # may be nothing, by a page's coarse clock
    assert emulated.webgpu_ms
    one, other = (decode(sessions[name].episodes[0]) for name in ("without", "with"))
    assert len(one.agents["player"].actions) == 60
    np.testing.assert_array_equal(one.agents["player"].actions, other.agents["player"].actions)


def both(browser: Browser, with_webgpu: Browser) -> list[tuple[str, Browser]]:
    return [("without", browser), ("with", with_webgpu)]


def watch(study: Study, browser: Browser, name: str) -> bool:
    """Take part; whether ONNX Runtime for WebGPU was loaded."""
    asked: list[str] = []
    with participant(browser, f"{study.origin}/?participant={name}") as player:
        player.page.on("request", lambda request: asked.append(request.url))
        player.watch(1)
        player.see_that_all_is_saved()
    return any(address.endswith("/webgpu.js") for address in asked)


def said_of(session: Session) -> InferenceRecord:
    (said,) = session.records(InferenceRecord)
    return said
