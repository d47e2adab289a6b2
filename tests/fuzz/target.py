"""What is fuzzed: something that reads what a stranger may have sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.fuzz.mutator import Mutator

CORPUS = Path(__file__).parent / "corpus"
"""`<target>/<what is wrong>`: inputs that once broke something."""


def slowest_of(folder: Path) -> Path:
    """The file beside a run's folder with the longest time in seconds that one input took."""
    return folder.with_name(f"{folder.name}.slowest")


@dataclass(frozen=True)
class Target:
    """One reader, and inputs that it reads to the end."""

    name: str
    read: Callable[[bytes], None]
    """Takes any bytes. An exception that comes out of it is a bug: refusals that are meant are
    caught in it, and what must hold afterwards is asserted."""
    seeds: Callable[[], Sequence[bytes]]

    @property
    def corpus(self) -> list[bytes]:
        """What once broke something."""
        folder = CORPUS / self.name
        return [path.read_bytes() for path in sorted(folder.glob("*"))]

    def inputs(self, count: int, seed: str) -> list[bytes]:
        """Changed seeds, always the same ones."""
        known = (*self.seeds(), *self.corpus)
        random = Random(f"{self.name}/{seed}")
        return [Mutator(random).change(random.choice(known), known) for _ in range(count)]
