"""The order of a study's steps: blocks and what decides, made into nodes for the page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import factorial, prod

from gymbrowser.config.base import Broken, Where
from gymbrowser.config.drafts import GameDraft, StepDraft, step_id
from gymbrowser.config.factors import FactorReader, has_number, params_of
from gymbrowser.config.known import Fact, Known
from gymbrowser.config.login_models import ROLE
from gymbrowser.config.parts import Part, Parts
from gymbrowser.config.step_models import BlockConfig, RepeatConfig, StepConfig
from gymbrowser.config.yaml import PlaceOf
from gymbrowser.contract import flow as wire
from gymbrowser.contract.expressions import Constant, Expression, Reference
from gymbrowser.errors import Problem
from gymbrowser.flow.parse import ExpressionError, Parsed, parse

_NUMERIC = frozenset({"+", "-", "*", "/", "%", "negate", "abs", "len", "max", "min", "round"})

MOST_CELLS = 5000
"""Of conditions, orders and lists of seeds that are taken in turn: more no study can fill."""


@dataclass(frozen=True)
class Flow:
    """What decides the way through the steps."""

    nodes: tuple[wire.FlowNode, ...] = ()
    factors: tuple[wire.Factor, ...] = ()
    bonus: Expression | None = None
    """The amount that a participant earns."""
    cells: int = 1
    """How many combinations there are of what goes by the participant's number."""


class FlowReader:
    """Reads the blocks and expressions of exp.yml, and gathers what is wrong on the way.

    Attributes:
        problems: What was wrong so far.
    """

    def __init__(self, parts: Parts, drafts: Mapping[Where, StepDraft], place_of: PlaceOf) -> None:
        self.problems: list[Problem] = []
        self._parts = parts
        self._drafts = drafts
        self._place_of = place_of
        self._positions = {place: index for index, place in enumerate(drafts)}
        self._known = self._facts()

    @property
    def known(self) -> Known | None:
        """What an expression can name; None where a part of it can't be told."""
        return self._known

    def read(self) -> Flow:
        """Everything; only of use where there are no problems, here or elsewhere."""
        nodes = tuple(self._nodes(("steps",)))
        self._check_casts()
        self._check_asked()
        factors = tuple(FactorReader(self._parts, self._known, self._report).read())
        return Flow(nodes, factors, self._bonus(), self._cells())

    def _bonus(self) -> Expression | None:
        """Looked at when the last step is reached."""
        part, places = self._parts.bonus, list(self._parts.steps)
        if part is None or not places or not part.has("amount"):
            return None
        place, text = ("bonus", "amount"), part.value.amount
        tree = self._expression(text, place, places[-1])
        if tree is None:
            return None
        if not may_be_number(tree):
            self._tell(
                "this is no number, and so no amount", place, ExpressionError("", text, 0).caret
            )
        for sentence, start in practice_in(parse(text), self._parts):
            self._tell(sentence, place, ExpressionError("", text, start).caret)
        return tree

    def _facts(self) -> Known | None:
        """None where a part of them can't be told."""
        parts = self._parts
        if parts.conditions is None or parts.participant is None or not parts.are_all(self._drafts):
            return None
        levels = {name: tuple(it.value.levels) for name, it in parts.conditions.items()}
        deciding = params_of(part.value for part in parts.conditions.values())
        roles = [ROLE] if any(has_roles(part.value) for part in parts.steps.values()) else []
        spoken = ["language"] if parts.is_multilingual else []
        params = [*parts.participant.value.kept, *deciding, *roles, *spoken]
        return Known.of(tuple(self._drafts.values()), levels, params)

    def _nodes(self, within: Where) -> Iterator[wire.FlowNode]:
        depth = len(within) + 1
        for place, part in self._parts.steps.items():
            if len(place) != depth or place[:-1] != within:
                continue
            block = part.value.block
            when = self._when(part, place)
            if block is not None:
                yield self._block(block, place, when)
            elif place in self._positions:
                yield wire.StepNode(kind="step", step=self._positions[place], when=when)

    def _when(self, part: Part[StepConfig], place: Where) -> Expression | None:
        text = part.value.when
        if text is None or not part.has("when"):
            return None
        return self._expression(text, (*place, "when"), place)

    def _block(self, block: BlockConfig, place: Where, when: Expression | None) -> wire.BlockNode:
        return wire.BlockNode(
            kind="block",
            id=block.id,
            when=when,
            order=block.order,
            choose=block.choose,
            repeat=None if block.repeat is None else self._repeat(block.repeat, place),
            nodes=list(self._nodes((*place, "block", "steps"))),
        )

    def _repeat(self, repeat: RepeatConfig, place: Where) -> wire.Repeat:
        until = None
        if repeat.until is not None:
            until = self._expression(repeat.until, (*place, "block", "repeat", "until"), place)
        most = repeat.times or repeat.max
        assert most is not None  # the model has one of the two
        return wire.Repeat(max=most, until=until, on_fail=repeat.on_fail)

    def _expression(self, text: str, location: Where, step: Where) -> Expression | None:
        try:
            parsed = parse(text)
        except ExpressionError as error:
            self._tell(error.sentence, location, error.caret)
            return None
        for mistake in () if self._known is None else self._known.mistakes(parsed):
            caret = ExpressionError("", text, mistake.start).caret
            self._tell(mistake.sentence, location, caret)
        self._check_time(parsed, location, step)
        return parsed.tree

    def _check_time(self, parsed: Parsed, location: Where, step: Where) -> None:
        """What an expression asks for must be known by then, at least in a second pass."""
        reading = self._parts.reading
        consent = next((p for p, kind in self._parts.kinds.items() if kind == "consent"), None)
        is_before = consent is not None and reading[step] < reading.get(consent, 0)
        sources = {draft.id: place for place, draft in self._drafts.items()}
        for path, start in parsed.references:
            fact = self._source_of(path)
            source = None if fact is None or fact.step is None else sources[fact.step]
            name = ".".join(path)
            if is_before and path[0] == "conditions":
                sentence = f"`{name}` is drawn after the consent, and this step stands before it"
            elif source is None or self._parts.may_come_before(
                source, step, after_pass=_comes_after(location)
            ):
                continue
            else:
                what = "what it is stratified by" if path[0] == "conditions" else "the step"
                sentence = f"`{name}` is not known yet: {what} comes later"
            self._tell(sentence, location, ExpressionError("", parsed.text, start).caret)

    def _check_casts(self) -> None:
        """A condition that says who acts must be known as early as one that a `when` names."""
        conditions = self._parts.conditions or {}
        for place, game in self._parts.games():
            for agent, actor in game.value.agents.items() if game.has("agents") else ():
                policy = self._parts.policies.get(actor)
                if policy is not None and policy.value.by in conditions:
                    location = (*place, "game", "agents", agent)
                    self._check_time(parse(f"conditions.{policy.value.by}"), location, place)

    def _check_asked(self) -> None:
        """What is asked between rounds may depend on the rounds, and on earlier answers there."""
        for place, game in self._parts.games():
            between = game.value.between
            if between is not None and between.when is not None and game.has("between", "when"):
                self._expression(between.when, (*place, "game", "between", "when"), place)

    def _source_of(self, path: tuple[str, ...]) -> Fact | None:
        """What must be known for a reference: of a condition, the answer that it is stratified by.

        None where there is nothing, or nobody can tell.
        """
        if self._known is None:
            return None
        if path[0] == "conditions" and self._parts.conditions is not None:
            part = self._parts.conditions.get(path[-1])
            path = path if part is None or part.value.stratum is None else part.value.stratum
        return self._known.facts.get(path)

    def _cells(self) -> int:
        weights = [
            sum(part.value.levels.values())
            for part in (self._parts.conditions or {}).values()
            if part.value.assign == "number"
        ]
        blocks = [part.value.block for part in self._parts.steps.values()]
        numbered = self._parts.participant is not None and has_number(self._parts)
        rows = [rows_of(block) for block in blocks if block is not None and numbered]
        cells = prod(weights) * prod(rows) * (prod(self._groups()) if numbered else 1)
        if cells > MOST_CELLS:
            self.problems.append(
                Problem(
                    f"conditions, orders and lists of seeds that are taken in turn have {cells} "
                    "combinations",
                    self._place_of(("steps",)),
                    f"Each {cells} participants would have each combination once.",
                    "Draw some of them instead: `assign: hash`, `order: shuffled`, `by` for seeds.",
                )
            )
        return cells

    def _groups(self) -> set[int]:
        """How many lists of seeds the games have that go by the number.

        Games with equally many share the participant's group.
        """
        games = (draft for draft in self._drafts.values() if isinstance(draft, GameDraft))
        lists = (game.seeds.lists for game in games)
        return {len(it.lists) for it in lists if it is not None and it.goes_by_number}

    def _report(self, broken: Broken) -> None:
        location, what, why, remedy = broken
        self.problems.append(Problem(what, self._place_of(location), why, remedy))

    def _tell(self, sentence: str, location: Where, caret: str) -> None:
        self.problems.append(
            Problem(f"`{location[-1]}`: {sentence}", self._place_of(location), quote=caret)
        )


