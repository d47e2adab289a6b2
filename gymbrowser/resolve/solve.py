"""From requirements to exact wheels that run in the browser."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import NormalizedName, canonicalize_name

from gymbrowser.resolve import refusal
from gymbrowser.resolve.asked import Asked, holds_in_browser
from gymbrowser.resolve.base import BaseRuntime
from gymbrowser.resolve.distribution import Distribution, DistributionPackage
from gymbrowser.resolve.sources import Wanted
from gymbrowser.resolve.uv import (
    Candidate,
    NoSolutionError,
    UnreachableError,
    Uv,
    UvError,
    WheelFile,
    Wish,
)
from gymbrowser.resolve.wheels import is_usable


@dataclass(frozen=True)
class Solution:
    """The wheels beyond the base runtime, in the order of their names."""

    wanted: tuple[Wanted, ...]
    addresses: Mapping[str, str]
    """SHA-256 to where the index has the wheel; without those of the distribution."""


NOTHING = Solution((), {})


@dataclass(frozen=True)
class Solver:
    """Finds the versions.

    Args:
        base: What every site has.
        distribution: What else is compiled for its Pyodide.
        stubs: A folder with the stub of each package of the distribution.
        uv: The resolver.
    """

    base: BaseRuntime
    distribution: Distribution
    stubs: Path
    uv: Uv

    without: frozenset[NormalizedName] = frozenset()
    """Packages that are not needed, whoever requires them."""

    def solve(self, asked: Sequence[Asked], prefer: Mapping[NormalizedName, str]) -> Solution:
        """Exact wheels for requirements.

        Args:
            asked: At least one.
            prefer: Versions to stay with where they still fit.

        Raises:
            UserError: There are none; says why.
            GymbrowserError: uv could not even look for them.
        """
        refusal.check_fixed_versions(asked, self.base, self.distribution)
        try:
            return self._solve(asked, prefer)
        except UnreachableError as error:
            raise refusal.unreachable(error, asked, offline=self.uv.offline) from error
        except UvError as error:
            raise refusal.uv_failed(error) from error

    def _solve(self, asked: Sequence[Asked], prefer: Mapping[NormalizedName, str]) -> Solution:
        built: dict[NormalizedName, WheelFile] = {}
        while True:
            wish = self._wish(asked, prefer, built)
            try:
                candidates = self.uv.resolve(wish)
            except NoSolutionError as error:
                more = self._built_for_us(wish, asked)
                if more.keys() <= built.keys():
                    raise refusal.no_solution(error, asked) from error
            else:
                more = self._instead_of_unusable(candidates, wish, asked)
                if not more:
                    return self._solution(candidates, built)
            built |= more

    def _wish(
        self,
        asked: Sequence[Asked],
        prefer: Mapping[NormalizedName, str],
        built: Mapping[NormalizedName, WheelFile],
    ) -> Wish:
        """Requirements, with everything that exists in one version only held to it."""
        files = {p.name: (self.stubs / p.stub_name).as_uri() for p in self.distribution.values()}
        files |= {name: file.address for name, file in built.items()}
        for wheel in self.base.wheels:
            assert isinstance(wheel.content, Path)  # the base runtime lies in files
            files[canonicalize_name(wheel.name)] = wheel.content.absolute().as_uri()
        constraints = [f"{name} @ {address}" for name, address in files.items()]
        return Wish([item.text for item in asked], constraints, dict(prefer), self.without)

    def _built_for_us(self, wish: Wish, asked: Sequence[Asked]) -> dict[NormalizedName, WheelFile]:
        """Wheels on the index whose platform is exactly ours, which uv does not know yet (PEP 783).

        Raises:
            UserError: Some package has compiled code for other platforms only, or nothing fits.
        """
        try:
            anywhere = self.uv.resolve(wish, anywhere=True)
        except NoSolutionError as error:
            raise refusal.no_solution(error, asked) from error
        candidates = [c for c in anywhere if c.wheels and self._concerns_us(c)]
        self._refuse_unusable(candidates, wish, asked)
        return {c.name: w for c in candidates if (w := self._best(c)) and not _is_pure(w)}

    def _instead_of_unusable(
        self, candidates: Iterable[Candidate], wish: Wish, asked: Sequence[Asked]
    ) -> dict[NormalizedName, WheelFile]:
        """The same versions built for our platform, where uv took a build for an older one."""
        unusable = [c for c in candidates if c.wheels and self._best(c) is None]
        if not unusable:
            return {}
        all_wheels = self.uv.wheels_of((c.name, c.version) for c in unusable)
        self._refuse_unusable(all_wheels, wish, asked)
        return {c.name: wheel for c in all_wheels if (wheel := self._best(c))}

    def _refuse_unusable(
        self, candidates: Iterable[Candidate], wish: Wish, asked: Sequence[Asked]
    ) -> None:
        culprits = [c for c in candidates if self._best(c) is None]
        if culprits:
            graph = self.uv.who_asked(wish)
            raise refusal.no_build_for_browser(culprits, asked, graph, self.base)

    def _concerns_us(self, candidate: Candidate) -> bool:
        return holds_in_browser(candidate.marker, self.base.python)

    def _best(self, candidate: Candidate) -> WheelFile | None:
        """A wheel that runs in the browser, a pure one first."""
        usable = [w for w in candidate.wheels if self._is_usable(w.file_name)]
        return min(usable, key=lambda w: (not _is_pure(w), w.file_name), default=None)

    def _is_usable(self, file_name: str) -> bool:
        return is_usable(file_name, self.base.python, self.base.abi)

    def _solution(
        self, candidates: Iterable[Candidate], built: Mapping[NormalizedName, WheelFile]
    ) -> Solution:
        ours = {canonicalize_name(wheel.name) for wheel in self.base.wheels}
        wanted, addresses = [], {}
        for candidate in candidates:
            if candidate.name in ours:
                continue
            wheel = built.get(candidate.name) or self._best(candidate)
            if wheel is None:
                wanted.append(_from_distribution(self.distribution[candidate.name]))
            else:
                wanted.append(_from_index(candidate, wheel))
                addresses[wheel.sha256] = wheel.address
        return Solution(tuple(sorted(wanted, key=lambda w: w.name)), addresses)


def _is_pure(wheel: WheelFile) -> bool:
    return wheel.file_name.endswith("-any.whl")


def _from_distribution(package: DistributionPackage) -> Wanted:
    return Wanted(
        name=package.name,
        version=package.version,
        file_name=package.file_name,
        sha256=package.sha256,
        origin="distribution",
    )


def _from_index(candidate: Candidate, wheel: WheelFile) -> Wanted:
    return Wanted(
        name=candidate.name,
        version=candidate.version,
        file_name=wheel.file_name,
        sha256=wheel.sha256,
        origin="index",
    )
