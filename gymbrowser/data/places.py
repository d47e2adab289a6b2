"""From what a user names to the places that hold records."""

from collections.abc import Sequence
from pathlib import Path

from gymbrowser.config import load_experiment
from gymbrowser.data.holders import BucketHolder, FolderHolder, Holder
from gymbrowser.errors import UserError
from gymbrowser.store import s3


def holders(places: Sequence[Path], profile: str | None) -> list[Holder]:
    """The places: a folder is one, and exp.yml names one or two buckets.

    Raises:
        UserError: A place is not there, or exp.yml names no bucket.
    """
    found: list[Holder] = []
    for place in places:
        if place.is_dir():
            found.append(FolderHolder(place))
        elif place.is_file():
            found += _buckets(place, profile)
        else:
            raise UserError(
                f"There is no {place}.",
                remedy="Name exp.yml for its bucket, a pulled folder, or the store of `serve`.",
            )
    return found


def _buckets(experiment: Path, profile: str | None) -> list[Holder]:
    study = load_experiment(experiment)
    study.s3()  # says what to do where exp.yml names none
    return [
        BucketHolder(to.bucket, to.prefix, s3.client(to.bucket, profile=profile))
        for to in study.destinations
    ]
