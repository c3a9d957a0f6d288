# SPDX-License-Identifier: Apache-2.0
"""What drummers do beside their grooves: prints the figures of Sources/SongComposer/DrummerHabits.swift.

    python3 Benchmarks/music/habits.py DIR

A stroke is one of the groove where it comes in six bars of ten. Bars with fills are left out.
"""

import sys
from collections import defaultdict
from statistics import mean, median

from corpora import drums
from encoding import BAR, DRUMS, nearest

GROOVE = 0.6
LONGEST = 64  # bars of a take


def bars(take):
    """For each class of the kit its steps, bar by bar; nothing where the take is shorter than eight bars."""
    hits = [(nearest(on), name) for on, name, _ in take.drums]
    count = min(LONGEST, max((s for s, _ in hits), default=0) // BAR)
    if count < 8:
        return None
    played = {name: [set() for _ in range(count)] for name in DRUMS}
    for step, name in hits:
        if 0 <= step // BAR < count:
            played[name][step // BAR].add(step % BAR)
    return played


def is_fill(played, bar, usual, has_toms):
    return not has_toms and len(played["tom"][bar]) >= 2 or abs(sum(len(p[bar]) for p in played.values()) - usual) > 4


def main(folder):
    beside, left = defaultdict(list), defaultdict(list)
    for take in drums(folder):
        played = bars(take)
        if not played:
            continue
        count = len(played["kick"])
        usual = median(sum(len(p[b]) for p in played.values()) for b in range(count))
        has_toms = median(len(b) for b in played["tom"]) > 0
        kept = [b for b in range(count) if not is_fill(played, b, usual, has_toms)]
        if len(kept) < 6:
            continue
        for name in DRUMS:
            for step in range(BAR):
                share = mean(step in played[name][b] for b in kept)
                (beside if share < GROOVE else left)[name, step % 8].append(share if share < GROOVE else 1 - share)
    print("place in a beat without and one with a backbeat, in sixteenths; shares of bars")
    for name in ("kick", "snare", "hat", "open", "ride"):
        for title, table in (("beside the groove", beside), ("left out", left)):
            print(f"{name:6} {title:18}", *(f"{mean(table[name, s]):.3f}" if table[name, s] else "-" for s in range(8)))


if __name__ == "__main__":
    main(sys.argv[1])
