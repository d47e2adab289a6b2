"""What a bundle holds, and `bundle.json`, which says so."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

STUDY = "study"
"""exp.yml, exp.lock and every file that exp.yml names."""
WHEELHOUSE = "wheelhouse"
"""The packages of exp.lock that gymbrowser does not carry itself."""
SITE = "site"
"""As it was built of the two."""
SIMULATED = "simulated"
"""What bots left who took the study: their records, and the tables of these."""
CODEBOOK = "codebook"
"""What each column, and each answer, is."""
CONTENTS = "bundle.json"


class Contents(BaseModel):
    """`bundle.json`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["gymbrowser.bundle/1"]
    experiment: str
    title: str
    gymbrowser: str
    """The version that made it: another one builds another site."""
    python: str
    """Of the machine, as `3.12`: it steps the environment while the site is built."""
    site: str
    """The site hash."""
    snapshot: bool
    """Whether the site has a snapshot of Python's memory."""
    source_date_epoch: int
    """Unix seconds: the moment that the wheels of gymbrowser's own making name."""
    native: list[str]
    """Compiled packages that a machine needs to step the environment while it builds."""
    simulated: int
    """How many bots took part."""
    seed: str | None
    """That these bots can be had again by; None: there were none."""
    files: dict[str, str]
    """Path in the bundle to SHA-256, of every file but this one."""
