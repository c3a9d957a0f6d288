# SPDX-License-Identifier: Apache-2.0
"""What drummers played, in phrases of four bars: writes stdlib/models/drummers.songdrums.

    python3 Benchmarks/music/phrases.py DIR FILE

DIR is the folder of the corpora. From the half of the takes that `corpora.halves` calls learned come up to 32 bars, moved to
sixteenths, from the first whole one on: takes begin with strokes that lead in. Where fills and crashes show that phrases
begin later than there, the bars before are left out too. A line is a take (genre, tempo, its usual bar of kick and of loud
snare as bits, its name) or four bars. A bar is a row of voices, each a capital and then for each stroke its sixteenth
(0 to f) and its loudness (0 to 9, in tens of velocity, 4.5 is the usual stroke of the take); "-" is a silent bar.
"""

import sys
from collections import Counter
from statistics import median

from corpora import halves, strokes
from encoding import BAR, nearest

MOST_BARS = 32
# A bar is whole that has this share of the usual number of strokes, and some on each beat.
WHOLE = 0.6
USUAL_VELOCITY = 72
VOICES = "KSXHODBCTML"  # kick, snare, side stick, hi-hat, open, ride, bell, crash, toms from high to low
VOICE_OF_KEY = {35: "K", 36: "K", 37: "X", 38: "S", 40: "S", 22: "H", 42: "H", 26: "O", 46: "O", 51: "D", 59: "D", 53: "B",
                49: "C", 52: "C", 55: "C", 57: "C", 48: "T", 50: "T", 45: "M", 47: "M", 41: "L", 43: "L", 58: "L"}


def bars_of(take):
    """For each bar {(voice, sixteenth): loudness}, whole phrases; one that lacks its last bar gets it from the one before."""
    hits = [(nearest(t), VOICE_OF_KEY[p], v) for t, p, v in strokes(take) if nearest(t) >= 0]
    usual = median(v for _, _, v in hits)
    first, last = min(hits)[0] // BAR, max(hits)[0] // BAR
    bars = [{} for _ in range(first, last + 1)]
    for step, voice, velocity in hits:
        bar, stroke = bars[step // BAR - first], (voice, step % BAR)
        louder = max(0, min(9, nearest((velocity * USUAL_VELOCITY / usual - USUAL_VELOCITY) / 10 + 4.5)))
        bar[stroke] = max(bar.get(stroke, 0), louder)
    many = median(map(len, bars))
    whole = [i for i, bar in enumerate(bars) if len(bar) >= WHOLE * many and {s // 4 for _, s in bar} == {0, 1, 2, 3}]
    begin = next(i for i in whole if any(s == 0 for _, s in bars[i]))
    bars = bars[begin:whole[-1] + 1]
    bars = bars[phrase_start(bars):][:MOST_BARS]
    missing = -len(bars) % 4
    return bars + bars[-4:-3] if missing == 1 else bars[:len(bars) - len(bars) % 4]


def phrase_start(bars):
    """The bar of the first four that begins a phrase: the first, unless fills before and crashes on another say so clearly."""
    counts = Counter(stroke for bar in bars for stroke in bar)

    def fills(bar):
        return sum(v in "STML" and s >= BAR // 2 and 2 * counts[v, s] <= len(bars) for v, s in bar) >= 3

    marks = [sum((("C", 0) in bars[i]) + fills(bars[i - 1]) for i in range(start or 4, len(bars), 4)) for start in range(4)]
    best = max(range(4), key=lambda start: marks[start])
    return best if marks[best] >= max(2 * marks[0], marks[0] + 3) else 0


def usual_bar(bars, voices, least):
    """The most frequent bar of some voices, as bits."""
    found = Counter(sum(1 << s for s in {s for (v, s), n in bar.items() if v in voices and n >= least}) for bar in bars)
    return max(found, key=lambda bits: (found[bits], bits))


def text(bar):
    rows = (voice + "".join(f"{s:x}{bar[voice, s]}" for s in range(BAR) if (voice, s) in bar) for voice in VOICES)
    return "".join(row for row in rows if len(row) > 1) or "-"


def main(folder, path):
    lines = ["songdrums 1"]
    for take in halves(folder)[0]:
        bars = bars_of(take)
        kick, snare = usual_bar(bars, "K", 0), usual_bar(bars, "SX", 4)
        lines.append(f"take {take['style'].split('/')[0]} {take['bpm']} {kick:04x} {snare:04x} {take['id']}")
        lines += [" ".join(map(text, bars[i:i + 4])) for i in range(0, len(bars), 4)]
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
