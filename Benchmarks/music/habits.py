# SPDX-License-Identifier: Apache-2.0
"""What drummers do: prints the tables of Sources/SongComposer/DrummerBars.swift and DrummerHabits.swift.

    python3 Benchmarks/music/habits.py DIR

Takes are read in stretches of sixteen bars, four of a take at most; each take weighs the same. Bars with fills are left out.
A voice's groove in a stretch is its most frequent bar. A bar is printed only where three takes or more play it.
"""

import sys
from collections import Counter, defaultdict
from statistics import mean, median, pstdev

from corpora import drums, straight_takes
from encoding import BAR, BARS, DRUMS, excerpts

LEVELS = 10         # of a quantile function
STRETCHES = 4       # of a take
FEWEST_TAKES = 3
USUAL_VELOCITY = 72
TIMES = ("hat", "ride")
PLACES = 8          # sixteenths of a beat without and one with a backbeat


class Stretch:
    """Sixteen bars: for each class of the kit its steps and velocities, bar by bar, without fills."""

    def __init__(self, excerpt, weight):
        self.take, self.weight = excerpt.piece, weight
        played = {name: [{} for _ in range(BARS)] for name in DRUMS}
        middle = median(v for _, _, v in excerpt.hits)
        for step, name, velocity in excerpt.hits:
            bar = played[name][step // BAR]
            bar[step % BAR] = max(bar.get(step % BAR, -99), velocity * USUAL_VELOCITY / middle - USUAL_VELOCITY)
        counts = [sum(len(p[b]) for p in played.values()) for b in range(BARS)]
        usual, has_toms = median(counts), median(len(b) for b in played["tom"]) > 0
        self.bars = [b for b in range(BARS) if abs(counts[b] - usual) <= 4 and (has_toms or len(played["tom"][b]) < 2)]
        self.played = {name: [played[name][b] for b in self.bars] for name in DRUMS}
        self.grooves = {}
        for name in DRUMS:
            found = Counter(tuple(sorted(bar)) for bar in self.played[name] if name not in TIMES or len(bar) > 2)
            self.grooves[name] = found.most_common(1)[0] if found else ((), 0)

    def keeps_time(self):
        """The class that keeps time, if one does."""
        counts = {name: sum(len(bar) > 2 for bar in self.played[name]) for name in TIMES}
        name = max(TIMES, key=counts.get)
        return name if counts[name] >= 5 else None


def stretches(folder):
    for take in drums(folder, straight_takes(folder)):
        found = excerpts(take, "drums", STRETCHES)
        for excerpt in found:
            stretch = Stretch(excerpt, 1 / len(found))
            if len(stretch.bars) >= 6:
                yield stretch


def quantiles(values):
    """Percent, at the middles of ten parts; values are (value, weight)."""
    values, total, result, at, below = sorted(values), sum(w for _, w in values), [], 0, 0.0
    for level in range(LEVELS):
        while at + 1 < len(values) and below + values[at][1] < (level + 0.5) / LEVELS * total:
            below += values[at][1]
            at += 1
        result.append(round(100 * values[at][0]) if values else 0)
    return result


def print_bars(found):
    for name in ("kick", "snare", *TIMES):
        takes, weight = defaultdict(set), Counter()
        for s in found:
            for bar in s.played[name]:
                takes[tuple(sorted(bar))].add(s.take)
            groove, count = s.grooves[name]
            if groove and count >= 2 and (name not in TIMES or s.keeps_time() == name):
                weight[groove] += s.weight
        kept = [(w, g) for g, w in weight.items() if len(takes[g]) >= FEWEST_TAKES]
        print(f"\nbars of {name}: number of tenths of takes")
        for w, groove in sorted(kept, key=lambda k: (-round(10 * k[0]), k[1])):
            print("".join("x" if i in groove else "." for i in range(BAR)), max(1, round(10 * w)))


def print_shares(found):
    print("\nquantiles of the share of bars, percent, by place: strokes beside the groove; strokes of it left out")
    for name in ("kick", "snare", *TIMES, "open"):
        beside, left = defaultdict(list), defaultdict(list)
        for s in found:
            if name in TIMES and s.keeps_time() != name or name == "open" and s.keeps_time() != "hat":
                continue
            groove = s.grooves[name][0] if name != "open" else ()
            for step in range(BAR):
                share = mean(step in bar for bar in s.played[name])
                if step in groove:
                    left[step % PLACES].append((1 - share, s.weight))
                else:
                    beside[step % PLACES].append((share, s.weight))
        print(name)
        for place in range(PLACES):
            print("  ", place, quantiles(beside[place]), quantiles(left[place]), len(left[place]))


def print_loudness(found):
    print("\nsteps of velocity from the median: means by place, of the groove and beside it;")
    print("deviations of players, of places, from bar to bar")
    for name in ("kick", "snare", *TIMES, "open", "tom", "crash"):
        own, beside, players, places, bars = defaultdict(list), defaultdict(list), [], [], []
        for s in found:
            if name in TIMES and s.keeps_time() != name or sum(map(len, s.played[name])) < 4:
                continue
            middle = mean(v for bar in s.played[name] for v in bar.values())
            players.append(middle)
            for step in range(BAR):
                here = [bar[step] for bar in s.played[name] if step in bar]
                if here:
                    (own if step in s.grooves[name][0] else beside)[step % PLACES].append(mean(here))
                if len(here) > 3:
                    bars.append(pstdev(here))
                    places.append((step % PLACES, mean(here) - middle))
        mean_of = {p: mean(v for q, v in places if q == p) for p in {p for p, _ in places}}
        print(f"{name:6}", [round(mean(own[p])) if own[p] else None for p in range(PLACES)],
              [round(mean(beside[p])) if beside[p] else None for p in range(PLACES)],
              round(pstdev(players)), round(pstdev(v - mean_of[p] for p, v in places)), round(median(bars)), round(mean(bars)))


def main(folder):
    found = list(stretches(folder))
    print(len(found), "stretches of", len({s.take for s in found}), "takes;", Counter(s.keeps_time() for s in found))
    print_bars(found)
    print_shares(found)
    print_loudness(found)


if __name__ == "__main__":
    main(sys.argv[1])
