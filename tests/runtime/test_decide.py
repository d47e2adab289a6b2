"""The browser's runtime gives for every layout and every choice what native onnxruntime gives."""

import base64
import json
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gymnasium import spaces
from numpy.typing import NDArray

from gymbrowser.bridge.layout import Packer, layout_of
from gymbrowser.config.policy_models import PolicyConfig
from gymbrowser.contract.policies import Categorical
from gymbrowser.contract.steps import Agent, Recorded
from gymbrowser.contract.wire import AgentLayout, ObservationRule
from gymbrowser.environment.inspect import AgentInspection
from gymbrowser.errors import Place
from gymbrowser.node import node_executable
from gymbrowser.plan.policies import output_layout, uniforms_of
from gymbrowser.policy import PolicyInspection, inspect_policy
from gymbrowser.policy.native import Answer, NativePolicy
from tests import models

ROOT = Path(__file__).parents[2]
WASM = ROOT / "js/dist/runtime/ort/ort-wasm-simd-threaded.wasm"
PLACE = Place(Path("exp.yml"), 7)
EPISODES, DECISIONS = 2, 6
CLOSE = 1e-5
"""Where the two best are closer than that, the two runtimes may choose differently."""

IMAGE = spaces.Box(0, 255, (6, 5, 3), np.uint8)
SEEN = spaces.Dict(
    {
        "image": IMAGE,
        "state": spaces.Box(-2, 2, (3,), np.float64),
        "mode": spaces.Discrete(3, start=-1),
    }
)


@dataclass(frozen=True)
class Layout:
    """Observations, and what of them a model's only input is given."""

    space: spaces.Space[Any]
    dims: tuple[int, ...]
    config: Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """Actions, and how they are chosen."""

    space: spaces.Space[Any]
    outputs: int
    config: Mapping[str, Any]


LAYOUTS = {
    "flatten": Layout(spaces.Box(-1, 1, (2, 2), np.float32), (4,), {}),
    "normalized": Layout(
        spaces.Box(-9, 9, (3,), np.float64),
        (3,),
        {"mean": [1.5, -2, 0], "std": [0.3, 7, 1], "clip": 4},
    ),
    "one-hot": Layout(spaces.Discrete(5, start=2), (5,), {}),
    "one-hot of several": Layout(spaces.MultiDiscrete([3, 4]), (7,), {}),
    "numbers of categories": Layout(spaces.MultiDiscrete([3, 4]), (2,), {}),
    "dict flattened": Layout(SEEN, (6 * 5 * 3 + 3 + 3,), {"layout": "flatten", "scale": 255}),
    "part of a dict": Layout(SEEN, (6,), {"from": ["state", "mode"]}),
    "pixels": Layout(IMAGE, (3, 6, 5), {"scale": 255}),
    "pixels with channels last": Layout(IMAGE, (6, 5, 3), {"layout": "keep", "scale": 255}),
    "stacked pixels": Layout(IMAGE, (12, 6, 5), {"frames": 4, "scale": 255, "padding": "zeros"}),
    "stacked pixels with channels last": Layout(
        IMAGE, (6, 5, 12), {"layout": "keep", "frames": 4, "scale": 255}
    ),
    "stacked rows": Layout(spaces.Box(-1, 1, (4,), np.float32), (12,), {"frames": 3}),
    "stacked planes as channels": Layout(
        spaces.Box(0, 255, (6, 5), np.uint8),
        (6, 5, 4),
        {"layout": "keep", "frames": 4, "scale": 255},
    ),
    "stacked planes": Layout(
        spaces.Box(0, 255, (6, 5), np.uint8), (4, 6, 5), {"frames": 4, "scale": 255}
    ),
}

