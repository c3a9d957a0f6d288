# SPDX-License-Identifier: Apache-2.0
"""Learns the progressions that songs share, for `stdlib/models/NAME.progressions`.

    python3 progressions.py --corpora DIR > stdlib/models/pop.progressions

Needs numpy. `--corpora` is the folder that holds `pop909` and `billboard` as JSON Lines. Of each song in 4/4 sixteen bars
are read twice, in halves of bars, transposed to C major or A minor. A progression of two bars is kept where at least three
songs have it, and so is what follows it; of the others single bars that three songs have. Songs are sorted into manners:
mixtures of progressions, fitted by expectation and maximisation from as many groups of songs by how fast chords change.
"""

import argparse
from collections import Counter, defaultdict

import numpy as np

from corpora import READERS, lines
from encoding import excerpts

PER_PIECE = 2
# Songs that must have what is kept.
FEWEST = 3
MANNERS = {"maj": 6, "min": 4}
ROUNDS, CAREFUL_ROUNDS = 60, 20
# The suffix of a chord symbol for each class of quality; what is noted by some sources only counts as a triad.
SUFFIX = {"maj": "", "min": "m", "7": "7", "min7": "m7", "maj7": "maj7", "sus": "sus4", "dim": "dim", "aug": "aug"}
TRIAD = {"maj": "", "7": "", "maj7": "", "aug": "", "min": "m", "min7": "m", "dim": "dim"}
# Triads of the scale that are minor: those a suspension stands for.
MINOR_ROOTS = (2, 4, 9)


def triad(root, quality):
    return root, TRIAD.get(quality, "m" if root in MINOR_ROOTS else "")


def half_of_phrase(chords):
    """The triads of two bars; where the quality changes over one root the qualities themselves."""
    result = []
    for i, (root, quality) in enumerate(chords):
        if root is None:
            return None
        run = {i}
        for step in (-1, 1):
            at = i + step
            while 0 <= at < len(chords) and chords[at][0] == root:
                run.add(at)
                at += step
        kinds = {SUFFIX.get(chords[at][1], "") for at in run}
        result.append((root, SUFFIX.get(quality, "")) if len(kinds) > 1 else triad(root, quality))
    return tuple(result)


def halves(excerpt):
    return [half_of_phrase(excerpt.chords[4 * i:4 * i + 4]) for i in range(8)]


def modes(folder):
    found = {"billboard/" + s["id"]: s["mode_guess"] for s in lines(folder, "billboard/songs.jsonl")}
    return found | {"pop909/" + s["id"]: s["key"][0][1].split(":")[1] for s in lines(folder, "pop909/songs.jsonl")}


def shared(songs, parts):
    """What at least three songs have."""
    owners = defaultdict(set)
    for name, cut in songs.items():
        for part in parts(cut):
            owners[part].add(name)
    return {part for part, names in owners.items() if len(names) >= FEWEST}, owners


def rows(cut):
    return [halves(e) for e in cut]


def changes(cut):
    """Chord changes a bar."""
    return 2 * np.mean([e.chords[i] != e.chords[i - 1] for e in cut for i in range(1, len(e.chords))])


def sorted_into_manners(songs, units, count):
    """The number of the manner of each song."""
    index = {u: i for i, u in enumerate(sorted(units))}
    x = np.zeros((len(songs), len(index)))
    for n, cut in enumerate(songs.values()):
        for half in (h for row in rows(cut) for h in row if h in index):
            x[n, index[half]] += 1
    belongs = np.full((len(songs), count), 0.05 / count)
    order = np.argsort([changes(cut) for cut in songs.values()], kind="stable")
    for manner, group in enumerate(np.array_split(order, count)):
        belongs[group, manner] += 0.95
    for turn in range(ROUNDS):
        likely = belongs.T @ x + 0.05
        likely /= likely.sum(1, keepdims=True)
        log = np.log(belongs.mean(0)) + x @ np.log(likely).T
        log *= 0.5 if turn < CAREFUL_ROUNDS else 1
        log -= log.max(1, keepdims=True)
        belongs = np.exp(log)
        belongs /= belongs.sum(1, keepdims=True)
    return belongs.argmax(1)


def percent(share):
    return int(round(100 * share))


def relation(row, k):
    """What a phrase takes up of those before: whole, the first half, the second half, none."""
    same = [(row[2 * k] == row[2 * j], row[2 * k + 1] == row[2 * j + 1]) for j in range(k)]
    return [(True, True), (True, False), (False, True), (False, False)].index(max(same, key=lambda s: (sum(s), s)))


