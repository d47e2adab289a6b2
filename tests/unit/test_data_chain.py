"""Chains of chunks: whole ones, and every way of not being whole."""

import itertools

from gymbrowser.data.chain import Chain, link
from gymbrowser.data.chunks import Chunk, parse_chunk
from tests.chunks import Sealed, Writer, enter


def chain(*sealed: Sealed) -> Chain:
    parsed = [parse_chunk(chunk.data, chunk.key) for chunk in sealed]
    assert all(isinstance(chunk, Chunk) for chunk in parsed)
    return link(chunk for chunk in parsed if isinstance(chunk, Chunk))


def three() -> list[Sealed]:
    writer = Writer()
    return [writer.seal(enter(name, 0), enter(name, 1)) for name in "abc"]


def faults(found: Chain) -> list[tuple[str, int]]:
    return [(fault.kind, fault.number) for fault in found.faults]


def numbers(found: Chain) -> list[int]:
    return [chunk.key.number for chunk in found.chunks]


def test_any_order_and_any_number_of_copies_give_the_same_chain() -> None:
    whole = chain(*three())
    assert (faults(whole), numbers(whole), whole.records) == ([], [0, 1, 2], 6)
    for order in itertools.permutations([*three(), *three()[1:]]):
        assert chain(*order) == whole


def test_no_chunks() -> None:
    assert chain() == Chain((), ())


def test_a_gap() -> None:
    first, _, third = three()
    assert faults(chain(first, third)) == [("gap", 1)]


def test_a_missing_beginning() -> None:
    _, _, third = three()
    found = chain(third)
    assert faults(found) == [("gap", 0)]
    assert found.faults[0].detail == "2 missing before 2"


def test_another_predecessor() -> None:
    writer = Writer()
    first = writer.seal(enter("a", 0))
    second = writer.seal(enter("b", 0), previous="0" * 64)
    assert faults(chain(first, second)) == [("previous", 1)]


def test_a_beginning_that_has_a_predecessor() -> None:
    assert faults(chain(Writer().seal(enter("a", 0), previous="0" * 64))) == [("previous", 0)]


def test_records_that_do_not_follow_on() -> None:
    first = Writer().seal(enter("a", 0))
    other = Writer(number=1, previous=first.key.sha256, first=5).seal(enter("b", 0))
    assert faults(chain(first, other)) == [("first", 1)]


def test_a_fork_goes_on_with_the_one_that_the_next_chunk_names() -> None:
    for name in "xyz":
        first, second, third = three()
        rival = Writer(number=1, previous=first.key.sha256, first=2).seal(enter(name, 0))
        found = chain(first, rival, second, third)
        assert faults(found) == [("fork", 1)]
        assert [chunk.key for chunk in found.chunks] == [first.key, second.key, third.key]


def test_a_fork_at_the_end_goes_on_with_the_one_that_names_the_chunk_before() -> None:
    for name in "xyz":
        first, second, _ = three()
        rival = Writer(number=1, previous="0" * 64, first=2).seal(enter(name, 0))
        assert [c.key for c in chain(first, second, rival).chunks] == [first.key, second.key]


def test_a_fork_that_nothing_decides_is_decided_the_same_way_every_time() -> None:
    one, other = Writer().seal(enter("a", 0)), Writer().seal(enter("b", 0))
    assert chain(one, other) == chain(other, one)
    assert faults(chain(one, other)) == [("fork", 0)]
