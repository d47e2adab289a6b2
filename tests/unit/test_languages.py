"""A study is read in each of its languages: texts as mappings, files beside each other."""

from pathlib import Path

import pytest

from gymbrowser.config import load_experiment
from gymbrowser.config.form_models import FormFile
from gymbrowser.config.models import ExperimentConfig
from gymbrowser.config.text import texts_in
from gymbrowser.contract.steps import ConsentStep, EndStep, FormStep, MediaStep, PageStep
from gymbrowser.words import SPOKEN, direction_of, words_of

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "tests" / "browser" / "languages_study"
STRINGS = ROOT / "js" / "src" / "page" / "strings"


def test_every_language_has_its_own_steps() -> None:
    study = load_experiment(STUDY / "exp.yml")
    german = study.translations["de"]
    assert [one.config.language for one in (study, *study.translations.values())] == [
        "en", "de", "ar",
    ]  # fmt: skip
    assert [step.id for step in german.steps] == [step.id for step in study.steps]
    page, consent, form = (german.steps[at] for at in (0, 2, 3))
    assert isinstance(page, PageStep)
    assert page.html.startswith("<h1>Willkommen</h1>")
    assert isinstance(consent, ConsentStep)
    assert (consent.accept, consent.items[0].label) == (
        "Ich stimme zu",
        "Ich habe es <em>gelesen</em>",
    )
    assert isinstance(form, FormStep)
    plays = form.questions[2]
    assert plays.kind == "choice"
    assert [(option.value, option.label) for option in plays.options] == [
        ("never", "Nie"),
        ("often", "Oft"),
    ]
    assert isinstance(german.steps[-1], EndStep)
    assert german.steps[-1].html == "<h1>Vielen Dank!</h1>"


def test_a_consent_has_another_hash_in_each_language() -> None:
    study = load_experiment(STUDY / "exp.yml")
    consents = [one.steps[2] for one in (study, *study.translations.values())]
    assert len({one.sha256 for one in consents if isinstance(one, ConsentStep)}) == 3


def test_a_recording_may_have_a_version(tmp_path: Path) -> None:
    for name in ("hi.md", "hi.de.md"):
        (tmp_path / name).write_text("# Hi\n")
    for name in ("talk.mp3", "talk.de.mp3", "music.mp3"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "exp.yml").write_text(
        "id: heard\ntitle: '1'\nlanguages: [en, de]\nenvironment: {gym_id: CartPole-v1}\nsteps:\n"
        "  - page: hi.md\n"
        "  - media: {file: talk.mp3, label: {en: A talk, de: Ein Vortrag}}\n"
        "  - media: {file: music.mp3, label: {en: Music, de: Musik}}\n"
        "  - end: {}\n"
    )
    study = load_experiment(tmp_path / "exp.yml")
    heard = [
        [step.file for step in one.steps if isinstance(step, MediaStep)]
        for one in (study, study.translations["de"])
    ]
    assert heard[0][0] != heard[1][0]
    assert heard[0][1] == heard[1][1]
    assert {file for files in heard for file in files} == set(study.media)


def test_a_survey_and_what_python_says_are_read_in_each_language(tmp_path: Path) -> None:
    (tmp_path / "exp.yml").write_text(
        "id: asked\ntitle: '1'\nlanguages: [en, de-AT]\n"
        "environment: {gym_id: CartPole-v1}\nsteps:\n"
        "  - game:\n      agents: {player: random}\n"
        "      words:\n        Apples: {en: Apples, de-AT: Äpfel}\n"
        "        Moves/left: {en: Left, de-AT: Übrig}\n"
        "  - form: {survey: tia}\n"
        "  - end: {}\n",
        encoding="utf-8",
    )
    study = load_experiment(tmp_path / "exp.yml")
    austrian = study.translations["de-AT"]
    words = [one.games[0].config.words for one in (study, austrian)]
    assert words == [
        {"Apples": "Apples", "Moves/left": "Left"},
        {"Apples": "Äpfel", "Moves/left": "Übrig"},
    ]
    forms = [one.steps[1] for one in (study, austrian)]
    assert [form.html.partition("</h1>")[0] for form in forms if isinstance(form, FormStep)] == [
        "<h1>The system",
        "<h1>Das System",
    ]


@pytest.mark.parametrize(
    ("model", "document", "places"),
    [
        (FormFile, {"intro": "", "source": ""}, [("intro",)]),
        (
            FormFile,
            {"questions": [{"choice": ["a"]}]},
            [("questions", 0, "choice", 0)],
        ),
        (
            FormFile,
            {"questions": [{"choice": {"options": {"en": "English", "de": "Deutsch"}}}]},
            [("questions", 0, "choice", "options", key) for key in ("en", "de")],
        ),
        (
            FormFile,
            {"questions": [{"grid": {"statements": {"fair": {"en": "It was."}}, "low": "no"}}]},
            [("questions", 0, "grid", "statements", "fair"), ("questions", 0, "grid", "low")],
        ),
        (
            ExperimentConfig,
            {"steps": [{"block": {"steps": [{"consent": {"accept": "yes", "page": "a.md"}}]}}]},
            [("steps", 0, "block", "steps", 0, "consent", "accept")],
        ),
        (
            ExperimentConfig,
            {"steps": [{"game": {"widgets": [{"info": {"title": "a", "text": "b"}}]}}, 3]},
            [("steps", 0, "game", "widgets", 0, "info", key) for key in ("title", "text")],
        ),
        (ExperimentConfig, {"title": {"en": "a"}, "id": "b", "steps": None}, [("title",)]),
    ],
)
def test_texts_are_found_where_they_stand(
    model: type[FormFile | ExperimentConfig],
    document: object,
    places: list[tuple[str | int, ...]],
) -> None:
    assert sorted(texts_in(model, document), key=str) == sorted(places, key=str)


def test_the_site_and_its_script_speak_the_same_languages() -> None:
    assert sorted(SPOKEN) == sorted(folder.name for folder in STRINGS.iterdir() if folder.is_dir())
    assert words_of("de-AT").thanks == "Vielen Dank!"
    assert words_of("nl") == words_of("en")
    assert [direction_of(tag) for tag in ("ar-EG", "he", "en", "zh-Hans")] == [
        "rtl", "rtl", "ltr", "ltr",
    ]  # fmt: skip
