"""A look at a deployed site from outside: its files, its store, and a bot that takes part."""

import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from playwright.sync_api import Browser

from gymbrowser.chromium import TO_INSTALL, open_chromium
from gymbrowser.config import Experiment
from gymbrowser.console import Stages
from gymbrowser.contract.upload import NoUpload
from gymbrowser.data.keys import ChunkKey
from gymbrowser.data.listing import pages_of
from gymbrowser.deploy.deploy import base_of
from gymbrowser.deploy.findings import Finding, gathered
from gymbrowser.deploy.http import Fetch, fetch
from gymbrowser.deploy.look import files_of, look_at_files
from gymbrowser.deploy.store_check import deployed_destinations, look_at_store
from gymbrowser.deploy.visit import NAME, Visit, visit
from gymbrowser.errors import UserError
from gymbrowser.store import s3
from gymbrowser.store.site import Site


class OpenBrowser(Protocol):
    """Opens a browser; None: there is none on this machine."""

    def __call__(self) -> AbstractContextManager[Browser | None]:
        """For the length of a `with`."""


@dataclass(frozen=True)
class Looked:
    """What was seen."""

    address: str
    files: int
    findings: list[Finding]
    visit: Visit | None
    """None: there was no browser, or the files were wrong already."""
    uploads: bool
    """Whether the site has a permission to upload at all."""
    arrived: int | None
    """Objects of the bot's session in the study's bucket; None: nobody could look."""

    @property
    def is_sound(self) -> bool:
        """Whether the study works, and its records arrive."""
        return all(finding.weight == "note" for finding in self.findings)


def look(
    site: Site,
    address: str,
    study: Experiment | None,
    stages: Stages,
    *,
    now: datetime,
    store_profile: str | None = None,
    participant: str | None = None,
    ask: Fetch = fetch,
    open_browser: OpenBrowser = open_chromium,
) -> Looked:
    """Look at a site where people will.

    Args:
        site: As it was built.
        address: Where it is served.
        study: exp.yml, which names the bucket of the records; None: nobody looks into it.
        stages: Shows what is under way.
        now: With its time zone.
        store_profile: An AWS profile that may list and read the records.
        participant: The bot's id, where the study takes only some; None: one that says what it is.
        ask: Asks over HTTP.
        open_browser: See `OpenBrowser`.
    """
    base, assets = base_of(address), files_of(site)
    findings: list[Finding] = []
    with stages("Asking for every file", total=len(assets)) as advance:
        findings += look_at_files(site, base, ask, advance)
    with stages("Writing to the store"):
        places = deployed_destinations(base, ask)
        name = partial(secrets.token_hex, 16)
        findings += look_at_store(site.manifest, places, base, ask, name, now)
    uploads = any(not isinstance(place, NoUpload) for place in places or ())
    seen = None
    if all(finding.weight == "note" for finding in findings):
        with stages("Taking part in a browser"), open_browser() as browser:
            if browser is not None:
                named = participant or NAME
                seen = visit(browser, address, site.manifest, uploads=uploads, participant=named)
        findings += [_no_browser()] if seen is None else seen.findings
    arrived = None
    if seen is not None and seen.session is not None and study is not None and seen.saved:
        arrived = _arrived(study, seen.session, store_profile, findings)
    return Looked(address, len(assets), gathered(findings), seen, uploads, arrived)


def _no_browser() -> Finding:
    return Finding(
        "note", "There is no Chromium on this machine, so nobody has opened the study", TO_INSTALL
    )


def _arrived(
    study: Experiment, session: str, profile: str | None, findings: list[Finding]
) -> int | None:
    """Objects of the session; whoever may not list them has the page's word alone."""
    if study.config.upload is None:
        return None
    place = study.s3()
    prefix = f"{place.prefix}/{study.config.mode}/{session}/"
    try:
        with s3.explained(place.bucket):
            client = s3.client(place.bucket, profile=profile)
            keys = [
                item["Key"]
                for page in pages_of(client, place.bucket.name, prefix)
                for item in page.get("Contents", [])
            ]
    except UserError as error:
        [problem] = error.problems
        what = f"The records' bucket could not be looked into: {problem.what.rstrip('.')}"
        remedy = "The page says that they arrived. Name a profile that may read: --store-profile."
        findings.append(Finding("note", what, remedy))
        return None
    found = sum(ChunkKey.parse(key) is not None for key in keys)
    if found == 0:
        what = f"The page says that its records arrived, but there are none at {prefix}"
        findings.append(Finding("wrong", what, "Is `upload` in exp.yml that of the site?"))
    return found
