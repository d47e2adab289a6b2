"""What to deploy and where to: by the command's options, else by `deploy` in exp.yml."""

from dataclasses import dataclass, replace
from pathlib import Path

from gymbrowser.config import Experiment, load_experiment
from gymbrowser.deploy.cloudfront import invalidation
from gymbrowser.deploy.folder import FolderHost, pages_host
from gymbrowser.deploy.host import Host
from gymbrowser.deploy.s3 import s3_host
from gymbrowser.deploy.target import (
    FolderTarget,
    PagesTarget,
    S3Target,
    ToolTarget,
    parse_target,
)
from gymbrowser.deploy.tools import ToolHost
from gymbrowser.errors import Place, UserError
from gymbrowser.store.bucket import Bucket
from gymbrowser.store.site import Site, read_site


@dataclass(frozen=True)
class Options:
    """What a command may say of the place; None: as exp.yml has it."""

    to: str | None = None
    address: str | None = None
    region: str | None = None
    endpoint_url: str | None = None
    cloudfront: str | None = None
    profile: str | None = None

    def over(self, study: Experiment | None) -> "Options":
        """These, and exp.yml's where there are none. Another place has no settings in exp.yml."""
        config = study.config.deploy if study is not None else None
        if config is None or (self.to is not None and self.to != config.to):
            return self
        ours = {name: getattr(self, name) for name in type(config).model_fields}
        return replace(
            self, **{n: v if v is not None else getattr(config, n) for n, v in ours.items()}
        )


@dataclass(frozen=True)
class Wanted:
    """A site, and where it is to go."""

    site: Path
    study: Experiment | None
    """None where only the site was named."""
    host: Host


def understand(given: Path, site: Path | None, options: Options, moment: str) -> Wanted:
    """What the words of a command mean.

    Args:
        given: exp.yml, or the folder of a site.
        site: The folder of the site of exp.yml; `build/<id>` if not given.
        options: The command's own.
        moment: Differs from deploy to deploy.

    Raises:
        UserError: There is no site, or no place, or that can't be one for this site.
    """
    study = None if given.is_dir() else load_experiment(given)
    folder = given if study is None else site or Path("build") / study.config.id
    said = options.over(study)
    if said.to is None:
        raise UserError(
            "nothing says where the site is to go",
            where=Place(given),
            remedy="Name a place with --to, or add `deploy: {to: …}` to exp.yml.",
        )
    built = read_site(folder)
    if study is not None:
        check_is_of(built, study)
    return Wanted(folder, study, _host(folder, study, said, said.to, moment))


def _host(site: Path, study: Experiment | None, said: Options, to: str, moment: str) -> Host:
    target = parse_target(to)
    if not isinstance(target, S3Target):
        _refuse_bucket_options(said, to)
    match target:
        case S3Target():
            bucket = _bucket(target, said)
            _refuse_records(target, bucket, study)
            return s3_host(
                target,
                bucket,
                profile=said.profile,
                address=said.address,
                announce=invalidation(said.cloudfront, said.profile, moment)
                if said.cloudfront is not None
                else None,
            )
        case PagesTarget(folder):
            _refuse_itself(site, study, folder)
            return pages_host(folder, said.address)
        case FolderTarget(folder):
            _refuse_itself(site, study, folder)
            return FolderHost(folder, said.address)
        case ToolTarget(tool, place):
            return ToolHost(tool, place.rstrip("/") or "/", site, said.address)


def check_is_of(site: Site, study: Experiment) -> None:
    """A site of another mode, or an older one of another id, is easily left in the folder.

    Raises:
        UserError: It is.
    """
    built = (site.manifest.experiment, site.manifest.mode)
    wanted = (study.config.id, study.config.mode)
    if built != wanted:
        raise UserError(
            f"the site is of the study {built[0]!r} in mode {built[1]!r}",
            where=Place(site.root),
            why=f"exp.yml says {wanted[0]!r} in mode {wanted[1]!r}.",
            remedy="Build it again: gymbrowser build exp.yml",
        )


def _bucket(target: S3Target, said: Options) -> Bucket:
    if said.region is None and said.endpoint_url is None:
        raise UserError(
            f"nothing says where the bucket {target.bucket!r} is",
            remedy="Give --region (Amazon S3) or --endpoint-url (any other store).",
        )
    region = {} if said.region is None else {"region": said.region}
    return Bucket(target.bucket, endpoint_url=said.endpoint_url, **region)


def _refuse_records(target: S3Target, bucket: Bucket, study: Experiment | None) -> None:
    """A site's bucket is public."""
    for destination in study.destinations if study is not None else ():
        if destination.bucket == bucket:
            raise UserError(
                f"{target.bucket!r} is the bucket of the records",
                where=study.place("upload") if study is not None else None,
                why="A site's bucket can be read by everybody.",
                remedy="Make another bucket for the site.",
            )


def _refuse_bucket_options(said: Options, to: str) -> None:
    names = {"region": said.region, "endpoint-url": said.endpoint_url}
    names |= {"cloudfront": said.cloudfront, "profile": said.profile}
    for name, value in names.items():
        if value is not None:
            raise UserError(
                f"{to!r} is no bucket, and {name} is of one",
                remedy="Leave it out; or name a bucket: s3://BUCKET/PREFIX.",
            )


def _refuse_itself(site: Path, study: Experiment | None, folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UserError(
            "the place is a file", where=Place(folder), remedy="Name a folder with --to."
        )
    ours, theirs = site.resolve(), folder.resolve()
    if ours.is_relative_to(theirs) or theirs.is_relative_to(ours):
        raise UserError(
            f"{folder} and the site {site} are one inside the other",
            why="The next build replaces the site's folder, with all that is in it.",
            remedy="Name another folder with --to.",
        )
    if study is not None and theirs == study.file.resolve().parent:
        raise UserError(
            f"{folder} is the folder of the study itself",
            why="Whoever opens the site could read all that lies there, policies and seeds too.",
            remedy="Name another folder with --to.",
        )


def insist_on_address(wanted: Wanted) -> str:
    """Where the site is to be looked at.

    Raises:
        UserError: Nothing tells it.
    """
    if wanted.host.address is None:
        raise UserError(
            "nothing says at which address people open the study",
            remedy="Name it with --address, or as `address` of `deploy` in exp.yml.",
        )
    return wanted.host.address
