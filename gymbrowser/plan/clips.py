"""The files of a study's clips, and which of them a participant may see."""

from collections.abc import Iterable, Mapping

from gymbrowser.asset import Asset
from gymbrowser.clips.cut import Cut
from gymbrowser.config import Experiment
from gymbrowser.config.judging import shown_clips
from gymbrowser.contract.clips import Clip
from gymbrowser.contract.judging import CompareStep, RankStep, WatchStep


def clip_assets(cuts: Iterable[Cut]) -> list[Asset]:
    """Each file once: two clips may look the same."""
    assets = {asset.path: asset for cut in cuts for asset in cut.assets}
    return list(assets.values())


def shown_files(experiment: Experiment, clips: Mapping[str, Clip]) -> list[str]:
    """The pictures of those clips that a step may show."""
    steps = [s for s in experiment.steps if isinstance(s, WatchStep | CompareStep | RankStep)]
    names = dict.fromkeys(name for step in steps for name in shown_clips(step))
    return [clips[name].file for name in names if name in clips]
