"""How the libraries that train policies export them: recognised by names, shapes and operators."""

import re
from dataclasses import dataclass
from typing import Literal

from gymbrowser.environment.inspect import AgentInspection
from gymbrowser.policy.model import Model, Tensor

type Bounds = Literal["clip", "scale", "tanh"]


@dataclass(frozen=True)
class Convention:
    """What is taken for granted of a model if exp.yml does not say otherwise."""

    name: str
    output: str
    """What is chosen from."""
    bounds: Bounds
    """Where that is a Box's mean."""
    log_std: str | None = None
    """The output with the logarithm of the standard deviation."""
    halves: bool = False
    """Whether that of a Box stands behind the mean, in the same output."""


STATES = (
    (re.compile(r"(^|_)(state|hidden|h|c|lstm|gru|rnn)_ins?(?=_|$)"), r"\1\2_out"),
    (re.compile(r"^(h|c)_?0$"), r"\1n"),
)
"""Inputs that are a recurrent state, and its name among the outputs, but for a plural's "s" and an
underscore. `state_ins` and `state_outs`: RLlib; `h0` and `hn`: PyTorch's `LSTM`."""
EPISODE_STARTS = frozenset({"episode_start", "episode_starts", "done", "dones", "is_init"})
"""1 at an episode's first decision: sb3-contrib's RecurrentPPO, CleanRL's ppo_atari_lstm."""
CONSTANTS = {"seq_lens": 1.0}
"""RLlib: how many steps are asked for at once."""
_OUTPUTS = ("logits", "action_logits", "q_values", "action_mean", "mean", "action", "actions")
"""Names that say that something is chosen from them, the likeliest first."""


def recognize(model: Model, agent: AgentInspection) -> Convention | None:
    """The convention that a model follows; None if it has several outputs and none is known."""
    outputs = [o for o in model.outputs if o.name not in states_of(model).values()]
    for known in (_rllib, _on_policy, _squashed, _mean_and_log_std, _q_or_logits):
        if found := known(model, outputs, agent):
            return found
    return None


def states_of(model: Model) -> dict[str, str]:
    """Inputs that are given what an output was at the decision before."""
    by_name = {_plain(output.name): output for output in model.outputs}
    found = {}
    for given in model.inputs:
        for pattern, counterpart in STATES:
            output = by_name.get(_plain(pattern.sub(counterpart, given.name)))
            if pattern.search(given.name) and output is not None:
                found[given.name] = output.name
    return found


def _plain(name: str) -> str:
    return re.sub(r"outs(?=_|$)", "out", name).replace("_", "")


def _rllib(model: Model, outputs: list[Tensor], agent: AgentInspection) -> Convention | None:
    """Ray RLlib: `Policy.export_model`, and the forward pass of an `RLModule`.

    The first calls it `output`, the second Columns.ACTION_DIST_INPUTS. For a Box it is
    [mean, log_std] of the action before `unsquash_action`, which stretches [-1, 1] onto the Box
    (`normalize_actions`, on by default).
    """
    names = {output.name for output in outputs}
    is_old = "output" in names and {i.name for i in model.inputs} & {"seq_lens", "state_ins"}
    output = "output" if is_old else "action_dist_inputs"
    return Convention("RLlib", output, "scale", halves=True) if output in names else None


def _on_policy(model: Model, outputs: list[Tensor], agent: AgentInspection) -> Convention | None:
    """Stable-Baselines3, "Exporting models": `OnnxableSB3Policy` of PPO and A2C.

    It gives the actions, which are to be cut, the values [batch, 1], and the logarithms of the
    probabilities [batch].
    """
    if len(outputs) != 3 or not outputs[1].fits([1]) or len(outputs[2].dims) != 1:
        return None
    return Convention("Stable-Baselines3 (PPO, A2C)", outputs[0].name, "clip")


def _squashed(model: Model, outputs: list[Tensor], agent: AgentInspection) -> Convention | None:
    """Stable-Baselines3: the actor of SAC, TD3 and DDPG.

    It ends with a tanh, and `unscale_action` stretches [-1, 1] onto the Box.
    """
    if agent.bounds is None or len(outputs) != 1 or model.maker(outputs[0].name) != "Tanh":
        return None
    return Convention("Stable-Baselines3 (SAC, TD3, DDPG)", outputs[0].name, "scale")


def _mean_and_log_std(
    model: Model, outputs: list[Tensor], agent: AgentInspection
) -> Convention | None:
    """CleanRL: ppo_continuous_action.py and sac_continuous_action.py.

    The first has `actor_mean` and a parameter `actor_logstd`, and its actions are cut; in the
    second log_std comes from a tanh, and the actions are squashed.
    """
    if agent.bounds is None or len(outputs) != 2:
        return None
    size = len(agent.bounds.low)
    mean, log_std = outputs
    if not (mean.fits([size]) and log_std.fits([size])):
        return None
    if model.origin(log_std.name) == "Tanh":
        return Convention("CleanRL (SAC)", mean.name, "tanh", log_std.name)
    if "std" in log_std.name.lower() or model.origin(log_std.name) in {"", "Expand"}:
        return Convention("CleanRL (PPO)", mean.name, "clip", log_std.name)
    return None


def _q_or_logits(model: Model, outputs: list[Tensor], agent: AgentInspection) -> Convention | None:
    """A network alone, such as CleanRL's `actor` and `q_network` or Stable-Baselines3's `q_net`."""
    alike = [output.dims for output in outputs]
    named = [
        output
        for name in _OUTPUTS
        for output in outputs
        if output.name == name and alike.count(output.dims) == 1
    ]
    if len(outputs) != 1 and not named:
        return None
    return Convention("a network alone", (named or outputs)[0].name, "clip")
