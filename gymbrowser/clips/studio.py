"""The studio: a site whose games are the clips of a study, played like any other game."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gymbrowser.asset import digest
from gymbrowser.check import Checked
from gymbrowser.config.clips import ClipDraft, Clips
from gymbrowser.config.flow import Flow
from gymbrowser.environment.inspect import Inspection
from gymbrowser.plan.site import Plan, plan_site

_NOTHING: Mapping[str, Any] = {
    "id": "studio",
    "title": "Studio",
    "upload": None,
    "steps": [],
    "conditions": {},
}
"""What of a study its clips do not depend on."""
_SHOWN = {"index.html", "page.js", "worker.js", "sw.js", "site.css"}
"""Files of a site that have no part in how a game goes."""


def identity_of(studio: Plan) -> str:
    """A hash of all that decides what happens in the studio, and how it looks."""
    parts = [replace(asset, path=_below(asset.path)) for asset in studio.assets]
    return digest(asset for asset in parts if asset.path not in _SHOWN)


def studio_of(checked: Checked) -> Plan:
    """The plan of a site that has one game for each clip, without anything to read or to send.

    Its Python starts as Pyodide does by itself: it is started once.
    """
    experiment, inspection = checked.experiment, checked.inspection
    drafts = experiment.clips.drafts
    bare = experiment.config.model_copy(update=_NOTHING)
    studio = replace(
        experiment,
        config=bare,
        steps=tuple(draft.game for draft in drafts),
        flow=Flow(),
        clips=Clips(),
        withdrawal=None,
        completions={},
        translations={},
        logo=None,
    )
    return plan_site(studio, checked.lock, _as_staged(inspection, drafts), checked.policies)


def _below(path: str) -> str:
    """The path below `v/<hash>/` or `rt/<hash>/`, whose names depend on what is shown."""
    folder, _, rest = path.partition("/")
    return rest.partition("/")[2] if folder in ("v", "rt") else path


def _as_staged(inspection: Inspection, drafts: tuple[ClipDraft, ...]) -> Inspection:
    """What was found out of each clip's stage, under the clip's name."""
    return replace(
        inspection,
        views={draft.name: inspection.views[draft.stage] for draft in drafts},
        records={draft.name: inspection.records[draft.stage] for draft in drafts},
        controls={},
    )
