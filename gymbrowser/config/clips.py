"""Clips, from exp.yml and the recorded episodes that it names: each as a game of one episode."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gymbrowser.config.base import Where
from gymbrowser.config.donors import DONOR, Donor, DonorFile, actions_of, read_donors
from gymbrowser.config.drafts import GameDraft, StepDraft
from gymbrowser.config.game_models import GameConfig, RecordConfig, ViewConfig
from gymbrowser.config.judging_models import ClipConfig, DonorClipConfig
from gymbrowser.config.pages import inside
from gymbrowser.config.parts import Part, Parts
from gymbrowser.config.seeds import Lists, Seeds
from gymbrowser.config.yaml import PlaceOf
from gymbrowser.errors import Problem, UserError

ONE_AGENT = "player"
"""The name of the agent of a clip by `policy` which names no game."""


@dataclass(frozen=True)
class ClipDraft:
    """A clip before it was made."""

    name: str
    game: GameDraft
    """The episode, as if it were a game of the study; its id is the clip's name."""
    stage: str
    """The game whose view and agents it shares, or one of the `stages`."""
    seed: int
    first: int
    """Environment steps of the episode before the clip."""
    steps: int
    """At most so many are in it."""


@dataclass(frozen=True)
class Clips:
    """All clips of a study."""

    drafts: tuple[ClipDraft, ...] = ()
    stages: tuple[GameDraft, ...] = ()
    """What the environment is to be looked at for beside the games: each view and each set of
    agents that no game has."""


class ClipReader:
    """Reads the clips of exp.yml, and gathers what is wrong on the way.

    Attributes:
        problems: What was wrong so far.
    """

    def __init__(
        self, parts: Parts, steps: Mapping[Where, StepDraft], folder: Path, place_of: PlaceOf
    ) -> None:
        self.problems: list[Problem] = []
        self._parts = parts
        self._games = {step.id: step for step in steps.values() if isinstance(step, GameDraft)}
        self._folder = folder
        self._place_of = place_of
        self._stages: dict[str, GameDraft] = {}

    def read(self) -> Clips:
        """Everything; only of use where there are no problems, here or elsewhere."""
        drafts = []
        for name, part in (self._parts.clips or {}).items():
            try:
                drafts += list(self._clips(name, part))
            except UserError as error:
                self.problems += error.problems
        return Clips(tuple(drafts), tuple(self._stages.values()))

    def _clips(self, name: str, part: Part[ClipConfig]) -> Iterator[ClipDraft]:
        config = part.value
        if part.lost or (config.game is not None and config.game not in self._games):
            return  # that is told elsewhere
        if config.recorded is not None:
            yield self._recorded(name, config, config.recorded)
            return
        game = self._game(name, config, self._agents(name, config))
        seeds = config.seeds or [config.seed or 0]
        for clip, seed in zip(config.names(name), seeds, strict=True):
            yield self._draft(clip, game, Seeds(same=[seed]), config, seed)

    def _recorded(self, name: str, config: ClipConfig, recorded: DonorClipConfig) -> ClipDraft:
        location = ("clips", name, "recorded")
        place = self._place_of((*location, "file"))
        file = read_donors(inside(self._folder / recorded.file, self._folder, place), place)
        donor = self._donor(file, recorded, location)
        names = self._named(config) or list(file.actions)
        only = file.model_copy(update={"donors": [donor]})
        actions = actions_of(only, names, recorded.episode + 1, recorded.file, place)[0]
        episode = actions.model_copy(update={"episodes": [actions.episodes[recorded.episode]]})
        seed = donor.seeds[recorded.episode]
        layouts = {agent: file.actions[agent] for agent in names}
        lists = Lists([[seed]], None, (donor.session,), (episode,), layouts)
        game = self._game(name, config, dict.fromkeys(names, DONOR))
        return self._draft(name, game, Seeds(lists=lists), config, seed)

    def _named(self, config: ClipConfig) -> list[str]:
        """The agents of the game that a clip names."""
        return list(self._games[config.game].config.agents) if config.game is not None else []

    def _donor(self, file: DonorFile, recorded: DonorClipConfig, location: Where) -> Donor:
        count = len(file.donors)
        if recorded.donor >= count:
            raise UserError(
                f"{recorded.file} has {count} donors, and none of the number {recorded.donor}",
                where=self._place_of((*location, "donor")),
                remedy="They are counted from 0.",
            )
        donor = file.donors[recorded.donor]
        if recorded.episode >= len(donor.episodes):
            raise UserError(
                f"{recorded.file}: donor {recorded.donor} has {len(donor.episodes)} episodes, and "
                f"none of the number {recorded.episode}",
                where=self._place_of((*location, "episode")),
                remedy="They are counted from 0.",
            )
        return donor

    def _agents(self, name: str, config: ClipConfig) -> dict[str, str]:
        if config.agents is not None:
            return config.agents
        assert config.policy is not None  # the model has one of the three
        names = self._named(config) or [ONE_AGENT]
        if len(names) > 1:
            raise UserError(
                f"clip `{name}`: `policy` says who acts for one agent, and the game "
                f"`{config.game}` has {len(names)}",
                where=self._place_of(("clips", name, "policy")),
                remedy=f"Write `agents: {{{', '.join(f'{each}: …' for each in names)}}}`.",
            )
        return {names[0]: config.policy}

    def _game(self, name: str, config: ClipConfig, agents: dict[str, str]) -> GameDraft:
        like = None if config.game is None else self._games[config.game].config
        view = config.view or ViewConfig(render_mode="rgb_array")
        made = GameConfig(
            agents=agents,
            view=view if like is None else like.view,
            fps=config.fps if config.fps is not None or like is None else like.fps,
            frame_skip=1 if like is None else like.frame_skip,
            record=RecordConfig(outputs=False),
        )
        return GameDraft(id=name, html="", config=made, location=("clips", name), seeds=Seeds())

    def _draft(
        self, name: str, game: GameDraft, seeds: Seeds, config: ClipConfig, seed: int
    ) -> ClipDraft:
        episode = GameDraft(
            id=name, html="", config=game.config, location=game.location, seeds=seeds
        )
        stage = self._stage(game)
        return ClipDraft(name, episode, stage, seed, config.from_, config.steps)

    def _stage(self, clip: GameDraft) -> str:
        """The id of a game or stage with the same view and the same agents; made if need be."""
        known = [*self._games.values(), *self._stages.values()]
        wanted = (clip.config.view, [*clip.config.agents])
        for each in known:
            if (each.config.view, [*each.config.agents]) == wanted:
                return each.id
        # No step's id has a slash.
        name = f"clips/{clip.id}"
        agents = dict.fromkeys(clip.config.agents, "random")
        config = clip.config.model_copy(update={"agents": agents})
        self._stages[name] = GameDraft(
            id=name, html="", config=config, location=clip.location, seeds=Seeds(same=[0])
        )
        return name
