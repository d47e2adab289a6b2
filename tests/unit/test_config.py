"""exp.yml is read as it is meant, and every mistake is answered with its line."""

from pathlib import Path

import pytest

from gymbrowser.config import experiment_schema, load_experiment
from gymbrowser.config.drafts import GameDraft
from gymbrowser.config.form_models import FormFile
from gymbrowser.contract.steps import ConsentStep, FormStep, PageStep
from gymbrowser.errors import UserError

MINIMAL = """\
id: tiny
title: Tiny
environment: {gym_id: CartPole-v1}
steps:
  - page: hello.md
  - game:
      controls: {keys: {ArrowLeft: 0, ArrowRight: 1}, default: previous}
  - end: {}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hello.md").write_text("# Hello\n")
    return tmp_path


def write(folder: Path, text: str) -> Path:
    file = folder / "exp.yml"
    file.write_text(text, encoding="utf-8")
    return file


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(UserError) as caught:
        load_experiment(write(folder, text))
    assert caught.value.exit_code == 2
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_minimal_experiment(folder: Path) -> None:
    experiment = load_experiment(write(folder, MINIMAL))
    page, game, end = experiment.steps
    assert isinstance(page, PageStep)
    assert (page.id, page.html) == ("hello", "<h1>Hello</h1>\n")
    assert isinstance(game, GameDraft)
    assert game.config.agents == {"player": "human"}
    assert end.id == "end"
    assert experiment.config.mode == "dev"


def test_a_folder_is_no_model(folder: Path) -> None:
    (folder / "policies").mkdir()
    text = f"{MINIMAL}policies: {{trained: {{onnx: policies}}}}\n"
    assert problems(folder, text) == ["exp.yml:9: policies is a folder\n  Name a file in it."]


def test_what_we_ship_loads() -> None:
    experiment = load_experiment(Path(__file__).parents[2] / "examples/cartpole/exp.yml")
    kinds = [type(step) for step in experiment.steps]
    assert ConsentStep in kinds
    assert FormStep in kinds
    assert len(experiment.games) == 2


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            ("gym_id", "gym_idd"),
            ["exp.yml:3: unknown key `gym_idd`\n  Did you mean `gym_id`?"],
        ),
        (
            (
                "  - game:\n",
                "  - game:\n      episodes: true\n      fps: yes\n      max_steps: off\n",
            ),
            [
                "exp.yml:7: `steps[1].game.episodes`: expected a whole number\n  Given: true.",
                "exp.yml:8: `steps[1].game.fps`: expected a number\n  Given: 'yes'.",
                "exp.yml:9: `steps[1].game.max_steps`: expected a whole number\n  Given: 'off'.",
            ],
        ),
        (
            ("title: Tiny\n", ""),
            [
                "exp.yml:1: the key `title` is missing\n"
                "  Add `title: …`. What the participant's browser shows as the page's title."
            ],
        ),
        (
            ("id: tiny", "id: a/b"),
            [
                "exp.yml:1: `id`: use lower-case letters, digits and hyphens, beginning with a "
                "letter or digit\n  Given: 'a/b'."
            ],
        ),
        (
            ("page: hello.md", "page: gone.md"),
            [
                "exp.yml:5: there is no file gone.md\n"
                "  Create it, or correct the path: it is relative to the folder of exp.yml."
            ],
        ),
        (
            ("  - end: {}\n", ""),
            [
                "exp.yml:6: the last step must be an `end`, and no other\n"
                "  It is where the study tells the participant that all is saved.\n"
                "  Add `- end: {}` as the last step; who is to leave earlier gets a `screen_out`."
            ],
        ),
        (
            ("  - game:", "  - page: hello.md\n  - game:"),
            [
                "exp.yml:6: two steps have the id `hello`\n"
                "  Give one of them another `id`: it names the step in the data."
            ],
        ),
        (
            ("ArrowRight: 1", "Right: 1"),
            [
                "exp.yml:7: `steps[1].game.controls.keys.Right`: `Right` is not the name of a key "
                "(KeyboardEvent.code); did you mean ArrowRight?\n  Given: 'Right'."
            ],
        ),
        (
            (
                "environment: {gym_id: CartPole-v1}",
                "environment: {gym_id: X, kwargs: {a: 2026-01-01}}",
            ),
            [
                "exp.yml:3: `environment.kwargs.a`: a date cannot be given to Python from here; "
                "put it in quotes"
            ],
        ),
        (
            ("title: Tiny", "title: !!python/object/apply:os.system [ls]"),
            [
                "exp.yml:2: the tag `!!python/object/apply:os.system` is not allowed\n"
                "  The file holds text, numbers, lists and mappings; nothing in it is executed.\n"
                "  Remove it."
            ],
        ),
        (
            ("- end: {}", "- consent: hello.md\n  - end: {}"),
            [
                "exp.yml:6: a game stands before the consent\n"
                "  A game is recorded from its first step on, which needs the consent.\n"
                "  Put the consent first.",
                "exp.yml:8: two steps have the id `hello`\n"
                "  Give one of them another `id`: it names the step in the data.",
            ],
        ),
        (
            ("end: {}", "end: {redirect: 'https://a b'}"),
            [
                "exp.yml:8: `steps[2].end.redirect`: expected an address that begins with https:// "
                "and has no spaces; braces are for names behind the host, such as `{participant}`\n"
                "  Given: 'https://a b'."
            ],
        ),
        (
            ("title: Tiny", "title: Tiny: or not"),
            [
                "exp.yml:2: not valid YAML: mapping values are not allowed here\n"
                "  Put a text that holds a colon in quotes, or give the line its neighbours' "
                "indentation."
            ],
        ),
        (
            ("title: Tiny", "title: Tiny\ntitle: Twice"),
            [
                "exp.yml:3: the key `title` stands twice in one mapping\n"
                "  It is on line 2 already.\n"
                "  Remove one of the two."
            ],
        ),
        (
            ("      controls:", "      agents: {player: coach}\n      controls:"),
            [
                "exp.yml:7: game `game`: there is no policy `coach`\n"
                "  Known: human. Declare others under `policies`."
            ],
        ),
    ],
)
def test_a_mistake_is_named(folder: Path, change: tuple[str, str], expected: list[str]) -> None:
    assert problems(folder, MINIMAL.replace(*change)) == expected


def test_all_mistakes_at_once_in_order(folder: Path) -> None:
    text = MINIMAL.replace("title: Tiny", "titel: Tiny").replace("ArrowRight", "ArrowRigt")
    found = problems(folder, text)
    assert [line.partition(": ")[0] for line in found] == ["exp.yml:2", "exp.yml:7"]


def test_missing_files_are_all_reported(folder: Path) -> None:
    text = MINIMAL.replace("page: hello.md", "page: a.md\n  - page: b.md\n  - form: c.yml")
    assert len(problems(folder, text)) == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "exp.yml:1: the file is empty"),
        (b"- a\n", "exp.yml:1: the file holds a list where a mapping is expected"),
        (b"id: x\ntitle: \xff\n", "exp.yml:2: the file is not UTF-8 text"),
        (b"\xef\xbb\xbfid: x\n\xff\n", "exp.yml:2: the file is not UTF-8 text"),
        (b"id: [\n", "exp.yml:2: not valid YAML"),
    ],
)
def test_not_a_mapping(folder: Path, content: bytes, message: str) -> None:
    (folder / "exp.yml").write_bytes(content)
    with pytest.raises(UserError) as caught:
        load_experiment(folder / "exp.yml")
    assert str(caught.value).replace(f"{folder}/", "").startswith(message)


def test_pages_are_made_safe(folder: Path) -> None:
    (folder / "hello.md").write_text("<script>x</script><b onclick='y'>bold</b>\n")
    page = load_experiment(write(folder, MINIMAL)).steps[0]
    assert isinstance(page, PageStep)
    assert page.html == "<b>bold</b>\n"


def test_a_page_of_notepads_begins_with_its_heading(folder: Path) -> None:
    (folder / "hello.md").write_bytes(b"\xef\xbb\xbf# Welcome\r\n")
    page = load_experiment(write(folder, MINIMAL)).steps[0]
    assert isinstance(page, PageStep)
    assert page.html == "<h1>Welcome</h1>\n"


def test_a_page_may_be_html(folder: Path) -> None:
    (folder / "hello.html").write_text("<h1>Hello</h1><p onclick='x'>there</p>")
    page = load_experiment(write(folder, MINIMAL.replace("hello.md", "hello.html"))).steps[0]
    assert isinstance(page, PageStep)
    assert page.html == "<h1>Hello</h1><p>there</p>"


def test_pictures_travel_with_the_site(folder: Path) -> None:
    (folder / "cat.png").write_bytes(b"picture")
    (folder / "hello.md").write_text("![A cat](cat.png)\n")
    experiment = load_experiment(write(folder, MINIMAL))
    (path,) = experiment.media
    page = experiment.steps[0]
    assert isinstance(page, PageStep)
    assert f'src="{path}"' in page.html
    assert experiment.media[path] == folder / "cat.png"


@pytest.mark.parametrize("name", ["bär.png", "my cat.png", "a&b.png"])
def test_pictures_may_have_any_name(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"picture")
    (folder / "hello.md").write_text(f"![A cat](<{name}>)\n", encoding="utf-8")
    experiment = load_experiment(write(folder, MINIMAL))
    assert list(experiment.media.values()) == [folder.resolve() / name]


@pytest.mark.parametrize("source", ["https://example.org/cat.png", "//example.org/cat.png"])
def test_pictures_of_others_are_refused(folder: Path, source: str) -> None:
    (folder / "hello.md").write_text(f"![A cat]({source})\n")
    (problem,) = problems(folder, MINIMAL)
    assert problem.startswith(f"hello.md:1: the picture `{source}` lies on another host")


def test_a_page_outside_the_folder_is_refused(folder: Path) -> None:
    (folder.parent / "secret.md").write_text("secret")
    (problem,) = problems(folder, MINIMAL.replace("hello.md", "../secret.md"))
    assert "lies outside the experiment's folder" in problem


def test_a_link_out_of_the_folder_is_refused(folder: Path) -> None:
    (folder.parent / "secret.md").write_text("secret")
    (folder / "link.md").symlink_to(folder.parent / "secret.md")
    (problem,) = problems(folder, MINIMAL.replace("hello.md", "link.md"))
    assert "lies outside the experiment's folder" in problem


def test_form_questions(folder: Path) -> None:
    (folder / "form.yml").write_text(
        "questions:\n"
        "  - {name: a, prompt: 'A *b*', text: }\n"
        "  - {name: b, prompt: B, choice: [x, y]}\n"
        "  - {name: c, prompt: C, likert: {low: l, high: h}, required: false}\n"
    )
    text = MINIMAL.replace("- page: hello.md", "- form: form.yml")
    form = load_experiment(write(folder, text)).steps[0]
    assert isinstance(form, FormStep)
    assert [question.kind for question in form.questions] == ["text", "choice", "likert"]
    assert form.questions[0].prompt == "A <em>b</em>"
    assert [question.required for question in form.questions] == [True, True, False]


def test_form_mistakes_name_the_form(folder: Path) -> None:
    (folder / "form.yml").write_text("questions:\n  - {name: a, prompt: A}\n")
    text = MINIMAL.replace("- page: hello.md", "- form: form.yml")
    assert problems(folder, text) == [
        "form.yml:2: `questions[0]`: a question has exactly one of text, number, choice, likert, "
        "grid, slider, ranking, images, date"
    ]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("number: {min: 9, max: 1}", "no number is both 9 or more and 1 or less"),
        ("choice: [x, x]", "two options are the same, and could not be told apart in the data"),
    ],
)
def test_questions_that_nobody_can_answer(folder: Path, question: str, message: str) -> None:
    (folder / "form.yml").write_text(f"questions:\n  - {{name: a, prompt: A, {question}}}\n")
    (problem,) = problems(folder, MINIMAL.replace("- page: hello.md", "- form: form.yml"))
    assert problem.startswith("form.yml:2: ")
    assert message in problem


def test_an_alias_bomb_is_defused(folder: Path) -> None:
    levels = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    bomb = "\n".join(["a0: &a0 [x]", *levels])
    (problem,) = problems(folder, bomb)
    assert problem.startswith("exp.yml:2: the file stands for more than 100000 values")


def test_a_merged_mapping_is_as_good_as_one_that_is_written_out(folder: Path) -> None:
    page = "  - page: &page {file: hello.md, id: one}\n  - page: {<<: *page, id: two}\n"
    text = MINIMAL.replace("  - page: hello.md\n", page)
    first, second, *_ = load_experiment(write(folder, text)).steps
    assert (first.id, second.id) == ("one", "two")
    lost = problems(folder, text.replace("hello.md", "lost.md"))
    assert [problem.split(" ")[0] for problem in lost] == ["exp.yml:5:", "exp.yml:6:"]


def test_deep_nesting_is_a_sentence(folder: Path) -> None:
    assert problems(folder, "id: " + "[" * 5000) == [
        "exp.yml: the file is nested too deeply\n  Look for brackets that are never closed."
    ]


def test_schema_documents_every_key() -> None:
    schemas = [experiment_schema(), FormFile.model_json_schema()]
    undocumented = [
        f"{name}.{key}"
        for schema in schemas
        for name, model in {schema["title"]: schema, **schema["$defs"]}.items()
        for key, value in model.get("properties", {}).items()
        if "description" not in value
    ]
    assert undocumented == []
