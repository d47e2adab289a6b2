"""Which games can't run in a page, by their names."""

import re

import gymnasium

_ATARI = re.compile(
    r"(ALE/)?(Adventure|AirRaid|Alien|Amidar|Assault|Asterix|Asteroids|Atlantis|BankHeist|BattleZone"
    r"|BeamRider|Berzerk|Bowling|Boxing|Breakout|Carnival|Centipede|ChopperCommand|CrazyClimber"
    r"|Defender|DemonAttack|DoubleDunk|ElevatorAction|Enduro|FishingDerby|Freeway|Frostbite|Gopher"
    r"|Gravitar|Hero|IceHockey|Jamesbond|JourneyEscape|Kangaroo|Krull|KungFuMaster"
    r"|MontezumaRevenge|MsPacman|NameThisGame|Phoenix|Pitfall|Pong|Pooyan|PrivateEye|Qbert"
    r"|Riverraid|RoadRunner|Robotank|Seaquest|Skiing|Solaris|SpaceInvaders|StarGunner|Tennis"
    r"|TimePilot|Tutankham|UpNDown|Venture|VideoPinball|WizardOfWor|YarsRevenge|Zaxxon)"
    r"(-ram)?(Deterministic|NoFrameskip)?-v\d"
)
"""The games of atari-py, as the old `gym` registers them."""
_COMPILED = {"mujoco": "MuJoCo", "box2d": "Box2D"}
"""Parts of Gymnasium that stand on compiled packages, which no browser loads."""

REMEDY = (
    "Choose an environment in Python, such as MountainCar-v0, or one of PyPI's; docs/packages.md "
    "says which run. Only what is compiled for Pyodide can be loaded."
)


def why_impossible(game: str) -> str | None:
    """Why a game can't run in a browser; None where nothing speaks against it."""
    if game.startswith("ALE/") or _ATARI.fullmatch(game):
        return f"`{game}` is an Atari game, which runs in a compiled emulator (ALE, atari-py)"
    spec = gymnasium.registry.get(game)
    entry = str(spec.entry_point) if spec is not None else ""
    for part, name in _COMPILED.items():
        if entry.startswith(f"gymnasium.envs.{part}"):
            return f"`{game}` stands on {name}, which is compiled"
    return None


def newer_name(game: str) -> str | None:
    """The name under which Gymnasium has a game of which it lacks this version."""
    base, _, _ = game.rpartition("-v")
    if game in gymnasium.registry or not base:
        return None
    versions = [name for name in gymnasium.registry if name.rpartition("-v")[0] == base]
    return max(versions, key=lambda name: int(name.rpartition("-v")[2]), default=None)
