"""The conditions of exp.yml, and what each way to give out their levels needs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import prod

from gymbrowser.config.base import Broken, Where
from gymbrowser.config.condition_models import ConditionConfig
from gymbrowser.config.known import Known
from gymbrowser.config.parts import Part, Parts
from gymbrowser.contract import flow as wire
from gymbrowser.contract.endpoint import MAX_CELLS

type Tell = Callable[[Broken], None]


def params_of(conditions: Iterable[ConditionConfig]) -> list[str]:
    """The URL parameters that decide a level, or in which count it is given out."""
    named: list[str] = []
    for config in conditions:
        stratum = config.stratum or ()
        named += [config.by] if config.by is not None else []
        named += stratum[1:] if stratum[:1] == ("params",) else ()
    return named


@dataclass(frozen=True)
class FactorReader:
    """Makes factors of the conditions, and tells what is wrong with them."""

    parts: Parts
    known: Known | None
    """None where a part of what a stratum may name can't be told."""
    tell: Tell

    def read(self) -> Iterator[wire.Factor]:
        """Every factor; only of use where nothing was told."""
        conditions = self.parts.conditions or {}
        for name, part in conditions.items():
            self._check(("conditions", name), name, part)
            yield _factor(name, part.value)
        self._check_cells([part.value for part in conditions.values()])

    def _check(self, place: Where, name: str, part: Part[ConditionConfig]) -> None:
        config = part.value
        if config.assign == "number" and not has_number(self.parts):
            self.tell(
                (
                    (*place, "assign"),
                    f"condition `{name}` goes by the participant's number, which has no source",
                    None,
                    "Name the URL parameter that has it: `participant: {number: n}`; "
                    "`gymbrowser links` writes such addresses. Or make it `assign: hash`.",
                )
            )
        if config.assign == "quota" and not self._has_endpoint:
            self.tell(
                (
                    (*place, "assign"),
                    f"condition `{name}` goes by quota, and there is no endpoint that counts",
                    "A static site can't know who else has come.",
                    "Name one: `upload: {endpoint: …}`. Or make it `assign: number`, with one "
                    "address for each participant (`gymbrowser links`).",
                )
            )
        if config.stratum is not None and part.has("assign") and part.has("stratify"):
            self._check_stratum((*place, "stratify"), name, config, config.stratum)

    def _check_stratum(
        self, place: Where, name: str, config: ConditionConfig, path: tuple[str, ...]
    ) -> None:
        if config.assign not in ("number", "quota"):
            self.tell(
                (
                    place,
                    f"condition `{name}` can't be stratified with `assign: {config.assign}`",
                    "A draw is as even in each stratum as chance makes it, stratified or not.",
                    "Make it `assign: quota` or `assign: number`; or remove `stratify`.",
                )
            )
        elif path[0] == "params":
            return
        elif config.assign == "number":
            self.tell(
                (
                    place,
                    f"condition `{name}` goes by numbers, and can't be stratified by an answer",
                    "Who gets which number is settled before anybody has answered.",
                    "Name a URL parameter, and number each of its values from 0; or make it "
                    "`assign: quota`.",
                )
            )
        elif self.known is not None:
            self._check_answer(place, path, self.known)

    def _check_answer(self, place: Where, path: tuple[str, ...], known: Known) -> None:
        fact, name = known.facts.get(path), ".".join(path)
        if fact is None:
            self.tell((place, f"`stratify`: {known.unknown(path)}", None, None))
        elif fact.values is None:
            self.tell(
                (
                    place,
                    f"`stratify`: `{name}` is no choice",
                    "It has so many answers that hardly two people would be in one stratum.",
                    "Ask for it by a question with `choice`.",
                )
            )

    def _check_cells(self, configs: list[ConditionConfig]) -> None:
        cells = prod(len(one.levels) for one in configs if one.assign == "quota")
        if cells > MAX_CELLS:
            self.tell(
                (
                    ("conditions",),
                    f"conditions that go by quota have {cells} combinations",
                    f"An endpoint counts at most {MAX_CELLS}.",
                    "Draw some of them instead: `assign: hash`.",
                )
            )

    @property
    def _has_endpoint(self) -> bool:
        """Or nobody can tell."""
        upload = self.parts.upload
        if upload is None or not upload.has("endpoint"):
            return upload is not None
        return upload.value.endpoint is not None


def has_number(parts: Parts) -> bool:
    """Whether participants are numbered, or nobody can tell."""
    return parts.participant is None or parts.participant.value.number is not None


def _factor(name: str, config: ConditionConfig) -> wire.Factor:
    quota = None
    if config.assign == "quota":
        quota = wire.Quota(if_away=config.if_away, hold_s=config.hold_minutes * 60)
    return wire.Factor(
        name=name,
        levels=list(config.levels),
        weights=list(config.levels.values()),
        assign=config.assign,
        by=config.by,
        quota=quota,
        stratify=None if config.stratum is None else list(config.stratum),
    )
