"""Train a CartPole-v1 policy with PPO in plain numpy and export it to ONNX.

Read `main` and `train` first: they are the table of contents. The algorithm is Proximal Policy
Optimization (PPO; Schulman et al. 2017, arXiv:1707.06347) with generalised advantage estimation
(GAE; Schulman et al. 2016, arXiv:1506.02438). There is no autograd: `MLP.backward` and
`ppo_gradient` hold every derivative, worked out by hand.

Shapes: T time steps per rollout, N parallel environments, B samples in a batch. The run is seeded:
the same seed, machine and library versions give the same file, byte for byte.
"""

import argparse
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import gymnasium as gym
import numpy as np
import onnx
import onnxruntime as ort  # type: ignore[import-untyped, unused-ignore]
from gymnasium.wrappers.vector import RecordEpisodeStatistics
from numpy.random import Generator, default_rng
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

type Floats = NDArray[np.float32]
type Bools = NDArray[np.bool_]
type Actions = NDArray[np.int64]
type Policy = Callable[[Floats], Floats]  # observations [B, 4] -> logits [B, 2]

ENV_ID = "CartPole-v1"
REQUIRED_RETURN = 475.0  # Gymnasium's own reward threshold for CartPole-v1
LOGIT_TOLERANCE = 1e-4  # float32 rounding, with room for another order of summation
EVAL_SEED = 1_000_000  # evaluation episode i is reset with EVAL_SEED + i; --seed stays below
DEFAULT_OUT = Path(__file__).parent / "policies" / "cartpole.onnx"


class Config(NamedTuple):
    """Hyperparameters, named as in the PPO paper where it has a name for them."""

    num_envs: int = 32  # N
    horizon: int = 128  # T
    iterations: int = 150  # one rollout of N * T environment steps each
    epochs: int = 4
    minibatches: int = 8
    learning_rate: float = 1e-3  # falls linearly to zero, so that the last policy has settled
    discount: float = 0.99  # gamma
    gae_lambda: float = 0.95
    clip: float = 0.2  # epsilon
    hidden: int = 64


class Rollout(NamedTuple):
    """T steps of N environments; transition t leads from `obs[t]` to `obs[t + 1]`.

    Gymnasium's vector environments reset on the step *after* an episode ends (autoreset mode
    NEXT_STEP). So the true last observation of an episode is here to bootstrap from, and where
    `done[t]` is set, transition t is only the reset and no experience.
    """

    obs: Floats  # [T + 1, N, 4]
    done: Bools  # [T + 1, N]: obs[t] ended an episode, by failure or by the time limit
    terminated: Bools  # [T, N]: transition t ended in failure
    rewards: Floats  # [T, N]
    actions: Actions  # [T, N]
    recent_return: float  # mean return of the last 100 episodes, for the progress lines


class Batch(NamedTuple):
    """Experience ready for PPO, B rows."""

    obs: Floats  # [B, 4]
    actions: Actions  # [B]
    old_logp: Floats  # [B]: log-probability of the action under the policy that took it
    advantages: Floats  # [B]: zero mean, unit variance
    returns: Floats  # [B]: the critic's targets


