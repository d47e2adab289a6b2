"""What somebody who takes part in examples/full-study reads, presses and chooses, by language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """In one language."""

    tag: str
    title: str
    """Of the study, and the heading of its first page."""
    headings: dict[str, str]
    """By the name of what is shown."""
    goes_on: str
    begin: str
    """Regular expression: how a round is begun."""
    adult: str
    voluntary: str
    agree: str
    about: dict[str, str]
    """Question to what is chosen; of boxes and lines only the question is there."""
    age: str
    robot: str
    quiz: dict[str, str]
    moves: str
    passed: str
    unheard: str
    """The way on without a microphone."""
    together: str
    loads: tuple[str, ...]
    preferred: tuple[str, str]
    as_it_is: str
    attentive: str
    what: str
    trust: tuple[str, ...]
    """Of each statement a few words."""
    right: str
    """The button that takes one step to the right."""
    hud: tuple[str, ...]
    """What stands above the picture."""
    saved: str


ENGLISH = Words(
    tag="en",
    title="Picking together",
    headings={
        "consent": "Before you begin",
        "about-you": "About you",
        "instructions": "How to play",
        "told": "Your partners",
        "understood": "Is everything clear?",
        "practice": "Try it out",
        "think-aloud": "Thinking aloud",
        "partner": "A new partner",
        "round": "This round",
        "load": "The task",
        "looking-back": "Looking back",
        "why": "The difference",
        "trust": "Partners like these",
        "end": "Thank you!",
    },
    goes_on="Continue",
    begin="^(Start|Next round)",
    adult="I am 18 years old",
    voluntary="I take part of my own",
    agree="I agree",
    age="How old are you?",
    about={
        "What is your gender?": "Woman",
        "How often do you play video games?": "every month",
    },
    robot="A robot",
    quiz={
        "When does your partner move?": "Whenever I move",
        "Whom does an apple count for?": "For both, whoever picks it",
    },
    moves="How many moves",
    passed="All of your answers are right.",
    unheard="Go on without it",
    together="how well did you",
    loads=("Mental", "Physical", "Temporal", "Performance", "Effort", "Frustration"),
    preferred=("With whom would you rather play again?", "The first partner"),
    as_it_is="It is right as it is",
    attentive="Please choose 2 here.",
    what="What did the partner",
    trust=("somebody I can rely on", "do what I expect", "what I want", "best left"),
    right="right arrow",
    hud=("Apples", "Moves left"),
    saved="Everything was sent and saved.",
)
GERMAN = Words(
    tag="de",
    title="Gemeinsam pflücken",
    headings={
        "consent": "Bevor Sie beginnen",
        "about-you": "Zu Ihrer Person",
        "instructions": "So wird gespielt",
        "told": "Ihre Partner",
        "understood": "Ist alles klar?",
        "practice": "Probieren Sie es aus",
        "think-aloud": "Laut denken",
        "partner": "Ein neuer Partner",
        "round": "Diese Runde",
        "load": "Die Aufgabe",
        "looking-back": "Rückblick",
        "why": "Der Unterschied",
        "trust": "Partner wie diese",
        "end": "Vielen Dank!",
    },
    goes_on="Weiter",
    begin="^(Start|Nächste Runde)",
    adult="Ich bin 18 Jahre alt",
    voluntary="Ich nehme freiwillig teil",
    agree="Ich stimme zu",
    age="Wie alt sind Sie?",
    about={
        "Was ist Ihr Geschlecht?": "Frau",
        "Wie oft spielen Sie Computerspiele?": "jeden Monat",
    },
    robot="Mit einem Roboter",
    quiz={
        "Wann bewegt sich Ihr Partner?": "Immer wenn ich mich bewege",
        "Für wen zählt ein Apfel?": "Für beide, gleich wer ihn pflückt",
    },
    moves="Wie viele Züge",
    passed="Alle Ihre Antworten sind richtig.",
    unheard="Ohne Mikrofon weiter",
    together="Wie gut haben Sie",
    loads=("Geistige", "Körperliche", "Zeitliche", "Leistung", "Anstrengung", "Frustration"),
    preferred=("Mit wem würden Sie lieber noch einmal spielen?", "Mit dem ersten Partner"),
    as_it_is="Es stimmt so, wie es ist",
    attentive="Bitte wählen Sie hier die 2.",
    what="Was hat der Partner",
    trust=("auf den ich mich verlassen", "was ich von ihnen erwarte", "was ich möchte", "besser"),
    right="Pfeil nach rechts",
    hud=("Äpfel", "Züge übrig"),
    saved="Alles wurde gesendet und gespeichert.",
)