ARM = spaces.Box(np.array([-2, 0], np.float32), np.array([2, 5], np.float32))
CHOICES = {
    "argmax": Way(spaces.Discrete(4, start=1), 4, {}),
    "sample": Way(spaces.Discrete(4), 4, {"choose": "sample", "temperature": 0.7}),
    "epsilon": Way(spaces.Discrete(4), 4, {"epsilon": 0.5}),
    "masked argmax": Way(spaces.Discrete(4, start=1), 4, {"mask": True, "epsilon": 0.2}),
    "masked sample": Way(spaces.Discrete(4), 4, {"mask": True, "choose": "sample"}),
    "argmax of several": Way(spaces.MultiDiscrete([3, 4]), 7, {}),
    "sample of several": Way(spaces.MultiDiscrete([3, 4]), 7, {"choose": "sample"}),
    "mean": Way(ARM, 2, {}),
    "mean stretched": Way(ARM, 2, {"bounds": "scale"}),
    "gaussian": Way(ARM, 2, {"choose": "gaussian", "log_std": -0.5}),
    "squashed gaussian": Way(ARM, 4, {"choose": "gaussian", "bounds": "tanh"}),
    "gaussian without bounds": Way(
        spaces.Box(-np.inf, np.inf, (2,), np.float64), 4, {"choose": "gaussian"}
    ),
}


@dataclass(frozen=True)
class Trial:
    """A policy, what it sees, and what it gave natively."""

    job: dict[str, Any]
    found: PolicyInspection
    answers: list[Answer]
    actions: spaces.Space[Any]