class MLP:
    """A network with tanh hidden layers, trained by Adam (Kingma and Ba, arXiv:1412.6980).

    `params` is [W1, b1, W2, b2, ...], float32, each W of shape [fan_in, fan_out].
    """

    def __init__(self, sizes: list[int], output_gain: float, rng: Generator) -> None:
        """Draw Gaussian weights that keep the scale of the signal, the last W times a gain."""
        self.params: list[Floats] = []
        for fan_in, fan_out in pairwise(sizes):
            weight = rng.standard_normal((fan_in, fan_out)) / np.sqrt(fan_in)
            self.params += [weight.astype(np.float32), np.zeros(fan_out, np.float32)]
        self.params[-2] *= np.float32(output_gain)
        self.means = [np.zeros_like(param) for param in self.params]
        self.squares = [np.zeros_like(param) for param in self.params]
        self.steps = 0

    def __call__(self, x: Floats) -> Floats:
        """Return outputs [..., out] for inputs [..., in]."""
        return self.layers(x)[-1]

    def layers(self, x: Floats) -> list[Floats]:
        """Return the input and every layer's output: [..., in], [..., hidden], ..., [..., out]."""
        layers = [x]
        for weight, bias in zip(self.params[:-2:2], self.params[1:-2:2], strict=True):
            layers.append(np.tanh(layers[-1] @ weight + bias))
        return [*layers, layers[-1] @ self.params[-2] + self.params[-1]]

    def backward(self, layers: list[Floats], grad: Floats) -> list[Floats]:
        """Return d loss / d params from the `layers` of B rows and `grad`, d loss / d output."""
        grads: list[Floats] = []
        for below, weight in zip(layers[-2::-1], self.params[-2::-2], strict=True):
            grads = [below.T @ grad, grad.sum(axis=0), *grads]
            # `below` is tanh(u), whose derivative is 1 - tanh(u)^2; unused once it is the input.
            grad = (grad @ weight.T) * (1 - below**2)
        return grads

    def descend(self, grads: list[Floats], learning_rate: float) -> None:
        """Take one Adam step down `grads`, in place, with its paper's beta1 0.9, beta2 0.999."""
        self.steps += 1
        # The running averages start at zero; dividing by 1 - beta^steps removes that bias.
        mean_scale, square_scale = 1 - 0.9**self.steps, 1 - 0.999**self.steps
        for i, grad in enumerate(grads):
            self.means[i] += 0.1 * (grad - self.means[i])
            self.squares[i] += 0.001 * (grad**2 - self.squares[i])
            deviation = np.sqrt(self.squares[i] / square_scale) + 1e-5
            self.params[i] -= learning_rate * self.means[i] / mean_scale / deviation


def main() -> None:
    """Train, export, check the exported policy, and only then put the file in place."""
    args = parse_arguments()
    actor = train(Config(), args.seed)
    model = to_onnx(actor)
    policy = onnx_policy(model)
    check_logits(actor, policy)
    check_return(policy, args.episodes)
    save(model, args.out)


def parse_arguments() -> argparse.Namespace:
    """Read the command line and validate it."""
    parser = argparse.ArgumentParser(
        description="Train a CartPole-v1 policy with PPO in numpy (under a minute on one core), "
        "check it with onnxruntime and write it as ONNX.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--seed", type=int, default=0, help="training seed, 0 to 999999")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="the ONNX file to write")
    parser.add_argument("--episodes", type=int, default=100, help="evaluation episodes")
    args = parser.parse_args()
    if not 0 <= args.seed < EVAL_SEED:
        parser.error(f"--seed must be from 0 to {EVAL_SEED - 1}; evaluation uses those above.")
    if args.episodes < 1:
        parser.error("--episodes must be at least 1.")
    return args


def train(config: Config, seed: int) -> MLP:
    """Alternate between collecting a rollout and improving on it; return the policy network."""
    rng = default_rng(seed)
    # The small output gain makes the first policy near uniform, so that it tries both actions.
    actor = MLP([4, config.hidden, config.hidden, 2], 0.01, rng)
    critic = MLP([4, config.hidden, config.hidden, 1], 1.0, rng)
    for iteration, rollout in enumerate(rollouts(actor, config, seed, rng)):
        batch = make_batch(rollout, actor, critic, config)
        improve(actor, critic, batch, config, 1 - iteration / config.iterations, rng)
        report(iteration + 1, rollout)
    return actor


def rollouts(actor: MLP, config: Config, seed: int, rng: Generator) -> Iterator[Rollout]:
    """Yield rollouts of the sampled policy, each with `actor` as it is by then.

    Episodes run on from one rollout into the next, so the last `obs` and `done` carry over.
    """
    vector_env = gym.make_vec(ENV_ID, config.num_envs, vectorization_mode="vector_entry_point")
    envs = RecordEpisodeStatistics(vector_env)
    obs, done = [envs.reset(seed=seed)[0]], [np.zeros(config.num_envs, np.bool_)]
    for _ in range(config.iterations):
        transitions = []
        for _ in range(config.horizon):
            action = sample(actor(obs[-1]), rng)
            next_obs, reward, terminated, truncated, _ = envs.step(action)
            obs.append(next_obs)
            done.append(terminated | truncated)
            transitions.append((terminated, reward, action))
        failures, rewards, actions = map(np.stack, zip(*transitions, strict=True))
        recent = float(np.mean(envs.return_queue))
        yield Rollout(np.stack(obs), np.stack(done), failures, rewards, actions, recent)
        obs, done = obs[-1:], done[-1:]
    envs.close()


