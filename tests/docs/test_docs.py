"""README and docs, followed to the letter: every block is run, or held against the product."""

import json
import re
import subprocess
import urllib.request
from pathlib import Path

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.form_models import FormFile
from gymbrowser.config.html_forms import read_html_form
from gymbrowser.config.models import ExperimentConfig
from gymbrowser.config.pages import Media, render_page
from gymbrowser.config.shown import read_shown
from gymbrowser.config.tongue import Tongue
from gymbrowser.contract.upload import PostPolicy
from gymbrowser.errors import Place
from tests.chunks import cart_session, download, identified, save, withdrawn
from tests.docs.blocks import PAGES, ROOT, Block, read_blocks
from tests.docs.conftest import SITE_BUCKET
from tests.docs.messages import is_said
from tests.docs.reader import Reader
from tests.docs.values import check_value
from tests.hippo_projects import MOUNTAIN, write_project
from tests.post import post
from tests.seaweedfs import S3Server

KINDS = {
    ("sh", "run"): "run in the reader's folder; must succeed",
    ("sh", "fails"): "must end with 2",
    ("sh", "setup"): "run in the checkout, where `make` only says what it would do",
    ("sh", "serve"): "`gymbrowser serve` or `dev` goes on meanwhile; `play`: somebody plays it",
    ("sh", "deploy"): "then somebody plays what is in `public`, at its origin",
    ("sh", "visited"): "then records arrive, by the permission in the site's upload.json",
    ("sh", "pages"): "pushes to a repository that stands for GitHub's; the site must be in it",
    ("sh", "endpoint"): "see test_endpoint.py",
    ("sh", "aws"): "see test_endpoint.py",
    ("sh", "site-bucket"): "then every file of `public` must be readable by all, with its headers",
    ("sh", "whole-way"): "run by tests/browser/test_whole_way.py",
    ("sh", "closes"): "then the study in `public` must be closed",
    ("text", "output"): "each line must be in the output of the commands before; … is anything",
    ("text", "message"): "each line must be a text of the product",
    ("text", "key"): "must be the form of a chunk's key",
    ("diff", "edit"): "FILE: the lines with - become those with +",
    ("yaml", "set"): "FILE: these top-level keys are set; `bucket`: docs/s3.md is followed first",
    ("yaml", "exp.yml"): "must be valid",
    ("yaml", "form"): "must be valid as a form file",
    ("yaml", "fragment"): "each key must be valid in exp.yml",
    ("markdown", "page"): "what it shows must be expressions",
    ("markdown", "additions"): "none of its marks may be left",
    ("python", "run"): "run in the reader's folder",
    ("python", "save"): "FILE: written there, for a later block to run",
    ("json", "json"): "NAME: written to NAME.json; the policies are in force in tests/seaweedfs.py",
    ("ini", "profiles"): "these profiles get keys",
    ("nginx", "nginx"): "see test_hosting.py",
    ("text", "netlify"): "see test_hosting.py",
    ("html", "form"): "must be valid as a form in HTML",
    ("html", "mturk"): "shown and played in tests/browser/places/test_frames.py",
}
"""Language and mark of a block, and what is done with it. Whatever is not here fails."""
S3_PAGE = ROOT / "docs" / "s3.md"
BLOCKS = [block for page in PAGES for block in read_blocks(page)]
FOLLOWED = [page for page in PAGES if page != S3_PAGE and read_blocks(page)]


def of_kind(language: str, *kinds: str) -> list[Block]:
    return [block for block in BLOCKS if block.kind in {(language, kind) for kind in kinds}]


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_no_block_is_left_out(block: Block) -> None:
    assert block.kind in KINDS, f"{block}: give it a mark, as in tests/docs/blocks.py"


@pytest.mark.parametrize("page", FOLLOWED, ids=lambda page: page.name)
def test_a_reader_gets_what_the_page_says(
    page: Path, reader: Reader, remote: Path, s3_server: S3Server
) -> None:
    prepare(page, reader)
    for block in read_blocks(page):
        if block.mark[-1] == "bucket":
            for other in read_blocks(S3_PAGE):
                reader.follow(other)
        reader.follow(block)
        match block.kind:
            case "sh", "deploy":
                reader.play(f"{reader.origin}/?participant=anna")
            case "sh", "visited":
                visit(reader)
            case "sh", "pages":
                assert "index.html" in git(remote, "ls-tree", "--name-only", "HEAD")
            case "sh", "site-bucket":
                address = f"{s3_server.endpoint_url}/{SITE_BUCKET}"
                assert_published(reader.folder / "public", address)
            case "sh", "closes":
                study = json.loads((reader.folder / "public" / "study.json").read_text())
                assert study["open"] is False


LINKS = re.findall(r"\]\(([^)#:]+)(?:#([^)]+))?\)", (ROOT / "README.md").read_text("utf-8"))


@pytest.mark.parametrize(("path", "anchor"), LINKS)
def test_the_links_of_the_readme_lead_somewhere(path: str, anchor: str) -> None:
    """Those of docs/ are mkdocs's business: see test_site.py."""
    assert (ROOT / path).exists()
    if anchor:
        headings = re.findall(r"^#+ (.+)$", (ROOT / path).read_text("utf-8"), re.MULTILINE)
        assert anchor in {heading.lower().replace(" ", "-") for heading in headings}