class Manner:
    """What the songs of one kind have in common."""

    def __init__(self, mode, songs, units, bars):
        self.mode, self.songs = mode, songs
        self.units, self.bars, self.relations = Counter(), Counter(), Counter()
        repeats, self.levels = [[], []], []
        self.sounding, self.coloured = Counter(), defaultdict(Counter)
        unshared = 0
        for cut in songs.values():
            for row in rows(cut):
                for i, half in enumerate(row):
                    if half in units:
                        self.units[half] += 1
                    elif half:
                        unshared += 1
                        self.bars.update(b for b in (half[:2], half[2:]) if b in bars)
                    if i:
                        repeats[i % 2].append(half == row[i - 1])
                self.relations.update(relation(row, k) for k in range(1, 4))
            for e in cut:
                colours = [(triad(r, q), SUFFIX.get(q, "")) for r, q in e.chords if r is not None]
                self.sounding.update(t for t, _ in colours)
                marked = [(t, s) for t, s in colours if s not in ("", "m", "dim")]
                for t, s in marked:
                    self.coloured[t][s] += 1
                self.levels.append(len(marked) / len(e.chords))
        self.loose = unshared / (unshared + sum(self.units.values()))
        self.repeats = [np.mean(repeats[1]), np.mean(repeats[0])]
        self.changes = np.mean([changes(cut) for cut in songs.values()])

    def line(self):
        every = sum(self.relations.values())
        levels = np.quantile(self.levels, np.linspace(0, 1, 11))
        return ["manner", int(self.mode == "min"), len(self.songs), percent(self.changes), *map(percent, self.repeats),
                *(percent(self.relations[k] / every) for k in range(4)), percent(self.loose), *map(percent, levels)]

    def colours(self):
        """For each chord how often it is coloured, in percent of the mean, and how."""
        mean = sum(map(lambda c: sum(c.values()), self.coloured.values())) / sum(self.sounding.values())
        for chord, kinds in sorted(self.coloured.items()):
            share = percent(sum(kinds.values()) / self.sounding[chord] / mean)
            common = [(s, n) for s, n in sorted(kinds.items(), key=lambda k: (-k[1], k[0])) if 50 * n >= sum(kinds.values())]
            if share and self.sounding[chord] >= 20:
                yield chord, share, common


def links(songs):
    """How often a chord follows another across the bar lines between halves that differ, against chance, in hundredths."""
    pairs = Counter((a[-1], b[0]) for cut in songs.values() for row in rows(cut) for a, b in zip(row, row[1:])
                    if a and b and a != b)
    before, behind = Counter(), Counter()
    for (a, b), n in pairs.items():
        before[a] += n
        behind[b] += n
    every = sum(pairs.values())
    return lambda a, b: max(1, percent((pairs[a, b] + 0.5) / (before[a] * behind[b] / every + 0.5)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", required=True)
    arguments = parser.parse_args()
    mode = modes(arguments.corpora)
    songs = {p.id: cut for p in READERS["chords"](arguments.corpora) if (cut := excerpts(p, "chords", PER_PIECE))}
    songs = dict(sorted(songs.items()))
    units, _ = shared(songs, lambda cut: [h for row in rows(cut) for h in row if h])
    bars, _ = shared(songs, lambda cut: [b for row in rows(cut) for h in row if h and h not in units for b in (h[:2], h[2:])])
    manners = []
    for name, count in MANNERS.items():
        own = {i: cut for i, cut in songs.items() if mode[i] == name}
        of = sorted_into_manners(own, units, count)
        manners += [Manner(name, {i: c for (i, c), m in zip(own.items(), of) if m == manner}, units, bars)
                    for manner in sorted(set(of))]
    chords = sorted({c for part in units | bars for c in part})
    number = {c: i for i, c in enumerate(chords)}
    ordered = {"unit": sorted(units), "bar": sorted(bars)}
    at = {u: i for i, u in enumerate(ordered["unit"])}
    follows, owners = shared(songs, lambda cut: [(a, b) for row in rows(cut) for a, b in zip(row, row[1:])
                                                 if a in units and b in units and a != b])
    print("# Progressions of two bars that at least three songs share. Benchmarks/music/progressions.py learns them of POP909")
    print("# (MIT) and McGill Billboard (CC0). Chords are those of C major and A minor, one for each half of a bar.")
    print("# chord PITCH-CLASS SUFFIX")
    for root, suffix in chords:
        print("chord", root, *([suffix] if suffix else []))
    print("# link: how often each chord follows this one between progressions, in hundredths of chance")
    link = links(songs)
    for a in chords:
        print("link", *(link(a, b) for b in chords))
    print("# manner MINOR SONGS, then in percent: CHANGES-OF-A-BAR REPEATED-INSIDE REPEATED-ACROSS WHOLE FIRST-HALF SECOND-HALF")
    print("# NOTHING LOOSE and eleven levels of colour")
    for manner in manners:
        print(*manner.line())
    print("# colour MANNER CHORD PERCENT-OF-THE-MEAN, then suffixes with weights")
    for i, manner in enumerate(manners):
        for chord, share, kinds in manner.colours():
            if chord in number:
                print("colour", i, number[chord], share, *(w for kind in kinds for w in kind))
    print("# unit and bar: chords, then manners with weights")
    for word in ("unit", "bar"):
        for part in ordered[word]:
            counts = [(i, n) for i, m in enumerate(manners) if (n := (m.units if word == "unit" else m.bars)[part])]
            print(word, *(number[c] for c in part), *(w for count in counts for w in count))
    print("# pair UNIT UNIT SONGS: one that follows another in several songs")
    for a, b in sorted(follows):
        print("pair", at[a], at[b], len(owners[a, b]))


if __name__ == "__main__":
    main()
