"""Deploying into folders, clones, and by programs of the user's own."""

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from gymbrowser.console import quiet
from gymbrowser.deploy.deploy import deploy
from gymbrowser.deploy.files import headers_of, stages_of
from gymbrowser.deploy.folder import FolderHost, pages_host
from gymbrowser.deploy.target import (
    FolderTarget,
    PagesTarget,
    S3Target,
    ToolTarget,
    parse_target,
)
from gymbrowser.deploy.tools import ToolHost
from gymbrowser.errors import GymbrowserError, UserError
from gymbrowser.store.files import write_atomically
from gymbrowser.store.site import read_site
from tests.deployable import make_version


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Two versions, the second of which is the page's."""
    make_version(tmp_path / "site", "one")
    make_version(tmp_path / "site", "two")
    return tmp_path / "site"


def assert_whole(folder: Path) -> None:
    """Whoever opens the page gets a version of which every file is there, to the last bit."""
    stages_of(read_site(folder))


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("s3://my-site", S3Target("my-site", "")),
        ("s3://my-site/a//b/", S3Target("my-site", "a/b/")),
        ("pages:clone/study", PagesTarget(Path("clone/study"))),
        ("rsync:me@host:/srv/www", ToolTarget("rsync", "me@host:/srv/www")),
        ("rclone:box:study", ToolTarget("rclone", "box:study")),
        ("public/study", FolderTarget(Path("public/study"))),
        ("C:/public", FolderTarget(Path("C:/public"))),
    ],
)
def test_places(text: str, target: object) -> None:
    assert parse_target(text) == target


@pytest.mark.parametrize("text", ["rsync:host", "rsync:me@host", "rclone:box"])
def test_a_host_without_a_folder_is_no_folder_of_this_machine(text: str) -> None:
    with pytest.raises(UserError, match="but no folder there"):
        parse_target(text)


def test_the_page_becomes_public_last_and_earlier_versions_stay(site: Path, tmp_path: Path) -> None:
    titles = [stage.title for stage in stages_of(read_site(site))]
    assert titles == ["Copying versions", "Copying what may change", "Publishing"]
    deployed = deploy(site, FolderHost(tmp_path / "www"), quiet)
    assert files_in(tmp_path / "www") == files_in(site)
    assert len([*(tmp_path / "www" / "v").iterdir()]) == 2
    assert (deployed.sent.unchanged, deployed.before) == (0, None)


def test_what_is_there_is_not_copied_again(site: Path, tmp_path: Path) -> None:
    host = FolderHost(tmp_path / "www")
    first = deploy(site, host, quiet)
    (site / "upload.json").write_text('{"kind": "nine"}\n')  # of the same length
    again = deploy(site, host, quiet)
    assert (again.sent.files, again.sent.unchanged) == (1, first.sent.files - 1)
    assert again.before == first.version
    assert (tmp_path / "www" / "upload.json").read_text() == '{"kind": "nine"}\n'


def test_a_deploy_that_breaks_off_at_any_file_leaves_one_version_whole(tmp_path: Path) -> None:
    source, www = tmp_path / "site", tmp_path / "www"
    first = make_version(source, "one")
    deploy(source, FolderHost(www), quiet)
    second = make_version(source, "two")
    written = 0
    for last in range(1, 100):

        def write(target: Path, pieces: Iterable[bytes], last: int = last) -> None:
            nonlocal written
            written += 1
            if written == last:
                raise OSError("the machine stops here")
            write_atomically(target, pieces)

        written = 0
        shutil.rmtree(tmp_path / "try", ignore_errors=True)
        shutil.copytree(www, tmp_path / "try")
        host = FolderHost(tmp_path / "try", write=write)
        try:
            deploy(source, host, quiet)
        except OSError:
            assert_whole(tmp_path / "try")
            assert read_site(tmp_path / "try").version.name == first
            deploy(source, FolderHost(tmp_path / "try"), quiet)
        assert_whole(tmp_path / "try")
        assert read_site(tmp_path / "try").version.name == second
        if written < last:
            break
    assert written == 5  # page.js, its copy, the manifest, the lock, and the page at the end


def test_clean_drops_what_only_other_versions_use(site: Path, tmp_path: Path) -> None:
    host = FolderHost(tmp_path / "www")
    deploy(site, host, quiet)
    (tmp_path / "www" / "robots.txt").write_text("the host's own")
    deployed = deploy(site, host, quiet, clean=True)
    assert deployed.removed == 4
    assert [path.name for path in (tmp_path / "www" / "v").iterdir()] == [deployed.version]
    assert (tmp_path / "www" / "robots.txt").exists()
    assert_whole(tmp_path / "www")


def test_nobody_elses_page_is_overwritten(site: Path, tmp_path: Path) -> None:
    make_version(tmp_path / "www", experiment="other-study")
    host = FolderHost(tmp_path / "www")
    with pytest.raises(UserError, match="there is the study 'other-study' at"):
        deploy(site, host, quiet)
    (tmp_path / "www" / "index.html").write_text("<!doctype html><title>My lab</title>")
    with pytest.raises(UserError, match="a page that gymbrowser has not made"):
        deploy(site, host, quiet)
    assert (tmp_path / "www" / "index.html").read_text().endswith("<title>My lab</title>")
    deploy(site, host, quiet, replace=True)
    assert_whole(tmp_path / "www")


@pytest.mark.parametrize("spoil", ["missing", "changed", "added"])
def test_a_site_that_is_not_whole_is_not_deployed(spoil: str, site: Path, tmp_path: Path) -> None:
    script = read_site(site).version / "page.js"
    match spoil:
        case "missing":
            script.unlink()
        case "changed":
            script.write_text("export {}")
        case "added":
            script.with_name("more.js").write_text("")
    with pytest.raises(UserError, match="the site is not whole: what lies in v/"):
        deploy(site, FolderHost(tmp_path / "www"), quiet)
    assert not (tmp_path / "www").exists()


