"""`python -m gymbrowser.boot`: makes once what every site has, so that gymbrowser carries it."""

import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gymbrowser import resources
from gymbrowser.asset import Asset
from gymbrowser.boot import compress, parts
from gymbrowser.boot.compress import compress_quickly, compress_thoroughly
from gymbrowser.boot.parts import Part, make_base_parts
from gymbrowser.resolve.cache import Cache


def main() -> None:
    """Compile the standard library and the base wheels, and compress what all sites have."""
    runtime, cache = resources.runtime(), Cache.default()
    base = make_base_parts(cache)
    _carry(runtime / "python", {parts.travelling(part.key): part.folder for part in base})
    _carry(runtime / "compressed", dict(_compressed(base, cache)))


def _compressed(base: Iterable[Part], cache: Cache) -> Iterator[tuple[Path, Path]]:
    """What participants wait for as well as it can be, the rest as a build would do it."""
    runtime, bundles = resources.runtime(), resources.bundles()
    wasm = sorted(runtime.glob("*/*.wasm"))
    seldom = [file for file in wasm if file.parent.name == "webgpu"]
    awaited = [*(f for f in wasm if f not in seldom), bundles / "worker.js", bundles / "page.js"]
    others = [
        *seldom,
        runtime / "core" / "pyodide.asm.js",
        *(p.modules.file for p in base if not p.own),
    ]
    wanted = [(file, compress_thoroughly) for file in awaited]
    wanted += [(file, compress_quickly) for file in others]
    with ThreadPoolExecutor() as pool:
        made = pool.map(lambda each: each[1](Asset(each[0].name, each[0]), cache), wanted)
        for (file, _), folder in zip(wanted, made, strict=True):
            yield compress.travelling(Asset(file.name, file).sha256), folder


def _carry(folder: Path, wanted: dict[Path, Path]) -> None:
    """Copy folders to where they travel, and remove what an older runtime left behind there."""
    for target, source in wanted.items():
        if not target.exists():
            beside = target.with_name(f".{target.name}")
            # Without the cache's own notes, whose names begin with a dot.
            shutil.copytree(source, beside, ignore=shutil.ignore_patterns(".*"), dirs_exist_ok=True)
            beside.rename(target)  # a build that runs meanwhile sees all of it or nothing
    for path in folder.iterdir():
        if path.is_dir() and path not in wanted:
            shutil.rmtree(path)


if __name__ == "__main__":
    main()