def prepare(page: Path, reader: Reader) -> None:
    """What a page says that the reader has already."""
    if page.name in {"endpoint.md", "hosting.md", "packages.md"}:
        reader.run("gymbrowser init my-study && gymbrowser build my-study/exp.yml")
    if page.name == "hippo.md":
        write_project(MOUNTAIN, reader.folder / "hippo-project")
    if page.name in {"bundle.md", "deploy.md", "flow.md"}:
        reader.run("gymbrowser init my-study")
    if page.name == "data-protection.md":
        asked, found = "b" * 32, f"3f2a91c4{'a' * 24}"
        save(reader.folder / "data", *cart_session(asked), withdrawn(asked), *cart_session(found))
        save(reader.folder / "data", identified(found, participant="5f1c0e7a9b"))
    if page.name == "analysis.md":
        save(reader.folder / "data", *cart_session(), identified(participant="anna"))
        rows = "Participant id,Status,Completion code\nanna,AWAITING REVIEW,C1\n"
        (reader.folder / "prolific.csv").write_text(rows)
    if page.name == "data.md":
        save(reader.folder / "data", *cart_session())
        downloaded = download(*cart_session("b" * 32))
        (reader.folder / "anna.gymbrowser").write_bytes(downloaded)


def visit(reader: Reader) -> None:
    """Records arrive, by the permission that the site has."""
    policy = PostPolicy.model_validate_json(
        (reader.folder / "build" / "my-study" / "upload.json").read_bytes()
    )
    prefix = policy.prefix.removesuffix(f"{policy.mode}/")
    for chunk in cart_session(mode=policy.mode):
        assert post(policy, f"{prefix}{chunk.key.path}", chunk.data)[0] == 204


def git(folder: Path, *words: str) -> list[str]:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.split()


def assert_published(folder: Path, address: str) -> None:
    """Everybody can read every file, with the type and caching that hosting.md asks for."""
    wanted = {".js": "text/javascript", ".html": "text/html", ".wasm": "application/wasm"}
    for path in (path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        request = urllib.request.Request(f"{address}/{name}", method="HEAD")
        with urllib.request.urlopen(request) as answer:
            assert answer.headers["Content-Length"] == str(path.stat().st_size)
            immutable = "immutable" in answer.headers["Cache-Control"]
            assert immutable == name.startswith(("rt/", "v/"))
            if path.suffix in wanted:
                assert answer.headers["Content-Type"].startswith(wanted[path.suffix])


def in_english(model: type[BaseModel], block: Block) -> CommentedMap:
    """What a block holds, in one of the languages that it may be written in."""
    tongue = Tongue("en", "en", ("en", "de"))
    document, missing = tongue.choose(model, YAML().load(block.text), block.page)
    assert missing == []
    return document


@pytest.mark.parametrize("block", of_kind("yaml", "exp.yml", "form"), ids=str)
def test_whole_files_are_valid(block: Block) -> None:
    model: type[BaseModel] = ExperimentConfig if block.mark[0] == "exp.yml" else FormFile
    model.model_validate(in_english(model, block))


@pytest.mark.parametrize("block", of_kind("html", "form"), ids=str)
def test_forms_in_html_are_valid(block: Block, tmp_path: Path) -> None:
    file = tmp_path / "form.html"
    file.write_text(block.text, encoding="utf-8")
    step = read_html_form(file, "form", tmp_path, Media(), Place(file))
    assert [question.name for question in step.questions] == ["age", "played", "else"]


@pytest.mark.parametrize("block", of_kind("markdown", "page"), ids=str)
def test_pages_show_what_expressions_say(block: Block, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(block.text, encoding="utf-8")
    html = render_page(page, tmp_path, Media())
    assert len(read_shown(html, page, ()).shown) == block.text.count("{{") > 0


@pytest.mark.parametrize("block", of_kind("markdown", "additions"), ids=str)
def test_what_pages_have_beyond_markdown_is_understood(block: Block, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(block.text, encoding="utf-8")
    html = render_page(page, tmp_path, Media())
    assert "class=" in html
    assert not re.findall(r":::|\$|---", html)


@pytest.mark.parametrize("block", of_kind("yaml", "fragment", "set"), ids=str)
def test_fragments_are_valid(block: Block) -> None:
    for key, value in in_english(ExperimentConfig, block).items():
        check_value(ExperimentConfig.model_fields[key], value)


@pytest.mark.parametrize("block", of_kind("text", "message"), ids=str)
def test_quoted_messages_are_those_of_the_product(block: Block) -> None:
    for line in block.text.splitlines():
        assert is_said(line.strip()), f"{block}: nobody says: {line}"


@pytest.mark.parametrize("block", of_kind("text", "key"), ids=str)
def test_the_form_of_a_key(block: Block) -> None:
    [chunk, *_] = cart_session()
    key = chunk.key
    number = f"{key.number:06}"
    parts = {"mode": key.mode, "session": key.session, "writer": key.writer, "number": number}
    path = block.text.strip()
    for name, value in {"prefix": "in/my-study", "sha256": key.sha256, **parts}.items():
        path = path.replace(f"<{name}>", value)
    assert path == f"in/my-study/{key.path}"
