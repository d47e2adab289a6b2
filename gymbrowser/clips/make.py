"""Makes the clips of a study, in the very Python and by the very policies that its site has."""

import hashlib
import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from gymbrowser import resources
from gymbrowser.check import Checked
from gymbrowser.clips.cut import Cut, cut
from gymbrowser.clips.studio import identity_of, studio_of
from gymbrowser.config.clips import ClipDraft
from gymbrowser.console import Stages
from gymbrowser.errors import UserError
from gymbrowser.node import node_executable
from gymbrowser.plan.site import Plan
from gymbrowser.resolve.cache import Cache
from gymbrowser.write import write_site

_FORMAT = 1
"""Of what is kept in the cache; another one is made anew."""
_TIMEOUT_S = 900.0
_QUOTE = 4_000
"""So many characters of a process's last words."""


def make_clips(checked: Checked, cache: Cache, stages: Stages) -> dict[str, Cut]:
    """Every clip that exp.yml declares, by its name; made once for the same code and the same jobs.

    Raises:
        UserError: A clip cannot be made: what happened, as Python or the policy told it.
    """
    drafts = checked.experiment.clips.drafts
    if not drafts:
        return {}
    with stages("Making the clips"):
        studio = studio_of(checked)
        jobs = "".join(map(_job_line, drafts))
        script = hashlib.sha256(_script().read_bytes()).hexdigest()
        key = hashlib.sha256(
            f"{_FORMAT}\n{identity_of(studio)}\n{script}\n{jobs}".encode()
        ).hexdigest()
        folder = cache.folder("clips", key, lambda place: _shoot(checked, studio, jobs, place))
        takes = [json.loads((folder / f"{n}.json").read_bytes()) for n in range(len(drafts))]
        return {
            draft.name: cut(draft, take, studio.manifest, checked.experiment)
            for draft, take in zip(drafts, takes, strict=True)
        }


def _job_line(draft: ClipDraft) -> str:
    """A line of the input: `Job` of js/src/node/clips.ts."""
    job = {
        "clip": draft.name,
        "seed": draft.seed,
        "first": draft.first,
        "steps": draft.steps,
    }
    return json.dumps(job) + "\n"


def _shoot(checked: Checked, studio: Plan, jobs: str, target: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        site = Path(temporary, "studio")
        write_site(studio, site, lambda _asset: None)
        try:
            done = _run([str(site), str(target)], jobs)
        except subprocess.TimeoutExpired as error:
            raise UserError(
                "the clips cannot be made",
                where=checked.experiment.place("clips"),
                why=f"All of them were not played within {_TIMEOUT_S:g} s.",
                remedy="Let them begin earlier in their episodes, or have fewer steps.",
            ) from error
    if done.returncode != 0:
        raise UserError(
            "a clip cannot be made",
            where=checked.experiment.place("clips"),
            why="It is played in the site's own Python, as a participant's browser would.",
            quote=done.stderr[-_QUOTE:],
        )


def _run(arguments: Sequence[str], jobs: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(node_executable()), str(_script()), *arguments],
        input=jobs,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_TIMEOUT_S,
        check=False,
    )


def _script() -> Path:
    return resources.bundles() / "clips.mjs"
