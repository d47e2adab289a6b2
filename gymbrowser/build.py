"""exp.yml to site: joins the stages."""

from dataclasses import dataclass
from pathlib import Path

from gymbrowser.check import check
from gymbrowser.config import Experiment
from gymbrowser.console import Stages
from gymbrowser.lock import write_lock
from gymbrowser.plan import Plan, plan_site
from gymbrowser.resolve import Lock
from gymbrowser.resolve.sources import Sources
from gymbrowser.write import write_site


@dataclass(frozen=True)
class Built:
    """A site that was written."""

    experiment: Experiment
    folder: Path
    plan: Plan
    lock: Lock

    @property
    def files(self) -> int:
        """How many files the site has."""
        return len(self.plan.assets)

    @property
    def size(self) -> int:
        """All of them, in bytes."""
        return sum(asset.size for asset in self.plan.assets)


def build(file: Path, output: Path | None, stages: Stages, sources: Sources) -> Built:
    """Validate, resolve, plan, write.

    Args:
        file: exp.yml.
        output: The site's folder; `build/<id>` below the current folder if not given.
        stages: Shows what is under way.
        sources: Where packages come from.

    Raises:
        UserError: The experiment cannot become a site; an earlier site is untouched.
    """
    checked = check(file, stages, sources, thoroughly=False)
    with stages("Planning the site"):
        plan = plan_site(checked.experiment, checked.lock, checked.inspection, checked.policies)
    target = output or Path("build") / checked.experiment.config.id
    # Of `.` too a name is needed; and a link stays one, while what it leads to is replaced.
    place = target.resolve()
    if checked.resolved.before is None:
        write_lock(checked.resolved, file)  # first: no site without the lock that made it
    with stages("Writing", total=len(plan.assets)) as advance:
        write_site(plan, place, lambda _asset: advance())
    return Built(checked.experiment, target, plan, checked.lock)
