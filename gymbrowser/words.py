"""What a site says by itself before its script runs, and where exp.yml leaves a text out.

All that the script says is in js/src/page/strings.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    loading: str
    late: str
    """Where that takes too long."""
    noscript: str
    agree: str
    disagree: str
    """The buttons of a consent."""
    stop: str
    """The button of the withdrawal."""
    participant: str
    """What stands at the field of a login."""
    pause: str
    """The heading of a wait."""
    microphone: str
    """The heading where it is asked for."""
    fullscreen: str
    """The heading where it is asked for, too."""
    thanks: str
    """The heading of the end."""
    better: str
    """What a comparison asks."""
    order: str
    """What a ranking asks."""
    good: str
    bad: str
    """The judgements that need no label."""


_WORDS = {
    "en": Words(
        loading="Loading…",
        late="This takes longer than it should. Please check your connection and load this page "
        "again.",
        noscript="This study needs JavaScript. Please switch it on and load the page again.",
        agree="I agree",
        disagree="I do not agree",
        stop="Stop taking part",
        participant="Your participant id",
        pause="A short break",
        microphone="Your microphone",
        fullscreen="Full screen",
        thanks="Thank you!",
        better="Which one is better?",
        order="Put them into order, the best first.",
        good="Good",
        bad="Bad",
    ),
    "de": Words(
        loading="Wird geladen…",
        late="Das dauert länger als es sollte. Bitte prüfen Sie Ihre Verbindung und laden Sie "
        "diese Seite neu.",
        noscript="Diese Studie braucht JavaScript. Bitte schalten Sie es ein und laden Sie die "
        "Seite neu.",
        agree="Ich stimme zu",
        disagree="Ich stimme nicht zu",
        stop="Teilnahme beenden",
        participant="Ihre Kennung",
        pause="Eine kurze Pause",
        microphone="Ihr Mikrofon",
        fullscreen="Vollbild",
        thanks="Vielen Dank!",
        better="Welcher ist besser?",
        order="Ordnen Sie sie, den besten zuerst.",
        good="Gut",
        bad="Schlecht",
    ),
    "fr": Words(
        loading="Chargement…",
        late="Cela prend plus de temps que prévu. Veuillez vérifier votre connexion et recharger "
        "cette page.",
        noscript="Cette étude a besoin de JavaScript. Veuillez l’activer et recharger la page.",
        agree="J’accepte",
        disagree="Je n’accepte pas",
        stop="Arrêter de participer",
        participant="Votre identifiant",
        pause="Une courte pause",
        microphone="Votre microphone",
        fullscreen="Plein écran",
        thanks="Merci\u00a0!",
        better="Lequel est meilleur\u00a0?",
        order="Mettez-les en ordre, le meilleur en premier.",
        good="Bien",
        bad="Mal",
    ),
    "es": Words(
        loading="Cargando…",
        late="Esto tarda más de lo debido. Compruebe su conexión y vuelva a cargar esta página.",
        noscript="Este estudio necesita JavaScript. Actívelo y vuelva a cargar la página.",
        agree="Acepto",
        disagree="No acepto",
        stop="Dejar de participar",
        participant="Su identificador",
        pause="Una breve pausa",
        microphone="Su micrófono",
        fullscreen="Pantalla completa",
        thanks="¡Gracias!",
        better="¿Cuál es mejor?",
        order="Póngalos en orden, el mejor primero.",
        good="Bien",
        bad="Mal",
    ),
    "zh": Words(
        loading="正在加载…",
        late="加载时间过长。请检查您的网络连接，并重新加载此页面。",
        noscript="本研究需要 JavaScript。请启用它，然后重新加载页面。",
        agree="我同意",
        disagree="我不同意",
        stop="停止参与",
        participant="您的编号",
        pause="短暂休息",
        microphone="您的麦克风",
        fullscreen="全屏",
        thanks="谢谢您！",
        better="哪一个更好？",
        order="请排列顺序，最好的排在最前面。",
        good="好",
        bad="不好",
    ),
    "ja": Words(
        loading="読み込んでいます…",
        late="通常より時間がかかっています。接続を確認し、このページを再読み込みしてください。",
        noscript="この研究には JavaScript が必要です。有効にして、ページを再読み込みしてください。",
        agree="同意します",
        disagree="同意しません",
        stop="参加をやめる",
        participant="参加者 ID",
        pause="短い休憩",
        microphone="マイク",
        fullscreen="全画面表示",
        thanks="ありがとうございました。",
        better="どちらの方がよいですか？",
        order="最もよいものを最初にして、順番に並べてください。",
        good="良い",
        bad="悪い",
    ),
    "ar": Words(
        loading="جارٍ التحميل…",
        late="يستغرق هذا وقتًا أطول من المتوقع. يُرجى التحقق من الاتصال وإعادة تحميل هذه الصفحة.",
        noscript="تحتاج هذه الدراسة إلى JavaScript. يُرجى تفعيله ثم إعادة تحميل الصفحة.",
        agree="أوافق",
        disagree="لا أوافق",
        stop="إنهاء المشاركة",
        participant="معرّف المشاركة",
        pause="استراحة قصيرة",
        microphone="الميكروفون",
        fullscreen="ملء الشاشة",
        thanks="شكرًا لك!",
        better="أيهما أفضل؟",
        order="يُرجى ترتيبها، الأفضل أولًا.",
        good="جيد",
        bad="سيئ",
    ),
}

SPOKEN = tuple(_WORDS)
"""The languages that a site itself has words in."""

_RIGHT_TO_LEFT = frozenset(["ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"])


def primary(language: str) -> str:
    """`de` of the BCP 47 tag `de-AT`."""
    return language.lower().partition("-")[0]


def words_of(language: str) -> Words:
    """The words of a language; English ones where there are none.

    Args:
        language: BCP 47 tag.
    """
    return _WORDS.get(primary(language), _WORDS["en"])


def direction_of(language: str) -> str:
    """`rtl` where a language is written from the right to the left, else `ltr`; as in voice.ts."""
    return "rtl" if primary(language) in _RIGHT_TO_LEFT else "ltr"
