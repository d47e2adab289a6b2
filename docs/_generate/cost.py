"""What a study costs, worked out from what was measured and from published prices and limits."""

from dataclasses import dataclass

GB = 1e9
PARTICIPANTS = (100, 10_000, 1_000_000)
PLAYED_MIN = 20
"""Of each participant."""

# Measured: `make bench-load`, docs/reliability.md. CartPole at 30 steps a second.
UPLOADS_PER_MIN = 5.2
BYTES_PER_MIN = 71_000

# Measured: `make bench`, row `site.bytes_plain_host`: a first visit where nothing is compressed.
SITE_BYTES = 10.6e6

# Amazon S3 and AWS Lambda, us-east-1, US dollars, as published in November 2026, no free tier.
PUT = 0.005 / 1000
GET = 0.0004 / 1000
STORED_GB_MONTH = 0.023
OUT_GB = 0.09
SIGNED = 0.20e-6 + 0.256 * 0.1 * 16.6667e-6
"""One call of the signing endpoint: 256 MB for 100 ms, which is more than it takes."""

PUTS_PER_S = 3_500
"""Per prefix, before S3 says `SlowDown`. Source: Amazon S3 User Guide, "Best practices design
patterns: optimizing Amazon S3 performance"."""


@dataclass(frozen=True)
class Cost:
    """Of one study, in US dollars and bytes."""

    participants: int

    @property
    def objects(self) -> float:
        """Chunks in the bucket."""
        return self.participants * PLAYED_MIN * UPLOADS_PER_MIN

    @property
    def bytes(self) -> float:
        """Of all chunks."""
        return self.participants * PLAYED_MIN * BYTES_PER_MIN

    @property
    def uploading(self) -> float:
        return self.objects * PUT

    @property
    def storing(self) -> float:
        """For a month."""
        return self.bytes / GB * STORED_GB_MONTH

    @property
    def pulling(self) -> float:
        """Once, to a computer outside of AWS."""
        return self.objects * GET + self.bytes / GB * OUT_GB

    @property
    def signing(self) -> float:
        """By an endpoint that is asked for each chunk."""
        return self.objects * SIGNED

    @property
    def site_gb(self) -> float:
        """What the host sends."""
        return self.participants * SITE_BYTES / GB


def at_once() -> int:
    """Participants who may play at the same time before S3 slows one prefix down."""
    return int(PUTS_PER_S / (UPLOADS_PER_MIN / 60))


def describe_cost() -> str:
    """Markdown: the table of docs/cost.md."""
    costs = [Cost(count) for count in PARTICIPANTS]
    rows: list[tuple[str, list[str]]] = [
        ("participants", [f"{cost.participants:,}" for cost in costs]),
        ("chunks", [f"{cost.objects:,.0f}" for cost in costs]),
        ("data", [_size(cost.bytes) for cost in costs]),
        ("putting them into the bucket", [_dollars(cost.uploading) for cost in costs]),
        ("keeping them, per month", [_dollars(cost.storing) for cost in costs]),
        ("pulling them once", [_dollars(cost.pulling) for cost in costs]),
        ("signing endpoint, if there is one", [_dollars(cost.signing) for cost in costs]),
        ("what the site's host sends", [f"{cost.site_gb:,.1f} GB" for cost in costs]),
    ]
    (head, counts), *others = rows
    lines = [f"| {head} | {' | '.join(counts)} |", f"|---|{'---:|' * len(costs)}"]
    lines += [f"| {name} | {' | '.join(cells)} |" for name, cells in others]
    return "\n".join(lines)


def describe_limit() -> str:
    """Markdown: one sentence."""
    return (
        f"At {UPLOADS_PER_MIN:g} uploads a minute, {at_once():,} participants may play at the same "
        f"time under one prefix before S3's limit of {PUTS_PER_S:,} PUT or POST requests a second."
    )


def _size(count: float) -> str:
    return f"{count / GB:,.1f} GB" if count >= GB else f"{count / 1e6:,.0f} MB"


def _dollars(amount: float) -> str:
    return f"${amount:,.0f}" if amount >= 100 else f"${amount:,.2f}"
