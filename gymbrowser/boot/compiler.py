"""Runs in Pyodide under Node: turns a wheel into archives of compiled modules (`compile.ts`).

The byte code is "unchecked hash-based" (PEP 552): Python takes it without looking at the source.
Imports nothing but the standard library.
"""

import ast
import json
import zipfile
from importlib import util
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]
from pathlib import Path, PurePosixPath

FOLDER = "/lib/python3.14"
"""Where the files will lie: tracebacks name modules by their path below it."""
SOURCES = frozenset({".py", ".pyi", ".pyx", ".pxd", ".c", ".cpp", ".h", ".hpp", ".a"})
"""What a running program reads only to show it to somebody."""


def compile_wheel(wheel: str, prefix: str, lean: bool, output: str) -> None:
    """Write `modules.bin`, `sources.bin`, and `files.json`, which says what is where in the two.

    Args:
        wheel: A zip file.
        prefix: Where its files go, below `FOLDER`: `site-packages/`, or nothing.
        lean: Leave out docstrings; and sources go into an archive of their own, as they are hardly
            ever read.
        output: A folder.
    """
    files = dict(sorted(_files(wheel, prefix, lean).items()))
    sources = {path for path in files if lean and PurePosixPath(path).suffix in SOURCES}
    parts = {"modules": files.keys() - sources, "sources": sources}
    listing = {}
    for name, chosen in parts.items():
        paths = [path for path in files if path in chosen]
        Path(output, f"{name}.bin").write_bytes(b"".join(files[path] for path in paths))
        listing[name] = {"paths": paths, "sizes": [len(files[path]) for path in paths]}
    Path(output, "files.json").write_text(json.dumps(listing))


def _files(wheel: str, prefix: str, lean: bool) -> dict[str, bytes]:
    found = {}
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith("/"):
                continue
            content = found[prefix + name] = archive.read(name)
            if name.endswith(".py"):
                found |= _compiled(prefix + name, content, lean)
    return found


def _compiled(path: str, source: bytes, lean: bool) -> dict[str, bytes]:
    """The byte code; nothing for what is no Python of this version, such as a template."""
    try:
        tree = ast.parse(source)
        if lean:
            _strip(tree)
        code = compile(tree, f"{FOLDER}/{path}", "exec", dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError):
        return {}
    # Nobody checks the hash of the source, so it is not there: hashes compress badly.
    content = bytes(_code_to_hash_pyc(code, bytes(8), checked=False))
    return {util.cache_from_source(path): content}


def _strip(tree: ast.Module) -> None:
    """Take docstrings out, as `python -OO` does.

    Asserts stay, since they are behaviour: but for those on docstrings, as `numpy.ma` has them.
    """
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None:
            first = node.body[0]
            node.body[:1] = [] if len(node.body) > 1 else [ast.copy_location(ast.Pass(), first)]
        elif isinstance(node, ast.Assert) and _reads_docstring(node):
            node.test = ast.copy_location(ast.Constant(True), node.test)


def _reads_docstring(node: ast.AST) -> bool:
    return any(isinstance(n, ast.Attribute) and n.attr == "__doc__" for n in ast.walk(node))
