"""Episodes run again in their site's own Pyodide, as `gymbrowser data verify` does it."""

from collections.abc import Iterable
from pathlib import Path

from gymbrowser.parity import Comparison, comparison_of
from gymbrowser.rerun_jobs import Recorded, job_line, numbered_agents
from gymbrowser.rerunner import Rerunner
from gymbrowser.store.site import read_site


def compare_in_pyodide(site: Path, episodes: Iterable[Recorded]) -> list[Comparison]:
    """Each recorded episode beside its rerun; all of them in one process."""
    built = read_site(site)
    numbered = numbered_agents(built.manifest)
    with Rerunner(site, built.version.name) as rerunner:
        return [
            comparison_of(one, rerunner.rerun(job_line(one, numbered)), numbered)
            for one in episodes
        ]
