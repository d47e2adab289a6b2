"""What stands around a game from its beginning, in the terms of the manifest."""

from collections.abc import Iterator

from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.widget_models import (
    USUAL_FEEDBACK,
    ButtonConfig,
    FeedbackConfig,
    GridConfig,
    InfoConfig,
    SliderConfig,
    TextBoxConfig,
    WidgetConfig,
)
from gymbrowser.contract import widgets as wire
from gymbrowser.contract.ui import InfoCall, UiCall, WidgetCall

PARTS_OF_A_SLIDER = 100
"""Steps from one end to the other, where exp.yml says nothing."""


def around_of(config: GameConfig) -> list[UiCall]:
    """Feedback and widgets, as calls of `gymbrowser.ui`: Python makes them by the same ones."""
    return [*_feedback(config), *(_declared(widget) for widget in config.widgets)]


def _feedback(config: GameConfig) -> Iterator[WidgetCall]:
    for name, given in config.feedback.items():
        yield WidgetCall(call="widget", name=name, widget=_judgement(name, given))


def _judgement(name: str, given: FeedbackConfig) -> wire.FeedbackWidget:
    usual = name in USUAL_FEEDBACK
    return wire.FeedbackWidget(
        kind="feedback",
        label=given.label if given.label is not None or usual else name,
        value=USUAL_FEEDBACK[name] if given.value is None else given.value,
        key=given.key,
    )


def _declared(config: WidgetConfig) -> UiCall:
    content = config.content
    if isinstance(content, InfoConfig):
        return InfoCall(call="info", title=content.title, body=content.text)
    return WidgetCall(call="widget", name=content.name, widget=_widget(content))


def _widget(content: ButtonConfig | SliderConfig | TextBoxConfig | GridConfig) -> wire.Widget:
    shape = content.model_dump(exclude={"name"})
    match content:
        case ButtonConfig():
            return wire.ButtonWidget(kind="button", **shape)
        case SliderConfig():
            return _slider(content)
        case TextBoxConfig():
            return wire.TextBoxWidget(kind="text_box", **shape)
        case GridConfig():
            return wire.GridWidget(kind="grid", **shape)


def _slider(content: SliderConfig) -> wire.SliderWidget:
    way = content.max - content.min
    return wire.SliderWidget(
        kind="slider",
        label=content.label,
        min=content.min,
        max=content.max,
        step=way / PARTS_OF_A_SLIDER if content.step is None else content.step,
        value=content.min if content.value is None else content.value,
    )
