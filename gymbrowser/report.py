"""What the commands print at their end: short summaries and tables."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from gymbrowser.console import err, megabytes, out, printable
from gymbrowser.recorded import describe_records, describe_total

if TYPE_CHECKING:  # importing them for real would make `--help` wait for onnxruntime and boto3
    from gymbrowser.build import Built
    from gymbrowser.check import Checked
    from gymbrowser.config import Experiment
    from gymbrowser.contract.wire import ArrayField
    from gymbrowser.data.donors import Donors
    from gymbrowser.data.pull import Pulled
    from gymbrowser.data.quarantine import Quarantined
    from gymbrowser.data.show import Row, Summary
    from gymbrowser.data.take_in import TakenIn
    from gymbrowser.endpoint.package import Packaged
    from gymbrowser.links import Links
    from gymbrowser.lock import Locked
    from gymbrowser.serve import Serving
    from gymbrowser.sign import Signed
    from gymbrowser.write import Earlier

_STATE_STYLE = {"whole": "green", "open": "yellow", "damaged": "red"}
_MOST_SHOWN = 20
"""Problems of one session, or objects in quarantine."""
_CELL = 80
"""Characters of a participant's id: whoever made up a longer one meant no good."""


def show_scaffold(folder: Path, created: Sequence[Path]) -> None:
    """What `init` made, and what to do next."""
    out.print(f"An experiment is in {folder}:")
    for path in created:
        out.print(f"  {path}")
    out.print(f"{folder / 'README.md'} says what to change first.")
    _next(f"gymbrowser build {shlex.quote(str(folder / 'exp.yml'))}")


def show_built(built: "Built", *, explain: bool = False) -> None:
    """What `build` wrote.

    Args:
        built: The site.
        explain: Show of every package what it costs, and what brought it.
    """
    table = _facts()
    table.add_row("site", str(built.folder))
    table.add_row("files", f"{built.files} ({megabytes(built.size)})")
    table.add_row("packages", ", ".join(f"{w.name} {w.version}" for w in built.lock.wheels))
    table.add_row("runtime", f"Pyodide {built.lock.pyodide}, Python {built.lock.python}")
    table.add_row("mode", built.plan.manifest.mode)
    table.add_row("records", describe_total(built.checked))
    table.add_row("site hash", built.plan.site[:16])
    if built.earlier.versions > 0:
        table.add_row("earlier versions", _earlier(built.earlier))
    out.print(table)
    _show_first_visit(built, explain=explain)
    _show_missing_consent(built.experiment)
    show_missing_hooks(built.experiment)
    _next(f"gymbrowser serve {built.folder}")


def _show_first_visit(built: "Built", *, explain: bool) -> None:
    from gymbrowser.boot import NOT_WANTED, NoSnapshot, by_package, first_visit
    from gymbrowser.boot.show import bytes_table, packages_table
    from gymbrowser.resolve.why import reasons

    boot = built.plan.boot
    if boot is None:
        return
    out.print(bytes_table(first_visit(built.plan.assets)))
    if explain:
        why = reasons(built.lock, built.checked.resolved.exp_lock.requirements)
        out.print(packages_table(by_package(boot), why))
    if boot.problem is not None:
        out.print("Note: played in the browser's Python, the environment raised:")
        out.print(Text(printable(boot.problem.strip().splitlines()[-1])))
    if isinstance(boot.snapshot, NoSnapshot) and boot.snapshot != NOT_WANTED:
        out.print(
            "Note: there is no snapshot of Python's memory, so that every visit imports anew:"
        )
        out.print(Text(printable(boot.snapshot.reason)))


def _earlier(earlier: "Earlier") -> str:
    """Whoever took part in them may still come back."""
    kept = f"{earlier.versions} kept ({megabytes(earlier.size)})"
    return f"{kept}: sessions go on with the version that they began on; `--clean` drops them"


def show_locked(locked: "Locked") -> None:
    """What `lock` changed."""
    packages = _count(len(locked.resolved.exp_lock.package), "package")
    if not locked.changes:
        out.print(f"{locked.file}: {packages}, nothing changed.")
        return
    out.print(f"{locked.file}: {packages}.")
    table = _facts()
    for change in locked.changes:
        table.add_row(change.name, f"{change.before or 'new'} → {change.after or 'gone'}")
    out.print(table)


def show_checked(checked: "Checked", participants: int | None = None) -> None:
    """What `check` found out.

    Args:
        checked: All of it.
        participants: How many are planned; None: as many as exp.yml says.
    """
    from gymbrowser.conditions import describe_conditions  # as with numpy below

    inspection, config = checked.inspection, checked.experiment.config
    table = _facts()
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
    _show_missing_consent(checked.experiment)
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