def _comes_after(location: Where) -> bool:
    """Whether an expression is looked at behind what it stands at: after a pass, or a round."""
    return location[-1] == "until" or location[-2:] == ("between", "when")


def practice_in(amount: Parsed, parts: Parts) -> Iterator[tuple[str, int]]:
    """What of a bonus would be earned by what does not count, and where it stands."""
    games = {step_id(parts.steps[place].value): game for place, game in parts.games()}
    practice = {name for name, game in games.items() if game.value.practice}
    for path, start in amount.references:
        if path[0] == "results" and not practice.isdisjoint(path[1:2]):
            yield f"`{'.'.join(path)}` is of a game for practice, which earns nothing", start


def may_be_number(tree: Expression) -> bool:
    """Whether an expression can be one, as far as its outermost operation tells."""
    if isinstance(tree, Constant):
        return isinstance(tree.value, int | float) and not isinstance(tree.value, bool)
    return isinstance(tree, Reference) or tree.operator in _NUMERIC


def has_roles(step: StepConfig) -> bool:
    """Whether it is a login that says in which role somebody comes."""
    return step.login is not None and bool(step.login.roles)


def rows_of(block: BlockConfig) -> int:
    """How many orders of a block are taken in turn; see `js/src/page/flow/orders.ts`."""
    count = len(block.steps)
    if block.order == "latin_square":
        return count if count % 2 == 0 or count == 1 else 2 * count
    return factorial(count) if block.order == "counterbalanced" else 1
