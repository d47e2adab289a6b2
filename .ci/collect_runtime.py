"""Collects the base runtime, which gymbrowser/runtime.lock.json names, into js/dist/runtime."""

import sys

from runtime_files.files import ROOT, RUNTIME, remove_others, write
from runtime_files.licenses import LICENSES, license_text
from runtime_files.lock import runtime_lock
from runtime_files.sources import Cache, CollectError, collect, default_sources

PREPARED = ("python", "compressed")
"""Made of these files afterwards, by `python -m gymbrowser.boot`, which clears up by itself."""


def main() -> int:
    files = runtime_lock().files
    cache = Cache.default()
    try:
        new = collect(files, RUNTIME, default_sources(cache), cache)
        write(RUNTIME / LICENSES, license_text(files).encode())
    except CollectError as error:
        print(f"collect_runtime: {error}", file=sys.stderr)
        return 1
    prepared = {path for folder in PREPARED for path in (RUNTIME / folder).rglob("*")}
    collected = {RUNTIME / file.file for file in files} | {RUNTIME / LICENSES}
    remove_others(RUNTIME, collected | prepared)
    print(f"Runtime: {len(files)} files in {RUNTIME.relative_to(ROOT)}, {new} of them new")
    return 0


if __name__ == "__main__":
    sys.exit(main())
