# SPDX-License-Identifier: Apache-2.0
"""What rhythms of songs' tunes are made of: writes stdlib/models/pop.rhythmcells.

    python3 Benchmarks/music/rhythm_cells.py --corpora DIR > stdlib/models/pop.rhythmcells

DIR holds `pop909`. A cell is half a bar of 4/4: of each of eight sixteenths whether a note begins (x), goes on (-) or none
sounds (.). The file has the cells that at least three songs share, how often each is a first and a second half of a bar, and
how often it stands behind which. No pitch is in it, and no rhythm that only one or two songs have.
"""

import argparse
from collections import Counter, defaultdict
from corpora import READERS
from encoding import BAR, excerpts

HALF = BAR // 2
SHARED = 3


def cells(excerpt):
    """The steps of each half bar."""
    steps = ["."] * (16 * BAR)
    for onset, length, _ in excerpt.tune:
        steps[onset:onset + length] = ["-"] * len(steps[onset:onset + length])
    for onset, _, _ in excerpt.tune:
        steps[onset] = "x"
    return ["".join(steps[i:i + HALF]) for i in range(0, len(steps), HALF)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", required=True)
    arguments = parser.parse_args()
    owners, counts, followers = defaultdict(set), [Counter(), Counter()], [defaultdict(Counter), defaultdict(Counter)]
    for song in READERS["pop"](arguments.corpora):
        for excerpt in excerpts(song, "pop", 99):
            row = cells(excerpt)
            for place, cell in enumerate(row):
                owners[cell].add(song.id)
                counts[place % 2][cell] += 1
                if place:
                    followers[place % 2][row[place - 1]][cell] += 1
    shared = sorted(cell for cell in owners if len(owners[cell]) >= SHARED)
    number = {cell: i for i, cell in enumerate(shared)}
    print("# Half bars of tunes' rhythms that three songs share, by Benchmarks/music/rhythm_cells.py: steps, how often each is a")
    print("# first and a second half of a bar; then what such a half is behind a cell, and how often.")
    for cell in shared:
        print("cell", cell, counts[0][cell], counts[1][cell])
    for half, name in enumerate(("first", "second")):
        for cell in shared:
            pairs = sorted((number[f], n) for f, n in followers[half][cell].items() if f in number)
            if pairs:
                print(name, number[cell], *(value for pair in pairs for value in pair))


if __name__ == "__main__":
    main()
