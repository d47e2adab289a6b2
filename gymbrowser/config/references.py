"""Follows what exp.yml names to its files, all but the steps."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import get_args

from gymbrowser.config.assets import read_assets
from gymbrowser.config.completion_models import CompletionConfig
from gymbrowser.config.drafts import PolicyFile
from gymbrowser.config.page_reader import PageReader
from gymbrowser.config.pages import add_picture, inside
from gymbrowser.config.parts import Parts
from gymbrowser.config.requirements import is_requirement
from gymbrowser.config.scripts import Script, read_script
from gymbrowser.config.theme_models import Logo
from gymbrowser.config.yaml import missing_file
from gymbrowser.contract.assets import Assets
from gymbrowser.contract.manifest import Completion, CompletionOutcome, Withdrawal
from gymbrowser.errors import Place, Problem
from gymbrowser.words import words_of


class References:
    """Reads what the understood parts of exp.yml name.

    Args:
        pages: Reads pages, and gathers what is wrong.
        parts: Of exp.yml.
    """

    def __init__(self, pages: PageReader, parts: Parts) -> None:
        self._pages = pages
        self._parts = parts
        self._folder = pages.folder
        self._place = pages.place

    def source(self) -> Path | None:
        """The folder or wheel with the environment's Python."""
        environment = self._parts.environment
        named = None if environment is None else environment.value.source
        if named is None or is_requirement(named):
            return None
        place = self._place(("environment", "source"))
        path = self._pages.gather(lambda: inside(self._folder / named, self._folder, place))
        if path is None or path.is_dir() or (path.suffix == ".whl" and path.is_file()):
            return path
        if path.exists():
            what = f"`source` is neither a folder nor a wheel: {named}"
            remedy = "Name the folder that holds your module, relative to exp.yml."
            self._pages.problems.append(Problem(what, place, remedy=remedy))
        else:
            problem = missing_file(self._folder / named, place, named)
            what = f"`source`: there is no folder or wheel {named}"
            self._pages.problems.append(replace(problem, what=what))
        return None

    def policies(self) -> dict[str, PolicyFile]:
        """The models, by the names of the policies that have one."""
        found = {}
        for name, policy in self._parts.policies.items():
            if policy.value.onnx is None:
                continue
            place = self._place(("policies", name, "onnx"))
            path = self._folder / policy.value.onnx
            file = self._pages.gather(partial(inside, path, self._folder, place))
            if file is not None and not file.is_file():
                self._pages.problems.append(missing_file(path, place, policy.value.onnx))
            elif file is not None:
                found[name] = PolicyFile(file, place)
        return found

    def scripts(self) -> dict[str, Script]:
        """The actions of scripts, by the names of the policies that have one."""
        found = {}
        for name, policy in self._parts.policies.items():
            if policy.value.script is None or not policy.has("script"):
                continue
            place_of = partial(self._place_in, "policies", name, "script")
            read = partial(read_script, policy.value.script, self._folder, place_of)
            if (script := self._pages.gather(read)) is not None:
                found[name] = script
        return found

    def assets(self) -> Assets:
        """The images and sounds of games; none where they are not understood."""
        nothing = Assets(images={}, atlases={}, sounds={})
        part = self._parts.assets
        if part is None:
            return nothing
        place_of, media = partial(self._place_in, "assets"), self._pages.media
        read = partial(read_assets, part.value, self._folder, media, place_of)
        return self._pages.gather(read) or nothing

    def withdrawal(self) -> Withdrawal | None:
        """The control by which a participant stops, and the page after it; None if not offered."""
        part = self._parts.withdrawal
        if part is None or not part.value.offered:
            return None
        config = part.value
        html = self._pages.page_if_given(config.page, ("withdrawal", "page"))
        label = config.label or words_of(self._pages.tongue.language).stop
        return Withdrawal(label=label, html=html, redirect=config.redirect)

    def logo(self) -> Logo | None:
        """The theme's pictures."""
        part = self._parts.theme
        logo = None if part is None else part.value.logo
        if logo is None:
            return None
        take = partial(
            add_picture, page=self._pages.file, folder=self._folder, media=self._pages.media
        )
        dark = logo.dark
        night = None if dark is None else self._pages.gather(lambda: take(dark))
        file = self._pages.gather(lambda: take(logo.file))
        return None if file is None else Logo(file, night)

    def debrief(self) -> str:
        """What every last page ends with; empty where there is nothing."""
        page = self._pages.document.get("debrief")
        return self._pages.page_if_given(page if isinstance(page, str) else None, ("debrief",))

    def completions(self) -> dict[CompletionOutcome, Completion]:
        """What participants take along who don't reach the end, by outcome."""
        part = self._parts.completion
        if part is None:
            return {}
        names: tuple[CompletionOutcome, ...] = get_args(CompletionOutcome.__value__)
        given = ((name, getattr(part.value, name)) for name in names)
        return {name: self._completion(name, it) for name, it in given if it is not None}

    def _completion(self, outcome: CompletionOutcome, config: CompletionConfig) -> Completion:
        html = self._pages.page_if_given(config.page, ("completion", outcome, "page"))
        return Completion(html=html, code=config.code, redirect=config.redirect)

    def _place_in(self, *location: str | int) -> Place:
        return self._place(location)
