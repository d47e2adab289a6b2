"""The random streams of a session: the twin of `js/src/shared/random.ts`.

Both are held to the vectors in `tests/data/random.json`. Free of NumPy, so that tools can read it.
"""

import hashlib
import struct

_MASK = 0xFFFFFFFF


def _rotate_left(word: int, bits: int) -> int:
    return ((word << bits) | (word >> (32 - bits))) & _MASK


class Xoshiro128StarStar:
    """The generator xoshiro128** 1.1.

    Source: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM Transactions
    on Mathematical Software 47(4), doi:10.1145/3460772.
    """

    def __init__(self, state: tuple[int, int, int, int]) -> None:
        """Start from four 32-bit words.

        Raises:
            ValueError: All are zero: the generator would never leave that state.
        """
        if not any(state):
            raise ValueError("xoshiro128** cannot start from a state of only zeros.")
        self._state = state

    def next(self) -> int:
        """The next output: an integer in [0, 2**32)."""
        s0, s1, s2, s3 = self._state
        result = _rotate_left(s1 * 5 & _MASK, 7) * 9 & _MASK
        shifted = s1 << 9 & _MASK
        s2 ^= s0
        s3 ^= s1
        self._state = (s0 ^ s3, s1 ^ s2, s2 ^ shifted, _rotate_left(s3, 11))
        return result

    def uniform(self) -> float:
        """A float in [0, 1) with 53 random bits, made of the next two outputs."""
        high = self.next() >> 5
        low = self.next() >> 6
        return (high * 2**26 + low) / 2**53


class Stream(Xoshiro128StarStar):
    """The random numbers of one purpose."""

    def __init__(self, state: tuple[int, int, int, int]) -> None:
        super().__init__(state)
        self.seed32 = state[0]
        """In [0, 2**32), for generators that take a seed, like `reset`."""


def derive_stream(seed_hex: str, path: str) -> Stream:
    """Give the stream of one purpose: the first 16 bytes of SHA-256 of `<seed_hex>/<path>`.

    Args:
        seed_hex: The session's seed: 128 bits in lower-case hexadecimal.
        path: Names the purpose, as in `game/main/1/0/environment`.
    """
    digest = hashlib.sha256(f"{seed_hex}/{path}".encode()).digest()
    return Stream(struct.unpack_from("<4I", digest))
