"""From a folder of data to a `Report`: every session is read once, one at a time."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import gymbrowser
from gymbrowser.contract.exclusions import Exclusion
from gymbrowser.contract.wire import Mode
from gymbrowser.data.check import Checked, check_data
from gymbrowser.data.findings import KINDS
from gymbrowser.data.sessions import Session
from gymbrowser.paper import course, model, results
from gymbrowser.paper.declared import Declared, Versions
from gymbrowser.paper.dictionary import dictionary
from gymbrowser.paper.facts import excluded_by
from gymbrowser.paper.statistics import CONFIDENCE, METHOD, RESAMPLES, SEED, median
from gymbrowser.paper.taken import Taken, take
from gymbrowser.store.site import read_site


def make_report(
    folder: Path,
    mode: Mode,
    site: Path | None,
    *,
    now: datetime,
    progress: Callable[[], None] = lambda: None,
) -> model.Report:
    """Sum up the sessions of one study. Nothing is read of who took part.

    Args:
        folder: A pulled folder, or the store of `gymbrowser serve`.
        mode: Which sessions.
        site: The built site, which knows the steps, the questions, what conditions were to be, and
            what was declared to be left out; None: only what records say is told.
        now: Stands in the report.
        progress: Called after each session.

    Raises:
        UserError: There is no such folder, or the site is none.
        OSError: A file can't be read.
    """
    declared = Declared() if site is None else Declared.of(read_site(site).manifest)
    every: list[Taken] = []

    def visit(session: Session, damaged: bool) -> None:
        taken = take(session, declared, damaged=damaged)
        excluded = excluded_by(session, taken, declared.exclusions)
        every.append(replace(taken, excluded=excluded))

    checked = check_data(folder, mode, progress=progress, visit=visit)
    experiment = declared.experiment or _most_frequent(every)
    taken = [one for one in every if one.experiment == experiment]
    return _report(checked, taken, len(every) - len(taken), declared, experiment, site, now)


def _report(
    checked: Checked,
    taken: Sequence[Taken],
    of_others: int,
    declared: Declared,
    experiment: str | None,
    site: Path | None,
    now: datetime,
) -> model.Report:
    samples = results.samples(taken, declared)
    done = [one.minutes for one in taken if one.outcome == "done" and one.minutes is not None]
    return model.Report(
        format="gymbrowser.report/1",
        gymbrowser=gymbrowser.__version__,
        made=now,
        experiment=experiment,
        title=declared.title,
        mode=checked.mode,
        sessions=len(taken),
        of_others=of_others,
        environment_steps=checked.steps,
        outcomes=dict(Counter(o for one in taken if (o := one.outcome) is not None).most_common()),
        median_minutes=median(done),
        versions=_versions(checked),
        days=course.days(taken),
        funnel=course.funnel(taken, declared),
        factors=course.factors(taken, declared),
        exclusions=_exclusions(taken, declared.exclusions, Versions(site)),
        games=results.games(samples, declared),
        questions=results.questions(samples, declared),
        timing=results.timings(taken),
        integrity=_integrity(checked),
        method=model.Method(interval=METHOD, confidence=CONFIDENCE, resamples=RESAMPLES, seed=SEED),
        dictionary=dictionary(),
    )


def _most_frequent(every: Sequence[Taken]) -> str | None:
    """The study of most sessions: a stranger's upload may name another one."""
    named = Counter(one.experiment for one in every)
    return max(sorted(named), key=lambda name: named[name], default=None)


def _exclusions(
    taken: Sequence[Taken], declared: Sequence[Exclusion], versions: Versions
) -> model.Exclusions:
    said = [versions.exclusions_of(one.site) if one.site else None for one in taken]
    unknown = sum(each is None for each in said)
    beforehand = sum(each is not None and _same(each, declared) for each in said)
    return model.Exclusions(
        declared=[
            model.Exclusion(
                name=one.name,
                expression=one.text,
                sessions=sum(one.name in each.excluded for each in taken),
                alone=sum(each.excluded == {one.name} for each in taken),
            )
            for one in declared
        ],
        kept=sum(not one.excluded for one in taken),
        beforehand=beforehand,
        later=len(taken) - unknown - beforehand,
        unknown=unknown,
    )


def _same(one: Sequence[Exclusion], other: Sequence[Exclusion]) -> bool:
    """Whether they leave out the same, whatever their order and names."""
    return sorted(each.when.model_dump_json() for each in one) == sorted(
        each.when.model_dump_json() for each in other
    )


def _versions(checked: Checked) -> list[model.Version]:
    spans = sorted(checked.versions.items(), key=lambda item: item[1].first)
    return [
        model.Version(
            experiment=version.experiment,
            site=version.site,
            environment=version.environment,
            gymbrowser=version.gymbrowser,
            sessions=span.sessions,
        )
        for version, span in spans
    ]


def _integrity(checked: Checked) -> model.Integrity:
    wrong = checked.damaged.keys() | {left.session for left in checked.open}
    return model.Integrity(
        sound=checked.is_sound,
        whole=checked.sessions - len(wrong),
        open=len(checked.open),
        damaged=len(checked.damaged),
        damages=[
            model.Damage(kind=kind, meaning=meaning, found=checked.counts[kind])
            for kind, meaning in KINDS.items()
            if checked.counts[kind]
        ],
        mixed=len(checked.mixed),
        quarantined=len(checked.quarantined),
        foreign=len(checked.foreign),
        copies=checked.copies,
        to_be_deleted=len(checked.withdrawn),
        late_of_erased=len(checked.late),
    )
