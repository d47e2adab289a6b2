"""`python -m gymbrowser.boot`: makes once what every site has, so that gymbrowser carries it."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gymbrowser import resources
from gymbrowser.asset import Asset
from gymbrowser.boot import compress, parts
from gymbrowser.boot.compress import compress_thoroughly
from gymbrowser.boot.parts import make_base_parts
from gymbrowser.resolve.cache import Cache


def main() -> None:
    """Compile the standard library and the base wheels, and compress the WebAssembly."""
    runtime, cache = resources.runtime(), Cache.default()
    base = make_base_parts(cache)
    _carry(runtime / "python", {parts.travelling(part.key): part.folder for part in base})
    large = [Asset(file.name, file) for file in sorted(runtime.glob("*/*.wasm"))]
    with ThreadPoolExecutor() as pool:
        copies = pool.map(lambda asset: compress_thoroughly(asset, cache), large)
        wanted = zip((compress.travelling(asset.sha256) for asset in large), copies, strict=True)
        _carry(runtime / "compressed", dict(wanted))


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
