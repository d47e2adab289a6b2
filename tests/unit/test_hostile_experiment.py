"""An experiment made by somebody who means no good: nothing of it runs where it must not, and
nothing leads out of its folder.
"""

import html.parser
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gymbrowser.config import load_experiment
from gymbrowser.config.pages import Media, render_page
from gymbrowser.errors import UserError
from gymbrowser.init import init
from gymbrowser.plan.index import render_index

ROOT = Path(__file__).parents[2]
HOSTILE_HTML = (ROOT / "tests" / "data" / "hostile_html.txt").read_text("utf-8").splitlines()
TEMPLATES = (
    "{{ 7 * 7 }}",
    "{{ 'a' * 10**9 }}",
    "{% for i in range(10**12) %}x{% endfor %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% include '/etc/passwd' %}",
)
ALLOWED = {"class", "id", "lang", "dir", "title", "alt", "src", "href", "target", "rel"}
RUN_CODE = {"script", "style", "svg", "math", "iframe", "object", "embed", "form", "base", "meta"}
LEAVES_A_TRACE = """
from pathlib import Path

Path({trace!r}).touch()
from gymnasium.envs.classic_control import CartPoleEnv
"""


class Tags(html.parser.HTMLParser):
    """Every tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    """A good one, to be spoilt."""
    init(tmp_path / "study", "blank")
    return tmp_path / "study" / "exp.yml"


@pytest.mark.parametrize("text", HOSTILE_HTML)
@pytest.mark.parametrize("name", ["page.md", "page.html"])
def test_a_page_holds_nothing_that_runs(text: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "x.png").write_bytes(b"")
    page = render_page(tmp_path / name, tmp_path, Media())
    tags = Tags()
    tags.feed(page)
    for tag, attributes in tags.seen:
        assert tag not in RUN_CODE
        assert attributes.keys() <= ALLOWED
        link = attributes.get("href") or "https:"
        assert link.startswith(("https:", "http:", "mailto:", "tel:"))


@pytest.mark.parametrize("text", ["[them](https://example.org)", "<https://example.org>"])
def test_links_tell_nothing_of_where_they_were_followed(text: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    tags = Tags()
    tags.feed(render_page(page, tmp_path, Media()))
    [link] = [attributes for tag, attributes in tags.seen if tag == "a"]
    assert (link["rel"], link["target"]) == ("noopener noreferrer", "_blank")


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_page_is_no_template(text: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<p>{text}</p>", encoding="utf-8")
    assert render_page(page, tmp_path, Media()) == f"<p>{text}</p>"


@pytest.mark.parametrize("text", TEMPLATES)
def test_the_title_is_no_template_and_no_html(text: str, experiment: Path) -> None:
    title = f"{text}</title><script>hit()</script>"
    lines = experiment.read_text(encoding="utf-8").splitlines()
    quoted = "'" + title.replace("'", "''") + "'"
    spoilt = [f"title: {quoted}" if line.startswith("title:") else line for line in lines]
    experiment.write_text("\n".join(spoilt), encoding="utf-8")
    page = render_index(load_experiment(experiment), "v/0/").decode()
    assert "<script>hit" not in page
    tags = Tags()
    tags.feed(page)
    scripts = [attributes.get("src") for tag, attributes in tags.seen if tag == "script"]
    assert scripts == ["v/0/page.js"]


@pytest.mark.parametrize("name", [".env", "exp.yml", "keys.txt", "records.jsonl.gz"])
def test_only_pictures_are_copied_for_a_page(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("secret")
    page = tmp_path / "page.html"
    page.write_text(f'<img src="{name}">')
    with pytest.raises(UserError, match="is no picture that browsers show"):
        render_page(page, tmp_path, Media())


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """As somebody who has no key of any store."""
    command = [str(Path(sys.executable).with_name("gymbrowser")), *map(str, words)]
    nobody = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    environ = {name: value for name, value in os.environ.items() if "AWS" not in name}
    environ |= {**nobody, "AWS_EC2_METADATA_DISABLED": "true"}
    return subprocess.run(command, capture_output=True, text=True, env=environ, check=False)


def test_only_check_and_build_import_the_environment(experiment: Path, tmp_path: Path) -> None:
    trace = tmp_path / "imported"
    (experiment.parent / "env" / "my_env.py").write_text(LEAVES_A_TRACE.format(trace=str(trace)))
    text = experiment.read_text(encoding="utf-8")
    upload = "{s3: {bucket: records, prefix: in/s, endpoint_url: 'http://127.0.0.1:9'}}"
    experiment.write_text(f"{text}\nupload: {upload}\n", encoding="utf-8")
    lab = tmp_path / "lab"
    assert run("lock", experiment).returncode == 0
    assert run("schema").returncode == 0
    assert run("endpoint", lab / "endpoint").returncode == 0
    (lab / "data").mkdir()
    for words in (
        ("data", "pull", experiment, lab / "data"),  # there is no key
        ("data", "show", lab / "data"),
        ("sign", experiment, "--site", lab / "site"),  # there is no site
    ):
        done = run(*words)
        assert "Traceback" not in done.stderr
    assert not trace.exists()
    run("check", experiment)
    assert trace.exists()


def test_a_character_that_yaml_does_not_allow_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "exp.yml").write_text("id: 🎈\n\ntitle: a\0b\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_experiment(tmp_path / "exp.yml")
    assert f"{tmp_path / 'exp.yml'}:3: the character U+0000 is not allowed" in str(caught.value)
