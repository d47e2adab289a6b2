"""What a participant's browser has said to be lost: its storage was emptied before all was sent."""

from collections.abc import Iterator, Mapping

from gymbrowser.contract.browser_records import LossRecord
from gymbrowser.data.chain import Chain

MOST = 100
"""Records of a session that are looked at: a browser makes one when it finds its storage empty."""


def losses_of(records: list[LossRecord], chains: Mapping[str, Chain]) -> Iterator[str]:
    """What was lost of this session in the middle of a visit, in sentences.

    What the browser did not know to be sent may have arrived all the same, so that it is counted.
    """
    for record in records[:MOST]:
        if record.when == "during":
            for writer, count in record.writers.items():
                lost = count.made - _arrived(chains.get(writer), count.made)
                if lost > 0:
                    yield (
                        f"{writer}: {lost} of {count.made} records are lost: the browser's storage "
                        "was emptied during the visit."
                    )


def losses_of_others(records: list[LossRecord]) -> Iterator[str]:
    """What was lost of earlier sessions of the same browser, in sentences."""
    for record in records[:MOST]:
        if record.when == "between":
            for writer, count in record.writers.items():
                if count.made > count.stored:
                    yield (
                        f"{record.session[:8]}: {writer}: up to {count.made - count.stored} of "
                        f"{count.made} records are lost: the browser's storage was emptied after "
                        "the visit."
                    )


def _arrived(chain: Chain | None, made: int) -> int:
    """How many of a writer's first records have arrived."""
    headers = (chunk.header for chunk in chain.chunks) if chain else ()
    return sum(min(header.records, max(0, made - header.first)) for header in headers)
