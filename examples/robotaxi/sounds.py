"""Makes `sounds/acorn.wav`: two short tones, one a fifth above the other."""

import wave
from pathlib import Path

import numpy as np

RATE = 16_000  # samples per second
TONES = (660.0, 990.0)  # Hz
SECONDS = 0.09  # of each tone


def main() -> None:
    """Write the file."""
    time = np.arange(int(RATE * SECONDS)) / RATE
    fade = np.minimum(1, np.minimum(time, time[::-1]) / 0.01)  # without it, both ends click
    samples = np.concatenate([np.sin(2 * np.pi * tone * time) * fade for tone in TONES])
    with wave.open(str(Path(__file__).with_name("sounds") / "acorn.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes((128 + 90 * samples).astype(np.uint8).tobytes())


if __name__ == "__main__":
    main()
