"""What `gymbrowser check` prints."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gymbrowser.console import out, printable
from gymbrowser.recorded import describe_records
from gymbrowser.show.parts import facts_table

if TYPE_CHECKING:  # importing them for real would make `--help` wait
    from gymbrowser.check import Checked
    from gymbrowser.config import Experiment
    from gymbrowser.contract.wire import ArrayField


def show_checked(checked: "Checked", participants: int | None = None) -> None:
    """What `check` found out.

    Args:
        checked: All of it.
        participants: How many are planned; None: as many as exp.yml says.
    """
    from gymbrowser.conditions import describe_conditions  # as with numpy below

    inspection, config = checked.inspection, checked.experiment.config
    table = facts_table()
    table.add_row("experiment", f"{config.id}, mode {config.mode}")
    table.add_row("steps", ", ".join(step.id for step in checked.experiment.steps))
    several = len(inspection.agents) > 1
    for name, agent in inspection.agents.items():
        whose = f" of {printable(name)}" if several else ""
        table.add_row(f"observation{whose}", ", ".join(map(_field, agent.observation)))
        table.add_row(f"actions{whose}", printable(agent.actions))
    table.add_row("environment", f"{inspection.steps} steps taken, no complaint")
    for name, text in describe_records(checked):
        table.add_row(name, text)
    for line in describe_conditions(checked.experiment, participants or config.participants):
        table.add_row("condition", printable(line))
    for name, text in _who_acts(checked):
        table.add_row(name, text)
    for wheel in checked.lock.wheels:
        kind = f"compiled for Pyodide {checked.lock.pyodide}" if wheel.compiled else "pure Python"
        table.add_row(f"package {wheel.name}", f"{wheel.version}, {kind}")
    for warning in inspection.warnings:
        table.add_row("warning", warning)
    out.print(table)
    show_missing_consent(checked.experiment)
    show_missing_upload(checked.experiment)
    show_missing_hooks(checked.experiment)


def _who_acts(checked: "Checked") -> Iterator[tuple[str, str]]:
    """Policies and hooks: what there is to say of each."""
    from gymbrowser.policy import describe_policy  # as with numpy below

    config = checked.experiment.config
    for name, policy in checked.policies.items():
        first, *others = map(printable, describe_policy(policy))
        yield f"policy {name}", first
        yield from (("", line) for line in others)
    for name, written in config.policies.items():
        if written.python is not None:
            yield f"policy {name}", f"Python, {written.python}"
        if written.population is not None:
            members = ", ".join(f"{one} ({often:g})" for one, often in written.population.items())
            yield f"policy {name}", f"one of {members} in each {written.per}"
        if written.by is not None:
            levels = ", ".join(f"{who} ({level})" for level, who in (written.levels or {}).items())
            yield f"policy {name}", f"by the condition {written.by}: {levels}"
        if name in checked.experiment.scripts:
            count = len(checked.experiment.scripts[name].actions)
            yield f"policy {name}", f"a script of {count} actions, then {written.then}"
    for name, hook in config.hooks.items():
        yield f"hook {name}", f"Python, {hook.python}"


def _field(field: "ArrayField") -> str:
    """`map: float32[5, 5]`, in the order in which a policy gets them."""
    import numpy as np  # here, so that `--help` need not wait for it

    name = f"{printable('.'.join(field.path))}: " if field.path else ""
    if field.dtype == "exact":
        return f"{name}of any size"
    return f"{name}{np.dtype(field.dtype).name}{field.shape}"


def show_missing_consent(experiment: "Experiment") -> None:
    """A study may do without, but nobody should by accident."""
    if not any(step.kind == "consent" for step in experiment.config.steps):
        out.print("Note: there is no consent step, so recording begins with the first page.")


def show_missing_upload(experiment: "Experiment") -> None:
    """Data that count are to leave the participants' browsers."""
    if experiment.config.mode == "live" and experiment.config.upload is None:
        out.print(
            f"Note: {experiment.place('mode')}: the study is live, but nothing says where its "
            "records go: they would stay in the participants' browsers. Add `upload`.",
            soft_wrap=True,
        )


def show_missing_hooks(experiment: "Experiment") -> None:
    """A button that trains nobody may be what is wanted, or forgotten."""
    for game in experiment.games:
        beside = [*game.config.feedback, *(w for w in game.config.widgets if w.info is None)]
        if beside and game.config.hook is None:
            out.print(
                f"Note: game `{game.id}` has no hook, so what is done with its widgets and "
                "feedback is recorded, and nothing else."
            )
