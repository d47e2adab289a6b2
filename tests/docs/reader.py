"""A reader who does, literally, what a page says, in a folder of their own."""

import configparser
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.docs.blocks import ROOT, Block
from tests.seaweedfs import Credentials

WITHIN_S = 280
"""A guard against a hang: a build on a busy machine takes minutes."""
_SERVE = re.compile(r"^gymbrowser (?:serve|dev) [^#]*", re.MULTILINE)

type Play = Callable[[str], None]
"""Opens an address in a browser and goes through the study."""


@dataclass
class Reader:
    """Follows the blocks of one page in their order."""

    folder: Path
    """Where they stand while they read."""
    home: Path
    play: Play
    origin: str
    """Where the folder `public` is served."""
    keys: Mapping[str, Credentials]
    """The access keys that they made, by the name of the profile."""
    substitutes: Mapping[str, str]
    """What every reader has to replace by something of their own: text on the page to text."""
    environment: Mapping[str, str]
    output: str = ""
    """What the last commands said."""

    def follow(self, block: Block) -> None:
        """Do what one block says."""
        text = self._own(block.text)
        match block.language:
            case "sh":
                self._do(block, text)
            case "python" if block.mark[0] == "run":
                self.run(f"python - <<'PYTHON'\n{text}PYTHON\n")
            case "text" if block.mark[0] == "output":
                assert_shown(text, self.output, block)
            case _:
                self._write(block, text)

    def _do(self, block: Block, commands: str) -> None:
        match block.mark[0]:
            case "setup":
                dry = 'make() { command make --dry-run "$@"; }'
                self.run(f"{dry}\n{commands}", folder=ROOT)
            case "serve":
                self._serve(commands, plays="play" in block.mark)
            case "fails":
                self.run(commands, expected=2)
            case "aws" | "endpoint" | "whole-way":
                return  # they need an account, or go on for ever, or have a test of their own
            case _:
                self.run(commands)

    def _write(self, block: Block, text: str) -> None:
        match block.kind:
            case "python", "save":
                (self.folder / block.mark[1]).write_text(text, encoding="utf-8")
            case "json", _:
                (self.folder / f"{block.mark[1]}.json").write_text(text, encoding="utf-8")
            case "diff", "edit":
                edit(self.folder / block.mark[1], text)
            case "yaml", "set":
                set_keys(self.folder / block.mark[1], text)
            case "ini", "profiles":
                self.write_profiles(_sections(text))

    def write_profiles(self, names: Iterable[str]) -> None:
        """Put these keys into the file that the AWS tools read, beside what it holds."""
        file = self.home / ".aws" / "credentials"
        file.parent.mkdir(exist_ok=True)
        with file.open("a", encoding="utf-8") as out:
            for name in names:
                key = self.keys[name]
                out.write(f"[{name}]\naws_access_key_id = {key.access_key}\n")
                out.write(f"aws_secret_access_key = {key.secret_key}\n")

    def _own(self, text: str) -> str:
        for theirs, own in self.substitutes.items():
            text = text.replace(theirs, own)
        return text

    def run(self, script: str, *, expected: int = 0, folder: Path | None = None) -> None:
        done = subprocess.run(
            ["sh", "-e", "-c", script],
            cwd=folder or self.folder,
            env=dict(self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=WITHIN_S,
            check=False,
        )
        self.output = done.stdout
        assert done.returncode == expected, f"{script}\n{done.stdout}"

    def _serve(self, script: str, *, plays: bool) -> None:
        """A server runs until its reader stops it: what follows is done meanwhile."""
        found = _SERVE.search(script)
        assert found is not None, script
        self.run(script[: found.start()])
        with ExitStack() as stack:
            address = stack.enter_context(self._server(found[0].split()))
            if plays:
                self.play(f"{address}?participant=anna")
            self.run(script[found.end() :])

    @contextmanager
    def _server(self, command: list[str]) -> Iterator[str]:
        """The command, on a free port of its own: tests run beside each other."""
        words = [*command, "--port", "0"]
        with subprocess.Popen(
            words, cwd=self.folder, env=dict(self.environment), stdout=subprocess.PIPE, text=True
        ) as server:
            try:
                assert server.stdout is not None
                found = re.search(r"http://\S+", server.stdout.readline())
                assert found is not None
                yield found[0]
            finally:
                server.terminate()


def _sections(text: str) -> list[str]:
    parser = configparser.ConfigParser()
    parser.read_string(text)
    return parser.sections()


def edit(file: Path, diff: str) -> None:
    """Replace the lines with `-` by those with `+`: they must stand in the file exactly once."""
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line.startswith("-"))
    new = "".join(line[1:] for line in lines if line.startswith("+"))
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file} has {text.count(old)} times:\n{old}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def set_keys(file: Path, text: str) -> None:
    """Let these top-level keys of a YAML file take the place of those that it has."""
    keys = set(re.findall(r"^(\w+):", text, re.MULTILINE))
    kept, goes = [], False
    for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
        if line[0].strip():  # what is indented belongs to the key above it
            goes = line.partition(":")[0] in keys
        if not goes:
            kept.append(line)
    file.write_text("".join(kept) + text, encoding="utf-8")


def assert_shown(text: str, output: str, block: Block) -> None:
    """Each line of the page is a line of the output; `…` stands for anything."""
    lines = [_even(line) for line in output.splitlines()]
    for line in text.splitlines():
        pattern = re.escape(_even(line)).replace("…", ".*")
        assert any(re.fullmatch(pattern, shown) for shown in lines), f"{block}: {line}\n{output}"


def _even(line: str) -> str:
    """The widths of columns depend on what is in them."""
    return " ".join(line.split())
