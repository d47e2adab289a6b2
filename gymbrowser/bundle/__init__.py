"""`gymbrowser bundle` and `rebuild`: a study as one archive, and the proof that it is whole."""

from gymbrowser.bundle.bundle import Bundled, bundle
from gymbrowser.bundle.rebuild import Rebuilt, rebuild

__all__ = ["Bundled", "Rebuilt", "bundle", "rebuild"]