def show_graph(output: Path) -> None:
    """Where the picture of a study's flow is."""
    out.print(f"The flow is drawn in {output}.")


def _field(field: "ArrayField") -> str:
    """`map: float32[5, 5]`, in the order in which a policy gets them."""
    import numpy as np  # here, so that `--help` need not wait for it

    name = f"{printable('.'.join(field.path))}: " if field.path else ""
    if field.dtype == "exact":
        return f"{name}of any size"
    return f"{name}{np.dtype(field.dtype).name}{field.shape}"


def _show_missing_consent(experiment: "Experiment") -> None:
    """A study may do without, but nobody should by accident."""
    if not any(step.kind == "consent" for step in experiment.config.steps):
        out.print("Note: there is no consent step, so recording begins with the first page.")


def show_missing_hooks(experiment: "Experiment") -> None:
    """A button that trains nobody may be what is wanted, or forgotten."""
    for game in experiment.games:
        beside = [*game.config.feedback, *(w for w in game.config.widgets if w.info is None)]
        if beside and game.config.hook is None:
            out.print(
                f"Note: game `{game.id}` has no hook, so what is done with its widgets and "
                "feedback is recorded, and nothing else."
            )


def show_links(links: "Links") -> None:
    """Whether the numbers come out even; not among the addresses, which are for other programs."""
    count = len(links.addresses)
    if count % links.cells:
        err.print(
            f"Note: of {links.cells} combinations of all that goes by the number, {count} "
            "participants leave some one person short. "
            f"{-(-count // links.cells) * links.cells} would not."
        )


def show_serving(serving: "Serving") -> None:
    """Where the site is, and where its records land."""
    if serving.taken is not None:
        out.print(f"Port {serving.taken} is in use; another one was taken.")
    out.print(f"Playing at  {serving.url}")
    for store in serving.stores:
        out.print(f"Records in  {store}")
    command = f"gymbrowser data show {serving.stores[0]} --mode {serving.mode}"
    out.print(f"Look at them with  {command}", soft_wrap=True)
    out.print("Stop with Ctrl-C.")


def show_signed(signed: Sequence["Signed"], folder: Path) -> None:
    """Until when the site may upload, and where to."""
    out.print(f"Signed: {folder / 'upload.json'}")
    for one in signed:
        out.print(f"Uploads are allowed until {one.expires_at:%Y-%m-%d %H:%M} UTC.")
        if one.note is not None:
            out.print(one.note)
        out.print(f"They go to {one.policy.url}{one.policy.prefix}")


def show_endpoint(packaged: "Packaged") -> None:
    """What `endpoint` wrote."""
    out.print(f"Template: {packaged.template}")
    out.print(f"Code: {packaged.code} ({megabytes(packaged.code.stat().st_size)})")


def show_pulled(pulled: "Pulled", source: str | None = None) -> None:
    """What a pull fetched, and what it would not trust; `source` where there are several."""
    if source is not None:
        out.print(f"From {source}.")
    out.print(
        f"{pulled.fetched} chunks fetched ({megabytes(pulled.fetched_bytes)}), "
        f"{pulled.present} were here already."
    )
    _show_some([f"not whole yet: {chunk.path}: pieces are missing." for chunk in pulled.incomplete])
    _show_quarantined(pulled.quarantined)
    if pulled.withheld:
        out.print(f"{_count(pulled.withheld, 'object')} that say who took part: not fetched.")
    for session in pulled.erased:
        out.print(f"{session[:8]} was erased from the bucket, and now from here.")
    if pulled.late:
        objects = _count(pulled.late, "object")
        out.print(_bad(f"{objects} of erased sessions in the bucket: erase these once more."))
    if pulled.foreign_count:
        out.print(f"{pulled.foreign_count} objects below the prefix are not chunks.")


def show_taken_in(taken: "TakenIn") -> None:
    """What was in downloaded files."""
    out.print(f"{taken.new} chunks are new, {taken.present} were here already.")
    if taken.erased:
        out.print(f"{_count(taken.erased, 'chunk')} of erased sessions: not taken in.")
    _show_quarantined(taken.quarantined)
    for broken in taken.broken:
        out.print(_bad(f"{broken.file}: {broken.reason}"))


