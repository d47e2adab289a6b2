"""What is asked between the episodes of a game and in the middle of them, for the manifest."""

from gymbrowser.config.between_models import BetweenConfig
from gymbrowser.config.probe_models import MomentConfig, ProbeConfig
from gymbrowser.contract import probes as wire
from gymbrowser.contract.steps import Between
from gymbrowser.flow.parse import parse


def between_of(config: BetweenConfig | None) -> Between | None:
    """What comes between the episodes; its expression was read before, and found right."""
    if config is None:
        return None
    steps = [asked.name for asked in config.steps]
    when = None if config.when is None else parse(config.when).tree
    return Between(steps=steps, every=config.every, when=when)


def probe_of(config: ProbeConfig) -> wire.Probe:
    """One probe; as above."""
    steps = [asked.name for asked in config.steps]
    most = config.max
    if most is None and config.at.every is None:
        most = 1
    return wire.Probe(name=steps[0], at=_moment(config.at), steps=steps, most=most)


def _moment(at: MomentConfig) -> wire.Moment:
    match at:
        case MomentConfig(step=int(step)):
            return wire.StepMoment(kind="step", step=step)
        case MomentConfig(every=int(every)):
            return wire.EveryMoment(kind="every", steps=every)
        case MomentConfig(seconds=float(seconds)):
            return wire.TimeMoment(kind="time", seconds=seconds)
        case MomentConfig(when=str(when)):
            return wire.ConditionMoment(kind="when", when=parse(when).tree)
        case MomentConfig(event=str(event)):
            return wire.EventMoment(kind="event", event=event)
    assert at.random is not None  # the model has one of the six
    return wire.RandomMoment(kind="random", low=at.random.from_, high=at.random.to)
