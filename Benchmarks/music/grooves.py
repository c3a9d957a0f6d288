# SPDX-License-Identifier: Apache-2.0
"""Where drummers strike against the grid: prints the `groove` of each style of stdlib/styles that has one.

    python3 Benchmarks/music/grooves.py DIR

DIR is the folder of the corpora. From the takes of Groove MIDI in straight 4/4 that `corpora.halves` calls learned, by
genre: the mean distance of the strokes from their sixteenth, less the mean of the take (players are early as one), in
milliseconds, of the kick and of all drums; and the mean velocity against the take's, in decibels as a SoundFont plays it
(40 log10). A sixteenth with fewer than 100 strokes keeps to the grid. Nothing is farther off than 25 ms.
"""

import math
import sys
from collections import defaultdict

from corpora import halves, strokes
from encoding import BAR, nearest
from phrases import VOICE_OF_KEY

FEWEST = 100
FARTHEST = 25
GENRES = {
    "pop": ("pop", "soul", "dance"), "rock": ("rock", "punk"), "folk": ("country", "rock", "pop"),
    "chillout": ("hiphop", "soul"), "corporate": ("pop", "dance"), "cinematic": ("rock", "pop", "soul"),
}


def deviations(take):
    """(voice, sixteenth of the bar, milliseconds from it, velocity against the take's mean) of each stroke."""
    step = 15000 / take["bpm"]
    found = [(VOICE_OF_KEY[p], nearest(t), (t - nearest(t)) * step, v) for t, p, v in strokes(take) if nearest(t) >= 0]
    early = sum(f[2] for f in found) / len(found)
    usual = sum(f[3] for f in found) / len(found)
    return [(voice, at % BAR, off - early, v / usual) for voice, at, off, v in found]


def means(values, otherwise):
    """The mean of each sixteenth."""
    by_slot = defaultdict(list)
    for slot, value in values:
        by_slot[slot].append(value)
    return [sum(by_slot[s]) / len(by_slot[s]) if len(by_slot[s]) >= FEWEST else otherwise for s in range(BAR)]


def line(name, numbers):
    return f"    {name}: " + " ".join(f"{round(n, 1) + 0:g}" for n in numbers)


def main(folder):
    takes = halves(folder)[0]
    for style, genres in GENRES.items():
        chosen = [t for t in takes if t["style"].split("/")[0] in genres and "shuffle" not in t["style"]]
        found = [d for take in chosen for d in deviations(take)]
        kick = means([(s, off) for voice, s, off, _ in found if voice == "K"], 0)
        kit = means([(s, off) for _, s, off, _ in found], 0)
        levels = [40 * math.log10(m) for m in means([(s, v) for _, s, _, v in found], 1)]
        print(f"{style}  # {len(chosen)} takes, {len(found)} strokes: {', '.join(genres)}")
        print("  groove:")
        print(line("kick", [max(-FARTHEST, min(FARTHEST, n)) for n in kick]))
        print(line("kit", [max(-FARTHEST, min(FARTHEST, n)) for n in kit]))
        print(line("levels", levels))


if __name__ == "__main__":
    main(*sys.argv[1:])
