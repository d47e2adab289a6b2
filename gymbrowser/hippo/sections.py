"""What the section `project` says beyond its steps: names, the bucket, the servers."""

import re
from dataclasses import dataclass
from typing import Any

from gymbrowser.config.patterns import BUCKET
from gymbrowser.hippo.project import Outcome, Project, Section

_LONGEST_TITLE = 200
_SERVERS = "A site needs no server: its pages run the environment themselves."
_SERVER_KEYS = (
    "useAWS",
    "ecsTask",
    "bucket",
    "projectId",
    "containerName",
    "repository",
    "repositoryUri",
)
_ADDRESS: dict[str, tuple[Outcome, str]] = {
    "?userId": ("carried", "`participant.id`: kept in the record; without one there is none."),
    "?projectId": ("not needed", "Each study is a site of its own."),
    "?debug": ("carried", "`?debug`, in the modes dev and pilot."),
    "?css": ("left out", "Pages have the site's look, and load no style sheet from elsewhere."),
    "?redirect": (
        "left out",
        "Write `redirect` at the `end`: an address in the address could lead anywhere.",
    ),
    "?server": ("not needed", _SERVERS),
}


@dataclass(frozen=True)
class About:
    """What a study is called, and where its records go."""

    id: str
    title: str
    people: list[str]
    """Who makes it, for a comment."""
    max_minutes: int | None
    upload: dict[str, Any] | None


def read_about(project: Project) -> About:
    """The head of exp.yml."""
    section = project.about
    id_ = _id(section)
    people = _people(section)
    _tell_servers(section)
    _tell_addresses(project)
    return About(
        id=id_,
        title=_title(section, id_),
        people=people,
        max_minutes=_max_minutes(section),
        upload=_upload(project, id_),
    )


def _id(section: Section) -> str:
    given = section.text("id")
    if given is None:
        section.problem("id", "`project.id` is missing", None, "Give the study a short name.")
        return "study"
    found = re.sub(r"[^a-z0-9]+", "-", given.lower()).strip("-")[:63]
    if found == "":
        section.wrong("id", "expected letters, numbers and dashes")
        return "study"
    same = "`id`." if found == given else f"`id: {found}`: lower-case letters, digits and hyphens."
    section.tell("id", "carried" if found == given else "changed", same)
    return found


def _title(section: Section, id_: str) -> str:
    given = section.text("name")
    section.tell("name", "carried", "`title`: participants see it, as the page's title.")
    return (given or id_)[:_LONGEST_TITLE]


def _people(section: Section) -> list[str]:
    found = []
    for key in ("researcher", "teamMembers"):
        value = section.value(key)
        several = value if isinstance(value, list) else [value]
        found += [str(each) for each in several if each is not None]
        section.tell(key, "carried", "A comment at the top of exp.yml.")
    return found


def _max_minutes(section: Section) -> int | None:
    if section.value("maxRuntime") is None:
        return None
    section.tell(
        "maxRuntime",
        "changed",
        "`max_minutes`: the session ends then, told beforehand; it is no server that stops.",
    )
    return section.number("maxRuntime", 60, least=1, most=1440)


def _upload(project: Project, id_: str) -> dict[str, Any] | None:
    """The bucket, if episodes were to be sent anywhere."""
    section, aws = project.about, project.about.below("awsSetup")
    bucket, region = aws.text("bucket"), aws.text("region")
    flags = (project.trial.flag("s3upload"), section.flag("useAWS", otherwise=True))
    wanted = all(flags)  # a wrong one is told, whatever the other one is
    usable = bucket is not None and re.fullmatch(BUCKET, bucket) is not None
    section.tell("awsSetup", "changed", _said_of_aws(wanted=wanted, usable=usable))
    _tell_aws(section, aws)
    project.trial.tell(
        "s3upload",
        "carried" if wanted and usable else "changed",
        "`upload`: everything is sent as it is made, the last episode too."
        if wanted and usable
        else "No `upload`: the records stay in the participant's browser until you name a bucket.",
    )
    if not (wanted and usable):
        return None
    prefix, named = f"in/{id_}", {"region": region} if region else {}
    return {"s3": {"bucket": bucket, "prefix": prefix, **named}}


def _said_of_aws(*, wanted: bool, usable: bool) -> str:
    if wanted and usable:
        return "`upload.s3`: bucket and region; sign the site by `gymbrowser sign`. " + _SERVERS
    if usable:
        return "Left aside, as `s3upload` or `useAWS` is False. " + _SERVERS
    return "It names no bucket that S3 could have. " + _SERVERS


def _tell_aws(section: Section, aws: Section) -> None:
    aws.tell("rootDomain", "not needed", "A site lies wherever you put it; see docs/hosting.md.")
    for key in aws.unasked():
        aws.tell(key, "not needed", _SERVERS)
    for key in _SERVER_KEYS:
        section.tell(key, "not needed", _SERVERS)


def _tell_servers(section: Section) -> None:
    section.tell(
        "events", "not needed", f"{_SERVERS} It starts while the participant reads the first page."
    )
    section.tell("ssl", "not needed", "Your host's certificate is the site's.")
    section.tell(
        "live",
        "changed",
        "`mode: dev`, until you have seen it: then `live`. study.json closes it without a build.",
    )


def _tell_addresses(project: Project) -> None:
    """Say it of the parameters that HIPPO Gym's page knows, whatever the project."""
    for name, (outcome, sentence) in _ADDRESS.items():
        project.tell(name, outcome, sentence)
