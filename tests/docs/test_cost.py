"""docs/cost.md: its table is worked out from the figures that it names."""

import pytest

from docs._generate import cost
from docs._generate.hooks import on_page_markdown


def test_every_amount_follows_from_the_prices_on_the_page() -> None:
    hundred = cost.Cost(100)
    minutes = 100 * cost.PLAYED_MIN
    assert hundred.objects == minutes * cost.UPLOADS_PER_MIN
    assert hundred.uploading == pytest.approx(hundred.objects / 1000 * 0.005)
    assert hundred.storing == pytest.approx(minutes * cost.BYTES_PER_MIN / 1e9 * 0.023)
    transfer = hundred.bytes / 1e9 * 0.09
    assert hundred.pulling == pytest.approx(hundred.objects / 1000 * 0.0004 + transfer)


def test_what_a_study_costs_grows_with_its_participants_and_no_faster() -> None:
    small, large = cost.Cost(100), cost.Cost(1_000_000)
    assert large.uploading == pytest.approx(small.uploading * 10_000)
    assert large.bytes == pytest.approx(small.bytes * 10_000)


def test_the_page_holds_the_table_and_the_limit() -> None:
    page = on_page_markdown("<!-- generate: cost table -->\n\nx <!-- generate: cost limit -->")
    assert "| participants | 100 | 10,000 | 1,000,000 |" in page
    assert f"{cost.at_once():,} participants may play" in page
