"""How uneven a drawn condition is: held against counting, and against draws."""

from fractions import Fraction
from itertools import product
from math import comb
from pathlib import Path
from random import Random

import pytest

from gymbrowser.conditions import describe_conditions
from gymbrowser.flow.imbalance import binomial, spreads
from tests.unit.test_flow import study


@pytest.mark.parametrize(("n", "weight", "total"), [(1, 1, 2), (12, 1, 2), (60, 1, 3), (400, 7, 9)])
def test_it_is_the_binomial_distribution(n: int, weight: int, total: int) -> None:
    p = Fraction(weight, total)
    exact = [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    assert list(binomial(n, weight / total)) == pytest.approx([float(one) for one in exact])


def test_a_small_study_is_counted_out() -> None:
    """Of all 2^10 ways to draw ten participants, at most 2.5 % lie beyond each bound."""
    first, second = spreads({"a": 1, "b": 1}, 10)
    counts = [sum(way) for way in product((0, 1), repeat=10)]
    assert (first.low, first.high, int(first.expected)) == (2, 8, 5)
    assert sum(count < first.low for count in counts) / len(counts) <= 0.025
    assert sum(count <= first.low for count in counts) / len(counts) > 0.025
    assert sum(count > first.high for count in counts) / len(counts) <= 0.025
    assert sum(count >= first.high for count in counts) / len(counts) > 0.025
    assert (second.low, second.high) == (first.low, first.high)


def test_weights_count() -> None:
    naive, skilled = spreads({"naive": 1, "skilled": 2}, 120)
    assert [naive.expected, skilled.expected] == [Fraction(40), Fraction(80)]
    assert (naive.low, naive.high) == (120 - skilled.high, 120 - skilled.low) == (30, 50)


def test_of_many_drawn_studies_so_many_lie_within() -> None:
    (spread, *_) = spreads({"a": 1, "b": 1, "c": 1}, 90)
    random = Random(2026)
    studies = [sum(random.random() < 1 / 3 for _ in range(90)) for _ in range(2000)]
    within = sum(spread.low <= count <= spread.high for count in studies) / len(studies)
    assert 0.94 < within < 0.98  # the bounds, 21 and 39, cover 96.7 %


def test_one_participant_has_one_level() -> None:
    assert [(one.low, one.high) for one in spreads({"a": 1, "b": 1}, 1)] == [(0, 1), (0, 1)]


def test_a_hundred_thousand_are_no_trouble() -> None:
    (spread, _) = spreads({"a": 1, "b": 1}, 100_000)
    # The normal approximation: 1.96 standard deviations of 158.1.
    assert (spread.low, spread.high) == (49_690, 50_310)


def test_check_says_of_each_condition_how_even_it_comes_out(tmp_path: Path) -> None:
    head = """\
    participants: 120
    participant: {number: n}
    conditions:
      arm: {levels: {naive: 1, skilled: 2}}
      map: {levels: [open, walled], assign: number, stratify: site}
      home: {levels: [a, b], assign: param, by: at}
      partner: {levels: [x, y], assign: quota}
    upload: {endpoint: 'https://s.example.org', s3: {bucket: abc, prefix: in, region: eu-west-1}}
    """
    experiment = study(tmp_path, "- page: one.md", head)
    assert list(describe_conditions(experiment, experiment.config.participants)) == [
        "arm: drawn; of 120 participants expect naive 40 (30 to 50), skilled 80 (70 to 90): "
        "at least 95% of all studies are within each of these bounds",
        "map: in turn by the participant's number, exact in each 2 of them among those with the "
        "same `site`",
        "home: as the address says by `at`",
        "partner: counted by the endpoint, exact",
    ]
    drawn = next(describe_conditions(experiment, None))
    assert drawn == "arm: drawn for each participant; `-n 120` says how even that is with so many"
