"""Environments look the same by the stand-in as by the real pygame, over an episode each.

Each of the two plays in a process of its own. MiniGrid's are windows (`render_mode: human`), since
its arrays owe nothing to pygame; the others are `rgb_array`.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.standin.play import EPISODES
from tests.standin.ssim import ssim

_ROOT = Path(__file__).parent.parent.parent
_ALIKE = 0.97


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of pictures: `real` and `standin`."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("real", "standin")}
    paths = {"real": _ROOT, "standin": _ROOT / "gymbrowser" / "standin"}
    for name, folder in folders.items():
        environ = {
            **os.environ,
            "PYTHONPATH": str(paths[name]),
            "PYTHONHASHSEED": "0",
            "SDL_VIDEODRIVER": "dummy",
            "PYGAME_HIDE_SUPPORT_PROMPT": "1",
        }
        command = [sys.executable, "-P", "-W", "ignore", str(Path(__file__).with_name("play.py"))]
        subprocess.run([*command, str(folder), *EPISODES], env=environ, check=True)
    return folders


@pytest.mark.parametrize("name", EPISODES)
def test_looks_as_by_the_real_pygame(name: str, played: dict[str, Path]) -> None:
    real, standin = (np.load(played[which] / f"{name}.npz") for which in ("real", "standin"))
    assert real.files == standin.files
    assert len(real.files) > 1
    alike = [ssim(real[picture], standin[picture]) for picture in real.files]
    assert min(alike) >= _ALIKE
    # Else two empty pictures would be alike, too.
    assert max(real[picture].std() for picture in real.files) > 5
