"""`gymbrowser dev`: a preview that follows the files of an experiment."""

from gymbrowser.dev.preview import Shown, dev

__all__ = ["Shown", "dev"]
