# SPDX-License-Identifier: Apache-2.0
"""How tunes take up their own bars: writes stdlib/models/NAME.tuneplans.

    python3 Benchmarks/music/tune_plans.py pop --corpora DIR > stdlib/models/pop.tuneplans
    python3 Benchmarks/music/tune_plans.py fiddle --corpora DIR > stdlib/models/fiddle.tuneplans

DIR holds `pop909`, or what Tools/fiddle_tunes.py writes as `fiddle_tunes/tunes.jsonl`. A line is a stretch of sixteen bars of
a song, or a strain of eight bars of a fiddle tune: for each bar how many notes begin in it, and where it takes up an earlier
bar of the stretch, how and how many bars before that one stands. No pitch and no rhythm of a tune is in the file.
"""

import argparse
from corpora import READERS, lines
from encoding import BAR, excerpts

PER_PIECE = 4
STRAIN = 8
# Bars that come again are looked for at the usual distances first.
LAGS = (8, 4, 2, 1, 12, 6, 3, 5, 7, 9, 10, 11, 13, 14, 15)


def relation(bar, earlier):
    """What a bar has of an earlier one: whole (w), its first half (h), its second (t), its rhythm (r); nothing is None."""
    def half(notes, number):
        return [n for n in notes if n[0] // (BAR // 2) == number]

    if bar == earlier:
        return "w"
    for number, name in ((0, "h"), (1, "t")):
        if half(bar, number) and half(bar, number) == half(earlier, number):
            return name
    return "r" if [on for on, _ in bar] == [on for on, _ in earlier] else None


def plan(bars):
    """Tokens of the bars: notes, and then the relation and the distance of the earlier bar."""
    tokens = []
    for i, bar in enumerate(bars):
        found = [(kind, lag) for lag in LAGS if lag <= i and bar and bars[i - lag]
                 for kind in [relation(bar, bars[i - lag])] if kind]
        best = min(found, key=lambda f: ("whtr".index(f[0]), LAGS.index(f[1])), default=None)
        tokens.append(f"{len(bar)}" + (f"{best[0]}{best[1]}" if best else ""))
    return tokens


def songs(folder):
    """Stretches of sixteen bars of songs."""
    for song in READERS["pop"](folder):
        for excerpt in excerpts(song, "pop", PER_PIECE):
            yield [[(on % BAR, p) for on, _, p in excerpt.tune if on // BAR == b] for b in range(16)]


def strains(folder):
    """Strains of eight bars of fiddle tunes in 4/4."""
    for tune in lines(folder, "fiddle_tunes/tunes.jsonl"):
        if tune["meter"][0][1] != "4/4":
            continue
        step, length = 4 / tune["q"], 4 * tune["q"]
        for start, duration, _ in tune["sections"]:
            # A strain begins with its pickup.
            first = min((b for b in tune["bars"] if b >= start), default=start)
            if duration != STRAIN * length or first - start >= length:
                continue
            notes = [((on - first) * step, p) for on, _, p in tune["melody"] if first <= on < first + STRAIN * length]
            if all(on == int(on) for on, _ in notes):
                yield [[(int(on) % BAR, p) for on, p in notes if on // BAR == b] for b in range(STRAIN)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=("pop", "fiddle"))
    parser.add_argument("--corpora", required=True)
    arguments = parser.parse_args()
    print("# How tunes take up their own bars, by Benchmarks/music/tune_plans.py: of each bar the number of notes; w the whole of")
    print("# an earlier bar, h its first half, t its second, r its rhythm; how many bars before.")
    for tokens in sorted(plan(bars) for bars in (songs if arguments.name == "pop" else strains)(arguments.corpora)):
        print("plan", *tokens)


if __name__ == "__main__":
    main()