def sample(logits: Floats, rng: Generator) -> Actions:
    """Draw actions [B] from softmax(logits): the argmax under Gumbel noise is such a draw."""
    drawn: Actions = np.argmax(logits + rng.gumbel(size=logits.shape), axis=-1)
    return drawn


def log_softmax(logits: Floats) -> Floats:
    """Return log-probabilities [B, 2] of logits [B, 2]; shifting by the maximum avoids overflow."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    logp: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return logp


def make_batch(rollout: Rollout, actor: MLP, critic: MLP, config: Config) -> Batch:
    """Flatten [T, N] transitions to B rows, leaving out those that are only resets."""
    values = critic(rollout.obs)[..., 0]
    real = ~rollout.done[:-1]
    advantages = gae(rollout, values, config)[real]
    obs, actions = rollout.obs[:-1][real], rollout.actions[real]
    return Batch(
        obs=obs,
        actions=actions,
        old_logp=log_softmax(actor(obs))[np.arange(len(obs)), actions],
        advantages=(advantages - advantages.mean()) / (advantages.std() + np.float32(1e-8)),
        returns=advantages + values[:-1][real],
    )


def gae(rollout: Rollout, values: Floats, config: Config) -> Floats:
    """Return advantages [T, N] from values [T + 1, N] (equation 16 of the GAE paper).

    A failed state is worth nothing, but a time limit says nothing about the state it cuts off. So
    `terminated` switches off the value of the next state, while `done` only ends the sum.
    """
    # Rewards times 1 - gamma keep every value in [0, 1], a range the critic learns quickly.
    rewards = np.float32(1 - config.discount) * rollout.rewards
    next_values = values[1:] * ~rollout.terminated
    deltas = rewards + np.float32(config.discount) * next_values - values[:-1]
    decays = np.float32(config.discount * config.gae_lambda) * ~rollout.done[1:]
    for t in reversed(range(len(deltas) - 1)):
        deltas[t] += decays[t] * deltas[t + 1]  # from here on, deltas[t] is the advantage
    return deltas


def improve(
    actor: MLP, critic: MLP, batch: Batch, config: Config, remaining: float, rng: Generator
) -> None:
    """Take epochs of minibatch steps; `remaining`, from 1 to 0, anneals the learning rate."""
    learning_rate = config.learning_rate * remaining
    for _ in range(config.epochs):
        for rows in np.array_split(rng.permutation(len(batch.obs)), config.minibatches):
            part = Batch._make(column[rows] for column in batch)
            layers = actor.layers(part.obs)
            grads = actor.backward(layers, ppo_gradient(layers[-1], part, config.clip))
            actor.descend(grads, learning_rate)
            layers = critic.layers(part.obs)
            error = layers[-1] - part.returns[:, None]  # its loss is half the mean squared error
            critic.descend(critic.backward(layers, error / np.float32(len(rows))), learning_rate)


def ppo_gradient(logits: Floats, batch: Batch, clip: float) -> Floats:
    """Return d loss / d logits [B, 2], the loss being minus PPO's clipped objective (equation 7).

    The objective is the mean of min(ratio * A, clipped * A). Where the clipped term is the smaller
    it is constant, with gradient zero; elsewhere the gradient is that of ratio * A, and
    d ratio / d logits = ratio * (one_hot(action) - softmax(logits)).
    """
    logp = log_softmax(logits)
    one_hot = np.eye(logits.shape[1], dtype=np.float32)[batch.actions]
    ratio = np.exp((logp * one_hot).sum(axis=1) - batch.old_logp)
    clipped = np.clip(ratio, 1 - clip, 1 + clip)
    active = ratio * batch.advantages <= clipped * batch.advantages
    slope = active * ratio * batch.advantages / np.float32(len(logits))
    gradient: Floats = -slope[:, None] * (one_hot - np.exp(logp))
    return gradient


def report(iteration: int, rollout: Rollout) -> None:
    """Print a progress line every tenth iteration."""
    if iteration % 10 == 0:
        steps = iteration * rollout.rewards.size
        print(f"{steps:7,} steps: mean return {rollout.recent_return:5.1f} (sampled)", flush=True)


def to_onnx(actor: MLP) -> onnx.ModelProto:
    """Write the network as Gemm and Tanh nodes: float32 `obs` [batch, 4], `logits` [batch, 2]."""
    nodes = [
        helper.make_node("Gemm", ["obs", "W1", "b1"], ["u1"]),
        helper.make_node("Tanh", ["u1"], ["h1"]),
        helper.make_node("Gemm", ["h1", "W2", "b2"], ["u2"]),
        helper.make_node("Tanh", ["u2"], ["h2"]),
        helper.make_node("Gemm", ["h2", "W3", "b3"], ["logits"]),
    ]
    names = ["W1", "b1", "W2", "b2", "W3", "b3"]
    weights = [numpy_helper.from_array(*pair) for pair in zip(actor.params, names, strict=True)]
    obs = helper.make_tensor_value_info("obs", TensorProto.FLOAT, ["batch", 4])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 2])
    model = helper.make_model(
        helper.make_graph(nodes, "cartpole_policy", [obs], [logits], weights),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
        producer_name="gymbrowser-example",
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def onnx_policy(model: onnx.ModelProto) -> Policy:
    """Wrap the exported model, run by onnxruntime, as a function of observations."""
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return lambda obs: session.run(["logits"], {"obs": obs})[0]


def check_logits(actor: MLP, policy: Policy) -> None:
    """Exit unless numpy and onnxruntime agree on the logits of 1000 random observations."""
    obs = default_rng(EVAL_SEED).standard_normal((1000, 4)).astype(np.float32)
    difference = np.abs(actor(obs) - policy(obs)).max()
    print(f"numpy and onnxruntime: max abs difference of logits {difference:.2e}")
    if not difference <= LOGIT_TOLERANCE:  # written this way round, NaN fails too
        raise SystemExit(f"The exported logits differ by {difference:.2e}; nothing was written.")


def check_return(policy: Policy, episodes: int) -> None:
    """Print greedy and sampled mean returns; exit unless the greedy one is high enough."""
    greedy = evaluate(policy, episodes)
    sampled = evaluate(policy, episodes, default_rng(EVAL_SEED))
    print(f"mean return over {episodes} episodes: argmax {greedy:.1f}, sampled {sampled:.1f}")
    if greedy < REQUIRED_RETURN:
        raise SystemExit(
            f"The mean return {greedy:.1f} is below {REQUIRED_RETURN:.0f}; nothing was written. "
            "Try another --seed."
        )


def evaluate(policy: Policy, episodes: int, rng: Generator | None = None) -> float:
    """Return the mean return in the real environment, by argmax or, given `rng`, by sampling."""
    env = gym.make(ENV_ID)
    total = 0.0
    for episode in range(episodes):
        obs, over = env.reset(seed=EVAL_SEED + episode)[0], False
        while not over:
            logits = policy(obs[None])
            action = np.argmax(logits, axis=-1) if rng is None else sample(logits, rng)
            obs, reward, terminated, truncated, _ = env.step(action[0])
            total += float(reward)
            over = terminated or truncated
    env.close()
    return total / episodes


def save(model: onnx.ModelProto, out: Path) -> None:
    """Write to a temporary file, then rename, so that `out` is never a partial file."""
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = out.with_name(out.name + ".tmp")
    temporary.write_bytes(model.SerializeToString(deterministic=True))
    temporary.replace(out)
    print(f"wrote {out} ({out.stat().st_size:,} bytes)")


if __name__ == "__main__":
    main()
