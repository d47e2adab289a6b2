"""All targets by name, in the order of the data's way."""

from collections.abc import Mapping

from tests.fuzz import arriving, reading, serving, sites
from tests.fuzz.target import Target

TARGETS: Mapping[str, Target] = {
    target.name: target
    for target in (*serving.TARGETS, *arriving.TARGETS, *reading.TARGETS, *sites.TARGETS)
}
