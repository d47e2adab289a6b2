"""What the commands that put a study on line print: `serve`, `sign`, `endpoint`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gymbrowser.console import megabytes, out
from gymbrowser.show.parts import typed

if TYPE_CHECKING:  # importing them for real would make `--help` wait
    from gymbrowser.endpoint.package import Packaged
    from gymbrowser.serve import Serving
    from gymbrowser.sign import Signed


def show_serving(serving: "Serving") -> None:
    """Where the site is, and where its records land."""
    if serving.taken is not None:
        out.print(f"Port {serving.taken} is in use; another one was taken.")
    out.print(f"Playing at  {serving.url}")
    for store in serving.stores:
        out.print(f"Records in  {store}")
    command = typed(f"data show {serving.stores[0]} --mode {serving.mode}")
    out.print(f"Look at them with  {command}", soft_wrap=True)
    out.print("Stop with Ctrl-C.")


def show_signed(signed: Sequence["Signed"], folder: Path) -> None:
    """Until when the site may upload, and where to."""
    out.print(f"Signed: {folder / 'upload.json'}")
    for one in signed:
        out.print(f"Uploads are allowed until {one.expires_at:%Y-%m-%d %H:%M} UTC.")
        if one.note is not None:
            out.print(one.note)
        out.print(f"They go to {one.policy.url}{one.policy.prefix}")


def show_endpoint(packaged: "Packaged") -> None:
    """What `endpoint` wrote."""
    out.print(f"Template: {packaged.template}")
    out.print(f"Code: {packaged.code} ({megabytes(packaged.code.stat().st_size)})")