def show_donors(donors: "Donors", file: Path) -> None:
    """That a file of donors was written, and who is not in it."""
    _show_some([f"{id_[:8]} is no donor: {why}." for id_, why in donors.left_out.items()])
    count = _count(len(donors.file.donors), "donor")
    out.print(f"{count} written to {file}. Name it in `yoke: {{from: …}}`.")


def _show_quarantined(items: "Sequence[Quarantined]") -> None:
    _show_some([f"quarantined: {item.key}: {item.reason}" for item in items])


def _show_some(sentences: Sequence[str]) -> None:
    """What is wrong: strangers decide how much of it there is."""
    for sentence in sentences[:_MOST_SHOWN]:
        out.print(_bad(sentence))
    if len(sentences) > _MOST_SHOWN:
        out.print(_bad(f"… and {len(sentences) - _MOST_SHOWN} more like these."))


def _bad(text: str) -> Text:
    """Never a plain string, in which Rich would look for markup."""
    return Text(printable(text), "red")


def show_summary(summary: "Summary") -> None:
    """One line per session, what is wrong with it, and which sessions are not among them."""
    if summary.rows:
        _show_rows(summary)
    else:
        _show_other_modes(summary)
    _show_left_out(summary)


def _show_rows(summary: "Summary") -> None:
    table = Table(
        "session",
        *(["participant"] if summary.identities else []),
        "started",
        "steps",
        "episodes",
        "env steps",
        "mean return",
        "late",
        "state",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for row in summary.rows:
        table.add_row(*_cells(row, summary.identities))
    out.print(table)
    for row in summary.rows:
        _show_some([f"{row.session[:8]}: {problem}" for problem in row.problems])
    _total(summary)


def _show_left_out(summary: "Summary") -> None:
    _show_some(list(summary.losses))
    if summary.withdrawn:
        names = ", ".join(session[:8] for session in summary.withdrawn[:_MOST_SHOWN])
        count = _count(len(summary.withdrawn), "session")
        out.print(f"{count} withdrawn, to be deleted at the participant's wish: {names}.")
        out.print("They are in no table. `gymbrowser data erase --withdrawn` deletes them.")
    late = {session: count for session, count in summary.erased.items() if count}
    if summary.erased:
        out.print(f"{_count(len(summary.erased), 'session')} erased.")
    _show_some([f"{s[:8]}: {n} of its chunks are here: erase it again." for s, n in late.items()])


def _cells(row: "Row", identities: bool) -> list[str | Text]:
    state = f"{row.state}, {row.outcome}" if row.outcome else row.state
    return [
        row.session[:8],
        *([_identity(row)] if identities else []),
        f"{row.started:%m-%d %H:%M}" if row.started else "–",
        str(len(row.steps)),
        str(row.episodes),
        str(row.environment_steps),
        _returns(row.mean_return),
        _percent(row.late),
        Text(state, _STATE_STYLE[row.state]),
    ]


def _identity(row: "Row") -> Text:
    words = [row.participant or "–", *(f"{name}={value}" for name, value in row.params.items())]
    return Text(printable(" ".join(words), _CELL))  # they may hold square brackets


def _returns(means: Mapping[str, float]) -> Text:
    return Text(printable(", ".join(f"{step} {mean:.2f}" for step, mean in means.items())) or "–")


def _total(summary: "Summary") -> None:
    episodes = sum(row.episodes for row in summary.rows)
    steps = sum(row.environment_steps for row in summary.rows)
    out.print(
        f"{_count(len(summary.rows), f'{summary.mode} session')}, {_count(episodes, 'episode')}, "
        f"{_count(steps, 'environment step')}."
    )
    _timing(summary)


def _timing(summary: "Summary") -> None:
    late = [row.late for row in summary.rows if row.late is not None]
    waits = [row.input_to_paint for row in summary.rows if row.input_to_paint is not None]
    if late:
        worst = f" on average, {_percent(max(late))} in the worst session" if len(late) > 1 else ""
        mean = _percent(sum(late) / len(late))
        out.print(f"Late steps, more than 1.5 periods after the one before: {mean}{worst}.")
    if waits:
        out.print(
            f"From input to frame: at most {max(waits):.4g} ms for 95 % of an episode's inputs."
        )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{min(share, 1):.1%}".replace("%", " %")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _show_other_modes(summary: "Summary") -> None:
    out.print(f"No {summary.mode} sessions here.")
    for mode, count in summary.modes.items():
        if count and mode != summary.mode:
            out.print(f"{count} in {mode}: see them with --mode {mode}.")


def _facts() -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _next(command: str) -> None:
    out.print(f"Next:  {command}")