type Decide = Callable[[Sequence[Trial]], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def decide(tmp_path_factory: pytest.TempPathFactory) -> Decide:
    """Asks the browser's runtime, under Node."""
    folder = tmp_path_factory.mktemp("decide")
    subprocess.run([node_executable(), ROOT / "js/build.mjs", "decide", folder], check=True)

    def ask(trials: Sequence[Trial]) -> list[dict[str, Any]]:
        done = subprocess.run(
            [node_executable(), folder / "decide.mjs", WASM],
            input="".join(json.dumps(trial.job) + "\n" for trial in trials),
            capture_output=True,
            text=True,
            check=True,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    return ask


def trial_of(
    file: Path,
    observations: spaces.Space[Any],
    actions: spaces.Space[Any],
    config: Mapping[str, Any],
) -> Trial:
    """Ask natively."""
    agent = models.agent_of(observations, actions)
    given = PolicyConfig.model_validate({"onnx": file.name, **config})
    found = inspect_policy(file, given, agent, place=PLACE)
    native, rng = NativePolicy(file, found.policy), np.random.default_rng(1)
    observations.seed(2)
    drawn: list[float] = []

    def draw() -> float:
        drawn.append(float(rng.random()))
        return drawn[-1]

    packer = Packer(layout_of(observations))
    rows: list[list[str]] = []
    answers: list[Answer] = []
    allowed: list[list[int]] = []
    for _ in range(EPISODES):
        native.begin()
        rows.append([])
        for _ in range(DECISIONS):
            seen = observations.sample()
            packer.pack(seen)
            rows[-1].append(base64.b64encode(packer.row.tobytes()).decode())
            mask = mask_of(actions, rng)
            answers.append(native.decide(arrays_of(observations, seen), draw, mask))
            start = 0 if agent.action_space is None else agent.action_space.start
            allowed.append([] if mask is None else (np.flatnonzero(mask) + start).tolist())
    job = {
        "model": str(file),
        "policy": found.policy.model_dump(),
        "agent": agent_in_manifest(agent, found).model_dump(),
        "episodes": rows,
        "uniforms": drawn,
        "allowed": allowed,
    }
    return Trial(job, found, answers, actions)


def mask_of(actions: spaces.Space[Any], rng: np.random.Generator) -> NDArray[np.bool_] | None:
    """At least one is allowed."""
    if not isinstance(actions, spaces.Discrete):
        return None
    mask = rng.random(int(actions.n)) < 0.5
    mask[rng.integers(mask.size)] = True
    return mask


def arrays_of(space: spaces.Space[Any], seen: Any) -> dict[tuple[str, ...], NDArray[Any]]:
    if isinstance(space, spaces.Dict):
        return {(key,): np.asarray(part) for key, part in seen.items()}
    return {(): np.asarray(seen)}


def agent_in_manifest(agent: AgentInspection, found: PolicyInspection) -> Agent:
    layout = AgentLayout(
        observation=agent.observation,
        action=agent.action,
        output=output_layout([found.policy]),
        uniforms=uniforms_of(found.policy),
    )
    rule = ObservationRule(keep="all", every=1, downsample=1)
    recorded = Recorded(rule=rule, layout=agent.observation)
    return Agent(actor="it", action_space=agent.action_space, layout=layout, recorded=recorded)


def compare(trial: Trial, answer: dict[str, Any]) -> int:
    """Hold both against each other.

    Returns:
        How often other actions were chosen; only where two were all but equally good.
    """
    assert "error" not in answer, answer
    others = 0
    for native, action, output, drawn in zip(
        trial.answers, answer["actions"], answer["outputs"], answer["drawn"], strict=True
    ):
        whole = np.concatenate([values.astype(np.float64) for values in native.outputs])
        theirs = numbers_in(trial, output)
        np.testing.assert_allclose(theirs, whole, atol=CLOSE, rtol=CLOSE)
        assert [number for number in drawn if number is not None] == list(native.drawn)
        chosen = numbers_of(trial.actions, action)
        if isinstance(trial.actions, spaces.Box):
            np.testing.assert_allclose(chosen, native.action, atol=1e-4, rtol=1e-4)
        elif chosen.tolist() != native.action.tolist():
            assert is_close(trial, whole)
            others += 1
    return others


def numbers_in(trial: Trial, output: str) -> NDArray[Any]:
    data, end, parts = base64.b64decode(output), 0, []
    for tensor in trial.found.policy.outputs:
        size = tensor.size * np.dtype(tensor.dtype).itemsize
        parts.append(np.frombuffer(data[end : end + size], tensor.dtype).astype(np.float64))
        end += size
    assert end == len(data)
    return np.concatenate(parts)


def numbers_of(space: spaces.Space[Any], action: int | str) -> NDArray[Any]:
    if isinstance(action, int):
        return np.array([action])
    (field,) = layout_of(space)
    return np.frombuffer(base64.b64decode(action), field["dtype"])


def is_close(trial: Trial, logits: NDArray[Any]) -> bool:
    choice = trial.found.policy.choice
    if not isinstance(choice, Categorical):
        return False
    heads = np.split(logits, np.cumsum(choice.heads)[:-1])
    return any(np.diff(np.sort(head)[-2:])[0] < CLOSE for head in heads)


def every_layout_and_choice(folder: Path) -> Iterator[Trial]:
    """A model for each pair."""
    for layout in LAYOUTS.values():
        for way in CHOICES.values():
            file = models.network(folder / "m.onnx", way.outputs, *layout.dims)
            kept = file.rename(folder / f"{len(list(folder.iterdir()))}.onnx")
            config = {"observation": {"obs": dict(layout.config)}, "action": dict(way.config)}
            yield trial_of(kept, layout.space, way.space, config)


def test_every_layout_with_every_choice(
    decide: Decide, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    trials = list(every_layout_and_choice(tmp_path))
    answers = decide(trials)
    assert len(trials) == len(answers) == len(LAYOUTS) * len(CHOICES)
    others = sum(compare(*pair) for pair in zip(trials, answers, strict=True))
    decisions = sum(len(trial.answers) for trial in trials)
    record_property("other_actions", f"{others} of {decisions}")
    assert others <= decisions // 1000


def test_agents_of_one_model_decide_in_one_run_as_each_would_alone(
    decide: Decide, tmp_path: Path
) -> None:
    trials = list(every_layout_and_choice(tmp_path))
    assert all(trial.found.policy.batched for trial in trials)
    answers = decide([Trial({**t.job, "together": True}, *rest(t)) for t in trials])
    others = sum(compare(*pair) for pair in zip(trials, answers, strict=True))
    assert others <= sum(len(trial.answers) for trial in trials) // 1000


def test_a_model_with_a_state_or_a_fixed_batch_decides_for_one_agent_at_a_time(
    decide: Decide, exports: dict[str, Trial], tmp_path: Path
) -> None:
    fixed = models.network(tmp_path / "fixed.onnx", 2, 4, batch=1)
    trials = [exports["rllib with a state"], exports["lstm"], trial_of(fixed, STATE, TWO, {})]
    assert [trial.found.policy.batched for trial in trials] == [False] * 3
    answers = decide([Trial({**t.job, "together": True}, *rest(t)) for t in trials])
    assert [compare(*pair) for pair in zip(trials, answers, strict=True)] == [0] * 3


STATE = spaces.Box(-1, 1, (4,), np.float32)
TWO = spaces.Discrete(2)
RLLIB, SB3 = "RLlib", "Stable-Baselines3 (PPO, A2C)"
EXPORTS: dict[str, tuple[Callable[[Path], Path], spaces.Space[Any], Mapping[str, Any], str]] = {
    "sb3 ppo": (lambda f: models.sb3_ppo(f, 4, 2, discrete=True), TWO, {}, SB3),
    "sb3 ppo box": (lambda f: models.sb3_ppo(f, 4, 2, discrete=False), ARM, {}, SB3),
    "sb3 sac": (
        lambda f: models.sb3_sac(f, 4, 2), ARM, {}, "Stable-Baselines3 (SAC, TD3, DDPG)"
    ),
    "cleanrl q": (lambda f: models.network(f, 2, 4), TWO, {}, "a network alone"),
    "cleanrl ppo": (
        lambda f: models.cleanrl_ppo(f, 4, 2),
        ARM,
        {"action": {"choose": "gaussian"}},
        "CleanRL (PPO)",
    ),
    "cleanrl sac": (
        lambda f: models.cleanrl_sac(f, 4, 2),
        ARM,
        {"action": {"choose": "gaussian"}},
        "CleanRL (SAC)",
    ),
    "rllib": (lambda f: models.rllib_box(f, 4, 2), ARM, {"action": {"choose": "gaussian"}}, RLLIB),
    "rllib with a state": (lambda f: models.rllib_recurrent(f, 4, 2), TWO, {}, RLLIB),
    "lstm": (lambda f: models.lstm(f, 4, 2), TWO, {}, "a network alone"),
}  # fmt: skip


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Trial]:
    folder = tmp_path_factory.mktemp("exports")
    return {
        name: trial_of(export(folder / f"{name}.onnx"), STATE, actions, config)
        for name, (export, actions, config, _) in EXPORTS.items()
    }


def test_exports_are_recognized_and_chosen_from_alike(
    decide: Decide, exports: dict[str, Trial]
) -> None:
    named = {name: trial.found.convention for name, trial in exports.items()}
    assert named == {name: convention for name, (*_, convention) in EXPORTS.items()}
    answers = decide(list(exports.values()))
    assert [compare(*pair) for pair in zip(exports.values(), answers, strict=True)] == [0] * 9


def test_what_an_export_means_is_taken_from_its_convention(exports: dict[str, Trial]) -> None:
    choices = {name: trial.found.policy.choice for name, trial in exports.items()}
    assert choices["sb3 ppo"].kind == "given"
    bounds = {n: c.bounds for n, c in choices.items() if c.kind == "continuous"}
    assert bounds == {
        "sb3 ppo box": "clip",
        "sb3 sac": "scale",
        "cleanrl ppo": "clip",
        "cleanrl sac": "tanh",
        "rllib": "scale",
    }
    states = {name: len(trial.found.policy.states) for name, trial in exports.items()}
    assert (states["rllib with a state"], states["lstm"]) == (1, 2)
    assert [fixed.name for fixed in exports["lstm"].found.policy.fixed] == ["episode_starts"]


def test_a_state_lasts_for_an_episode(exports: dict[str, Trial], decide: Decide) -> None:
    """The same observation again: another answer in an episode, the same at its beginning."""
    trial = exports["rllib with a state"]
    first = trial.job["episodes"][0][0]
    (answer,) = decide([Trial({**trial.job, "episodes": [[first] * 3] * 2}, *rest(trial))])
    outputs = answer["outputs"]
    assert outputs[:3] == outputs[3:]
    assert len(set(outputs[:3])) == 3


def rest(trial: Trial) -> tuple[PolicyInspection, list[Answer], spaces.Space[Any]]:
    return trial.found, trial.answers, trial.actions


def test_a_dict_fills_inputs_of_the_same_names(decide: Decide, tmp_path: Path) -> None:
    file = models.dict_network(tmp_path / "m.onnx", (3, 6, 5), 3, 4)
    trial = trial_of(
        file,
        SEEN,
        spaces.Discrete(4),
        {"observation": {"image": {"from": "image", "scale": 255}, "state": {"from": "state"}}},
    )
    (answer,) = decide([trial])
    assert compare(trial, answer) == 0
    by_itself = inspect_policy(
        file,
        PolicyConfig(onnx=file.name),
        models.agent_of(SEEN, spaces.Discrete(4)),
        place=PLACE,
    )
    image, state = trial.found.policy.inputs
    unscaled = image.model_copy(update={"normalize": None})
    assert by_itself.policy.inputs == [unscaled, state]