@pytest.mark.parametrize(
    ("path", "kind", "caching"),
    [
        ("v/a/page.js", "text/javascript; charset=utf-8", "immutable"),
        ("rt/b/core/x.wasm", "application/wasm", "immutable"),
        ("rt/b/core/x.wasm.br", "application/octet-stream", "immutable"),
        ("index.html", "text/html; charset=utf-8", "no-cache"),
        ("upload.json", "application/json", "no-cache"),
        ("rt", "application/octet-stream", "no-cache"),
    ],
)
def test_headers(path: str, kind: str, caching: str) -> None:
    headers = headers_of(path)
    assert headers["Content-Type"] == kind
    assert caching in headers["Cache-Control"]


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("origin", "folder", "address"),
    [
        ("git@github.com:My-Lab/studies.git", "a b", "https://my-lab.github.io/studies/a%20b/"),
        ("https://github.com/my-lab/studies", "docs/one", "https://my-lab.github.io/studies/one/"),
        ("git@github.com:my-lab/my-lab.github.io.git", ".", "https://my-lab.github.io/"),
        ("https://git.example.org/studies.git", "one", None),
    ],
)
def test_a_folder_of_github_pages(
    origin: str, folder: str, address: str | None, site: Path, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    clone.mkdir()
    git(clone, "init", "--quiet")
    git(clone, "remote", "add", "origin", origin)
    deployed = deploy(site, pages_host(clone / folder, None), quiet)
    assert deployed.host.address == address
    assert (clone / ".nojekyll").exists()
    assert (clone / "docs" / ".nojekyll").exists() == folder.startswith("docs")
    assert "push" in str(deployed.left_to_do)
    assert_whole(clone / folder)


def test_a_domain_of_ones_own(site: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "remote", "add", "origin", "git@github.com:my-lab/studies.git")
    (tmp_path / "CNAME").write_text("study.my-lab.org\n")
    assert pages_host(tmp_path / "one", None).address == "https://study.my-lab.org/one/"


def test_pages_need_a_clone(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="in no git repository"):
        pages_host(tmp_path / "www", None)


class Programs:
    """Stands for rsync and rclone: notes what they are asked, and says what they would."""

    def __init__(self, code: int = 0, stdout: str = "", stderr: str = "") -> None:
        self.said = (code, stdout, stderr)
        self.calls: list[tuple[list[str], list[str]]] = []

    def __call__(self, command: Sequence[str], text: str) -> subprocess.CompletedProcess[str]:
        names = text.replace("\0", "\n").splitlines()
        self.calls.append(([*command], names))
        return subprocess.CompletedProcess(command, *self.said)


@pytest.mark.parametrize("tool", ["rsync", "rclone"])
def test_a_program_copies_the_page_last(tool: str, site: Path) -> None:
    programs = Programs()
    target = parse_target(f"{tool}:host:/srv/it's; rm -rf x")
    assert isinstance(target, ToolTarget)
    host = ToolHost(target.tool, target.place, site, None, programs)
    deploy(site, host, quiet)
    named = [names for _, names in programs.calls]
    assert [len(names) for names in named] == [10, 4, 1]
    assert named[-1] == ["index.html"]
    assert all(name.startswith(("rt/", "v/")) for name in named[0])
    for command, _ in programs.calls:
        assert command[0] == tool
        # One word each, behind `--`: no shell and no option parser takes it for anything else.
        assert command[command.index("--") + 1 :][-1].startswith("host:/srv/it's; rm -rf x")


def test_rclone_says_how_long_files_may_be_kept_and_what_it_copied(site: Path) -> None:
    log = '{"level":"info","msg":"Copied (new)","object":"index.html"}\nnotice\n'
    programs = Programs(stderr=log)
    deployed = deploy(site, ToolHost("rclone", "box:x", site, None, programs), quiet)
    caching = [command[command.index("--header-upload") + 1] for command, _ in programs.calls]
    assert ["immutable" in words for words in caching] == [True, False, False]
    # A renewed permission is as long as the former one: not every place knows hashes.
    assert ["--ignore-times" in command for command, _ in programs.calls] == [False, True, True]
    assert (deployed.sent.files, deployed.sent.unchanged) == (1, 14)


def test_a_program_that_fails_or_is_missing_is_told(site: Path) -> None:
    host = ToolHost("rsync", "host:x", site, None, Programs(23, stderr="no space left"))
    with pytest.raises(GymbrowserError, match="it ended with 23") as error:
        deploy(site, host, quiet)
    assert error.value.problems[0].quote == "no space left"

    def missing(command: Sequence[str], _text: str) -> subprocess.CompletedProcess[str]:
        raise FileNotFoundError(command[0])

    with pytest.raises(UserError, match=r"rclone is not installed") as refusal:
        deploy(site, ToolHost("rclone", "box:x", site, None, missing), quiet)
    assert "apt install rclone" in str(refusal.value)


@pytest.mark.skipif(shutil.which("rsync") is None, reason="rsync is not installed")
def test_the_real_rsync_copies_mirrors_and_skips(site: Path, tmp_path: Path) -> None:
    www = tmp_path / "a www's"
    host = ToolHost("rsync", str(www), site, None)
    first = deploy(site, host, quiet)
    assert files_in(www) == files_in(site)
    assert first.sent.files == len(files_in(site))
    (site / "upload.json").write_text('{"kind": "nine"}\n')
    assert deploy(site, host, quiet).sent.files == 1
    version = deploy(site, host, quiet, clean=True).version
    assert [path.name for path in (www / "v").iterdir()] == [version]
    assert_whole(www)
