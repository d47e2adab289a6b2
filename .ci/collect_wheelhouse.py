"""Collects the distribution's wheels that tests build with into build/wheelhouse."""

import sys

from runtime_files.files import ROOT, WHEELHOUSE, remove_others
from runtime_files.lock import wheelhouse_files
from runtime_files.sources import Cache, CollectError, collect, default_sources


def main() -> int:
    files = wheelhouse_files()
    cache = Cache.default()
    try:
        new = collect(files, WHEELHOUSE, default_sources(cache), cache)
    except CollectError as error:
        print(f"collect_wheelhouse: {error}", file=sys.stderr)
        return 1
    remove_others(WHEELHOUSE, {WHEELHOUSE / file.file for file in files})
    print(f"Wheelhouse: {len(files)} files in {WHEELHOUSE.relative_to(ROOT)}, {new} of them new")
    return 0


if __name__ == "__main__":
    sys.exit(main())
