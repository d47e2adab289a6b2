"""Models that fail in the browser alone: words for the participant, a record, and the way on."""

from pathlib import Path
from typing import Any, override

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from playwright.sync_api import Browser, Page, expect

from gymbrowser.contract.game_records import RecoveryRecord
from gymbrowser.contract.records import ErrorRecord
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import decode
from tests.browser.conftest import CARTPOLE, Publish
from tests.browser.participant import BOOT_TIMEOUT_MS, UPLOAD_TIMEOUT_MS, Participant
from tests.static_host import Handler

LIMIT = 12
"""Of the steps that the model counts: after so many it gives NaN."""
EXPERIMENT = """\
id: failing-policies
title: Failing policies
environment: {entry_point: "trouble_env:Trouble", source: env}
policies:
  root: {onnx: env/root.onnx}
  gone: {onnx: env/gone.onnx}
steps:
  - game:
      id: nan
      agents: {player: root}
      seeds: {same: [10]}
      fps: 60
      view: {draw: "trouble_env:draw"}
      on_error: {then: retry, retries: 1, otherwise: skip}
  - game:
      id: missing
      agents: {player: gone}
      seeds: {same: [10]}
      view: {draw: "trouble_env:draw"}
      on_error: skip
  - end: {page: pages/thanks.md}
"""


class Forgetful(Handler):
    """Has lost one of the models."""

    @override
    def send_head(self) -> Any:
        if not self.path.endswith("gone.onnx"):
            return super().send_head()
        self.send_error(404)
        return None


def root_of_what_is_left(file: Path) -> Path:
    """`sqrt(LIMIT - steps)` for both actions, of an observation that begins with the steps."""
    weights = numpy_helper.from_array(np.array([[-1, -1], [0, 0]], np.float32), "weights")
    bias = numpy_helper.from_array(np.array([LIMIT, LIMIT], np.float32), "bias")
    nodes = [
        helper.make_node("Gemm", ["obs", "weights", "bias"], ["left"]),
        helper.make_node("Sqrt", ["left"], ["logits"]),
    ]
    given = helper.make_tensor_value_info("obs", TensorProto.FLOAT, ["batch", 2])
    gives = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 2])
    graph = helper.make_graph(nodes, "root", [given], [gives], [weights, bias])
    opset = [helper.make_opsetid("", 17)]
    onnx.save_model(helper.make_model(graph, opset_imports=opset, ir_version=10), str(file))
    return file


def go_on(page: Page, sorry: str, way_on: str) -> str:
    """Reads what is said, and presses the way on. Gives the details for the researchers."""
    button = page.get_by_role("button", name=way_on, exact=True)
    expect(button).to_be_visible(timeout=BOOT_TIMEOUT_MS)
    expect(page.get_by_text(sorry)).to_be_visible()
    page.get_by_text("Details for the researchers").click()
    details = page.get_by_role("group").locator("pre").inner_text()
    button.click()
    return details


@pytest.fixture(scope="module")
def unlucky(
    publish: Publish, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Session, list[str]]:
    """What was recorded, and the details that were shown."""
    folder = tmp_path_factory.mktemp("models")
    models = [root_of_what_is_left(folder / name) for name in ("root.onnx", "gone.onnx")]
    trouble = Path(__file__).with_name("trouble_env.py")
    study = publish(EXPERIMENT, trouble, *models, example=CARTPOLE, host=Forgetful)
    context = browser.new_context()
    page = context.new_page()
    page.goto(study.origin)
    player = Participant(page)
    shown = []
    for way_on in ("Try again", "Continue"):
        player.start_episode()
        shown.append(go_on(page, "The game had to stop", way_on))
    shown.append(go_on(page, "The game could not be set up", "Continue"))
    saved = page.get_by_role("paragraph").filter(has_text="Everything was sent and saved.")
    expect(saved).to_be_visible(timeout=UPLOAD_TIMEOUT_MS)
    context.close()
    (session,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    return session, shown


def test_the_study_goes_on_in_its_way_and_says_why(unlucky: tuple[Session, list[str]]) -> None:
    session, _ = unlucky
    ways = [(way.step, way.cause, way.way, way.failures) for way in session.records(RecoveryRecord)]
    assert ways == [
        ("nan", "error", "retry", 1),
        ("nan", "error", "skip", 2),
        ("missing", "error", "skip", 1),
    ]
    assert session.end is not None
    assert session.end.outcome == "done"


def test_the_details_name_the_model_and_its_fault(unlucky: tuple[Session, list[str]]) -> None:
    session, (first, again, missing) = unlucky
    assert "The policy's output gives no action: [NaN, NaN]" in first
    assert "gives no action" in again
    assert "gone.onnx is not there: the host answered with status 404" in missing
    assert {first, again, missing} <= {record.detail for record in session.records(ErrorRecord)}


def test_what_was_played_before_is_kept(unlucky: tuple[Session, list[str]]) -> None:
    session, _ = unlucky
    assert session.problems == ()
    for episode in session.episodes:
        assert episode.start.step == "nan"
        outputs = decode(episode).agents["player"].outputs
        assert np.square(np.asarray(outputs)[:, 0]).round() == pytest.approx(
            np.arange(LIMIT, -1, -1)
        )
        assert episode.end is not None
        assert (episode.end.reason, episode.end.steps) == ("error", LIMIT + 1)
