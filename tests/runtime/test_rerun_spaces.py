"""Values of every space, and agents in turn, come out equal in Pyodide and natively."""

import base64
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gymbrowser.bridge.actions import Actions
from gymbrowser.bridge.layout import layout_of
from gymbrowser.contract.wire import ArrayField
from gymbrowser.data.columns import unpack
from gymbrowser.data.infos import exact_value
from tests.circle import FIRST, LATE, SECOND, Circle
from tests.menagerie import every_space
from tests.runtime.conftest import Site
from tests.runtime.natively import rerun_natively

LENGTH = 6
SAME = (
    *("observed", "observations", "digests", "rewards", "present", "terminated", "truncated"),
    "actions",
)

type Spaces = Mapping[str, tuple[Any, Any]]
"""Agent to the spaces of its observations and actions."""


def game_step(spaces: Spaces, actors: Mapping[str, str], discrete: Any) -> dict[str, Any]:
    agents = {
        name: {
            "actor": actors[name],
            "action_space": discrete,
            "layout": {
                "observation": layout_of(observations),
                "action": layout_of(actions),
                "output": [],
            },
        }
        for name, (observations, actions) in spaces.items()
    }
    view = {"render_mode": None, "draw": None}
    return {"kind": "game", "id": "g", "agents": agents, "view": view}


def job(spaces: Spaces, actions: Callable[[str], list[Any]], rule: Mapping[str, Any]) -> Any:
    agents = {
        name: {
            "actions": actions(name),
            "uniforms": [None] * len(actions(name)),
            "policy_seed": 7,
            "recorded": {"rule": rule, "layout": layout_of(observations)},
        }
        for name, (observations, _) in spaces.items()
    }
    return {"step": "g", "seed": 3, "agents": agents}


def natively(game: Any, entry_point: str, policy: str, jobs: list[Any], folder: Path) -> list[Any]:
    own = {"own": {"entry_point": policy, "kwargs": "{}"}}
    return rerun_natively(game, entry_point, own, jobs, folder)


def python(entry_point: str) -> dict[str, Any]:
    return {"kind": "python", "entry_point": entry_point, "kwargs": "{}", "sha256": ""}


def assert_same(ours: Any, theirs: Any) -> None:
    for name, agent in theirs["agents"].items():
        found = ours["agents"][name]
        assert {key: found[key] for key in SAME} == {key: agent[key] for key in SAME}, name


def test_observations_and_actions_of_every_space(site: Site, tmp_path: Path) -> None:
    spaces = {"player": (every_space(), every_space())}
    game = game_step(spaces, {"player": "own"}, None)
    site.write({"entry_point": "menagerie:Menagerie"}, [game], own=python("menagerie:Keeper"))
    actions = Actions(every_space())
    taken = [
        base64.b64encode(str(actions.sample(seed)).encode("latin-1")).decode()
        for seed in range(LENGTH)
    ]
    jobs = [
        job(spaces, lambda _: taken, {"keep": keep, "every": every, "downsample": 1})
        for keep, every in (("all", 1), ("changed", 1), ("key_frames", 4))
    ]

    theirs = site.rerun(jobs)
    ours = natively(game, "menagerie:Menagerie", "menagerie:Keeper", jobs, tmp_path)

    for one, other in zip(ours, theirs, strict=True):
        assert "error" not in other, other
        assert_same(one, other)
    player = theirs[0]["agents"]["player"]
    layout = [ArrayField.model_validate(field) for field in layout_of(every_space())]
    seen = unpack(player["observations"], layout, LENGTH + 1, "observations")
    assert isinstance(seen, dict)
    assert all(isinstance(exact_value(text), str) for text in seen["text"])
    assert len(set(player["actions"])) == LENGTH


def test_a_policy_is_asked_where_it_was(site: Site, tmp_path: Path) -> None:
    spaces = {"player": (every_space(), every_space())}
    game = game_step(spaces, {"player": "own"}, None)
    site.write({"entry_point": "menagerie:Menagerie"}, [game], own=python("menagerie:Keeper"))
    taken = base64.b64encode(str(Actions(every_space()).sample(0)).encode("latin-1")).decode()
    whole = job(spaces, lambda _: [taken] * LENGTH, {"keep": "all", "every": 1, "downsample": 1})
    skipping = json.loads(json.dumps(whole))
    skipping["agents"]["player"]["asked"] = [step % 3 == 0 for step in range(LENGTH)]

    theirs = site.rerun([whole, skipping])
    ours = natively(game, "menagerie:Menagerie", "menagerie:Keeper", [whole, skipping], tmp_path)

    for one, other in zip(ours, theirs, strict=True):
        assert_same(one, other)
    each, some = (result["agents"]["player"]["actions"] for result in theirs)
    assert some == [each[0], None, None, each[1], None, None]


def test_pixels_are_sampled_and_what_has_no_size_stays_whole(site: Site, tmp_path: Path) -> None:
    spaces = {"player": (every_space(), every_space())}
    game = game_step(spaces, {"player": "human"}, None)
    site.write({"entry_point": "menagerie:Menagerie"}, [game])
    action = base64.b64encode(str(Actions(every_space()).sample(0)).encode("latin-1")).decode()
    every = {"keep": "all", "every": 1, "downsample": 2}
    asked = job(spaces, lambda _: [action] * LENGTH, every)
    layout = asked["agents"]["player"]["recorded"]["layout"]
    next(field for field in layout if field["path"] == ["bytes"])["shape"] = [1, 2]

    (theirs,) = site.rerun([asked])
    (ours,) = natively(game, "menagerie:Menagerie", "", [asked], tmp_path)

    assert_same(ours, theirs)
    fields = [ArrayField.model_validate(field) for field in layout]
    text = theirs["agents"]["player"]["observations"]
    seen = unpack(text, fields, LENGTH + 1, "observations")
    assert isinstance(seen, dict)
    assert seen["bytes"].shape == (LENGTH + 1, 1, 2)
    assert all(exact_value(text) is not None for text in seen["graph"])


def test_agents_in_turn(site: Site, tmp_path: Path) -> None:
    env = Circle()
    names = (FIRST, SECOND, LATE)
    spaces = {name: (env.observation_space(name), env.action_space(name)) for name in names}
    actors = {FIRST: "human", SECOND: "own", LATE: "own"}
    game = game_step(spaces, actors, {"n": 3, "start": 0})
    site.write({"entry_point": "circle:Circle"}, [game], own=python("circle:Giver"))
    moves = [1, 1, 1, 1, 1, 1, 0, 1, 1, 0]
    asked = job(spaces, lambda _: moves, {"keep": "all", "every": 1, "downsample": 1})

    twice = site.rerun([asked, asked])
    (ours,) = natively(game, "circle:Circle", "circle:Giver", [asked], tmp_path)

    assert twice[0] == twice[1]
    assert_same(ours, twice[0])
    agents = twice[0]["agents"]
    assert list(base64.b64decode(agents[LATE]["present"]))[:5] == [0, 0, 0, 0, 1]
    asked_at = [step for step, action in enumerate(agents[SECOND]["actions"]) if action is not None]
    assert asked_at[:3] == [1, 3, 6]
    assert sum(base64.b64decode(agents[SECOND]["terminated"])) == 1
