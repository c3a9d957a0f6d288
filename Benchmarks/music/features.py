# SPDX-License-Identifier: Apache-2.0
"""What is measured on an excerpt. A feature's name is GROUP.NAME; groups are melody, rhythm, harmony, structure and drums."""

import zlib
from collections import Counter
from math import log2
from statistics import mean, pstdev

from encoding import BAR, BARS, DRUMS, QUALITIES, SHORTEST_REST, STEPS

DEGREES = ("1", "b2", "2", "b3", "3", "4", "#4", "5", "b6", "6", "b7", "7")
LENGTHS = (1, 2, 3, 4, 6, 8, 12, 16)
LAGS = (1, 2, 4, 8)
CHORD_TONES = {"maj": (0, 4, 7), "min": (0, 3, 7), "7": (0, 4, 7, 10), "min7": (0, 3, 7, 10), "maj7": (0, 4, 7, 11),
               "sus": (0, 2, 5, 7), "dim": (0, 3, 6, 9, 10), "aug": (0, 4, 8), "other": (0, 7), "N": ()}


def shares(prefix, values, names):
    """The share of each name among the values; what isn't named counts in the sum only."""
    counts, total = Counter(values), max(1, len(values))
    return {f"{prefix} {name}": counts[name] / total for name in names}


def share(values):
    values = list(values)
    return sum(values) / len(values) if values else 0.0


def entropy(values):
    counts, total = Counter(values), len(values)
    return -sum(n / total * log2(n / total) for n in counts.values()) if total else 0.0


def level(step):
    """How strong a sixteenth is in its bar: 4 the bar line ... 0 a sixteenth off the eighths."""
    return 4 if step % 16 == 0 else 3 if step % 8 == 0 else 2 if step % 4 == 0 else 1 if step % 2 == 0 else 0


def length_class(steps):
    return max(n for n in LENGTHS if n <= steps)


def squeezed(symbols):
    """Length after zlib and number of Lempel-Ziv factors, both for each symbol."""
    if not symbols:
        return 0.0, 0.0
    code = {s: i % 255 for i, s in enumerate(sorted(set(symbols), key=str))}
    data = bytes(code[s] for s in symbols)
    at, factors = 0, 0
    while at < len(data):
        n = 1
        while at + n < len(data) and data[at:at + n] in data[:at + n - 1]:
            n += 1
        at, factors = at + n, factors + 1
    return len(zlib.compress(data, 9)) / len(data), factors / len(data)


def likeness(bars, lag):
    """How alike bars are that stand `lag` apart, as the Jaccard index of their sets; empty pairs are left out."""
    pairs = [(set(a), set(b)) for a, b in zip(bars, bars[lag:]) if a or b]
    return share(len(a & b) / len(a | b) for a, b in pairs)


def structure(prefix, bars):
    result = {}
    for lag in LAGS:
        result[f"structure.{prefix} alike at {lag}"] = likeness(bars, lag)
        result[f"structure.{prefix} same at {lag}"] = share(a == b for a, b in zip(bars, bars[lag:]) if a or b)
    result[f"structure.{prefix} distinct bars"] = len(set(map(tuple, bars)))
    most = Counter(map(tuple, [b for b in bars if b])).most_common(1)
    result[f"structure.{prefix} most frequent bar"] = most[0][1] if most else 0
    for i in range(1, 4):
        result[f"structure.{prefix} phrase {i + 1} like 1"] = likeness(bars[:4] + bars[4 * i:4 * i + 4], 4)
    result[f"structure.{prefix} phrase 4 like 2"] = likeness(bars[4:8] + bars[12:16], 4)
    result[f"structure.{prefix} half like half, begin"] = likeness(bars[:2] + bars[8:10], 2)
    result[f"structure.{prefix} half like half, end"] = likeness(bars[6:8] + bars[14:16], 2)
    return result


def melody(e):
    notes = e.tune
    f = {}
    pitches = [p for _, _, p in notes]
    steps = [b - a for a, b in zip(pitches, pitches[1:])]
    f |= shares("melody.interval", [max(-13, min(13, s)) for s in steps], range(-13, 14))
    f |= shares("melody.degree", [DEGREES[p % 12] for p in pitches], DEGREES)
    kinds = ["0" if s == 0 else ("+" if s > 0 else "-") + ("s" if abs(s) <= 2 else "t" if abs(s) <= 4 else "l") for s in steps]
    names = ("0", "+s", "-s", "+t", "-t", "+l", "-l")
    f |= shares("melody.moves", [f"{a}{b}" for a, b in zip(kinds, kinds[1:])], [a + b for a in names for b in names])
    signs = [k[0] for k in kinds]
    f |= shares("melody.contour", ["".join(signs[i:i + 3]) for i in range(len(signs) - 2)],
                [a + b + c for a in "+-0" for b in "+-0" for c in "+-0"])
    white = [DEGREES[p % 12] for p in pitches]
    diatonic = ("1", "2", "3", "4", "5", "6", "7")
    f |= shares("melody.degrees", [a + b for a, b in zip(white, white[1:])], [a + b for a in diatonic for b in diatonic])
    leaps = [(a, b) for a, b in zip(steps, steps[1:]) if abs(a) >= 5]
    f["melody.leap turned back"] = share(a * b < 0 for a, b in leaps)
    f["melody.leap turned back by step"] = share(a * b < 0 and abs(b) <= 2 for a, b in leaps)
    f["melody.mean interval"] = mean(map(abs, steps)) if steps else 0
    f["melody.turns"] = share(a * b < 0 for a, b in zip(steps, steps[1:]))
    f["melody.chromatic"] = share(p % 12 not in (0, 2, 4, 5, 7, 9, 11) for p in pitches)
    f["melody.range"] = max(pitches) - min(pitches) if pitches else 0
    f["melody.spread"] = pstdev(pitches) if pitches else 0
    f["melody.pitches used"] = len(set(pitches))
    f["melody.entropy of intervals"], f["melody.entropy of degrees"] = entropy(steps), entropy(white)
    f["melody.zlib"], f["melody.factors"] = squeezed(steps)
    f["melody.end above start"] = pitches[-1] - pitches[0] if pitches else 0
    centre = mean(pitches) if pitches else 0
    bars = [[p for on, _, p in notes if on // BAR == b] for b in range(BARS)]
    f["melody.range of a bar"] = mean([max(b) - min(b) for b in bars if b] or [0])
    f["melody.path of bars"] = pstdev([mean(b) for b in bars if b] or [0])
    for i in range(4):
        quarter = [p for b in bars[4 * i:4 * i + 4] for p in b]
        f[f"melody.height of phrase {i + 1}"] = mean(quarter) - centre if quarter else 0
    f["melody.peak at"] = notes[pitches.index(max(pitches))][0] / STEPS if pitches else 0
    for i in range(1, 5):
        ending = [p for on, _, p in notes if on < 64 * i and on >= 64 * i - BAR]
        name = DEGREES[ending[-1] % 12] if ending else ""
        for d in ("1", "2", "3", "5", "6"):
            f[f"melody.bar {4 * i} ends on {d}"] = float(name == d)
    chord_at = [e.chords[on // 8] for on, _, _ in notes]
    belongs = [root is not None and (p - root) % 12 in CHORD_TONES[q] for (root, q), p in zip(chord_at, pitches)]
    for strength in range(5):
        f[f"melody.chord tones at level {strength}"] = share(b for b, (on, _, _) in zip(belongs, notes) if level(on) == strength)
    f["melody.chord tones, long"] = share(b for b, (_, n, _) in zip(belongs, notes) if n >= 6)
    f |= shares("melody.over the root", [(p - r) % 12 for (r, _), p in zip(chord_at, pitches) if r is not None], range(12))
    left = [i for i, b in enumerate(belongs[:-1]) if not b]
    f["melody.foreign tone left by step"] = share(0 < abs(steps[i]) <= 2 for i in left)
    f["melody.foreign tone repeated"] = share(steps[i] == 0 for i in left)
    return f


def rhythm(e):
    notes, f = e.tune, {}
    onsets = [on for on, _, _ in notes]
    for step in range(BAR):
        f[f"rhythm.onset at {step}"] = sum(on % BAR == step for on in onsets) / BARS
    gaps = [length_class(b - a) for a, b in zip(onsets, onsets[1:])]
    f |= shares("rhythm.gap", gaps, LENGTHS)
    f |= shares("rhythm.gaps", list(zip(gaps, gaps[1:])), [(a, b) for a in LENGTHS[:6] for b in LENGTHS[:6]])
    f |= shares("rhythm.length", [length_class(n) for _, n, _ in notes], LENGTHS)
    f["rhythm.entropy of gaps"] = entropy(gaps)
    density = [sum(on // BAR == b for on in onsets) for b in range(BARS)]
    f["rhythm.notes a bar"], f["rhythm.spread of notes a bar"] = mean(density), pstdev(density)
    f["rhythm.most notes in a bar"], f["rhythm.bars without onset"] = max(density), density.count(0)
    for i in range(4):
        f[f"rhythm.notes of bar {i + 1} in four"] = mean(density[i::4])
    rests = [b - (a + n) for (a, n, _), b in zip(notes, onsets[1:]) if b > a + n]
    f |= shares("rhythm.rest", [length_class(r) for r in rests], LENGTHS[1:])
    f["rhythm.rests"], f["rhythm.silence"] = len(rests) / BARS, 1 - sum(n for _, n, _ in notes) / STEPS
    tied = [(on, n) for on, n, _ in notes]
    f["rhythm.over the bar line"] = sum(on // BAR < (on + n - 1) // BAR for on, n in tied) / BARS
    f["rhythm.syncopated"] = share(any(level(s) > level(on) for s in range(on + 1, on + n)) for on, n in tied)
    f["rhythm.longest note"] = max([n for _, n in tied] or [0])
    f["rhythm.repeated gap"] = share(a == b for a, b in zip(gaps, gaps[1:]))
    f["rhythm.zlib"], f["rhythm.factors"] = squeezed([b - a for a, b in zip(onsets, onsets[1:])])
    for i in range(1, 5):
        last = [(on, n) for on, n in tied if on < 64 * i and on >= 64 * i - 2 * BAR]
        f[f"rhythm.last note of bar {4 * i}"] = last[-1][1] if last else 0
        f[f"rhythm.last onset of bar {4 * i}"] = 64 * i - last[-1][0] if last else 32
    f["rhythm.pickups"] = share(any(on % 64 >= 56 and on // 64 == i for on in onsets) for i in range(3))
    return f


def harmony(e):
    chords, f = e.chords, {}
    runs = [c for i, c in enumerate(chords) if i == 0 or c != chords[i - 1]]
    lengths, n = [], 0
    for i, c in enumerate(chords):
        n += 1
        if i + 1 == len(chords) or chords[i + 1] != c:
            lengths.append(n)
            n = 0
    f |= shares("harmony.quality", [q for _, q in chords], QUALITIES)
    f |= shares("harmony.root", [DEGREES[r] for r, _ in chords if r is not None], DEGREES)
    numerals = [DEGREES[r] + ("m" if q in ("min", "min7") else "") for r, q in runs if r is not None]
    common = ("1", "2m", "2", "3m", "3", "4", "4m", "5", "5m", "6m", "6", "b7", "7", "b3", "b6")
    f |= shares("harmony.chord", numerals, common)
    main = ("1", "2m", "3m", "4", "5", "6m", "3", "b7")
    f |= shares("harmony.chords", [a + " " + b for a, b in zip(numerals, numerals[1:])],
                [a + " " + b for a in main for b in main if a != b])
    roots = [r for r, _ in runs if r is not None]
    motion = [(b - a) % 12 for a, b in zip(roots, roots[1:])]
    f |= shares("harmony.motion", motion, range(12))
    frequent = (2, 3, 5, 7, 9, 10)
    f |= shares("harmony.motions", list(zip(motion, motion[1:])), [(a, b) for a in frequent for b in frequent])
    f |= shares("harmony.half bars", [min(n, 9) for n in lengths], range(1, 10))
    f["harmony.changes a bar"] = len(runs) / BARS
    f["harmony.changes in half bars"] = share(chords[i] != chords[i - 1] for i in range(1, 32, 2))
    for i in range(4):
        f[f"harmony.change at bar {i + 1} in four"] = share(chords[2 * b] != chords[2 * b - 1] for b in range(i, BARS, 4) if b)
        f[f"harmony.change within bar {i + 1} in four"] = share(chords[2 * b] != chords[2 * b + 1] for b in range(i, BARS, 4))
    f["harmony.different chords"], f["harmony.entropy"] = len(set(chords)), entropy(numerals)
    f["harmony.zlib"], f["harmony.factors"] = squeezed(chords)
    f["harmony.foreign chords"] = share(c not in ("1", "2m", "3m", "4", "5", "6m") for c in numerals)
    for i in range(1, 5):
        for root in (0, 5, 7, 9):
            f[f"harmony.bar {4 * i} ends on {DEGREES[root]}"] = float(chords[8 * i - 1][0] == root)
        f[f"harmony.phrase {i} starts on 1"] = float(chords[8 * i - 8][0] == 0)
        f[f"harmony.bar {4 * i} moves a fourth"] = float(
            None not in (chords[8 * i - 1][0], chords[8 * i - 3][0]) and (chords[8 * i - 1][0] - chords[8 * i - 3][0]) % 12 == 5)
    f["harmony.starts on 6m"] = float(chords[0][0] == 9)
    return f


def drums(e):
    steps, f = e.drums, {}
    hits = [(s, name, v) for s, hit in enumerate(steps) for name, v in sorted(hit.items())]
    for name in DRUMS:
        mine = [(s, v) for s, n, v in hits if n == name]
        if name in ("tom", "crash"):
            for quarter in range(4):
                f[f"drums.{name} on quarter {quarter + 1}"] = sum(s % BAR // 4 == quarter for s, _ in mine) / BARS
        else:
            for step in range(BAR):
                f[f"drums.{name} at {step}"] = sum(s % BAR == step for s, _ in mine) / BARS
        counts = [sum(s // BAR == b for s, _ in mine) for b in range(BARS)]
        f[f"drums.{name} spread"], f[f"drums.{name} bars"] = pstdev(counts), sum(c > 0 for c in counts) / BARS
        f |= {f"drums.{name} velocity {v}": share(x == v for _, x in mine) for v in (0, 2)}
        f |= structure(f"drums {name}", [tuple(s % BAR for s, _ in mine if s // BAR == b) for b in range(BARS)])
    for name in ("snare", "hat"):
        for step in range(0, BAR, 2):
            f[f"drums.{name} velocity at {step}"] = mean([v for s, n, v in hits if n == name and s % BAR == step] or [1])
        f[f"drums.{name} velocity off the eighths"] = mean([v for s, n, v in hits if n == name and s % 2] or [1])
    density = [sum(s // BAR == b for s, _, _ in hits) for b in range(BARS)]
    f["drums.hits a bar"], f["drums.spread of hits a bar"] = mean(density), pstdev(density)
    for i in range(4):
        f[f"drums.hits of bar {i + 1} in four"] = mean(density[i::4]) - mean(density)
        f[f"drums.crash in bar {i + 1} in four"] = share(any("crash" in steps[s] for s in range(b * BAR, b * BAR + BAR))
                                                         for b in range(i, BARS, 4))
        f[f"drums.toms in bar {i + 1} in four"] = share(any("tom" in steps[s] for s in range(b * BAR, b * BAR + BAR))
                                                        for b in range(i, BARS, 4))
    together = [tuple(sorted(h)) for h in steps if h]
    f["drums.entropy of strokes"], f["drums.different strokes"] = entropy(together), len(set(together))
    f["drums.hits at once"] = mean(map(len, together)) if together else 0
    f["drums.zlib"], f["drums.factors"] = squeezed([tuple(sorted(h)) for h in steps])
    f["drums.factors with velocities"] = squeezed([tuple(sorted(h.items())) for h in steps])[1]
    f["drums.fills"] = share(abs(d - mean(density)) > 2 for d in density)
    return f


def features(e, domain):
    if domain == "drums":
        bars = [tuple((s % BAR, n) for s in range(b * BAR, b * BAR + BAR) for n in sorted(e.drums[s])) for b in range(BARS)]
        loud = [tuple((s % BAR, n, v) for s in range(b * BAR, b * BAR + BAR) for n, v in sorted(e.drums[s].items()))
                for b in range(BARS)]
        return drums(e) | structure("kit", bars) | structure("kit and velocity", loud)
    chords = [tuple((i, c) for i, c in enumerate(e.chords[2 * b:2 * b + 2])) for b in range(BARS)]
    f = harmony(e) | structure("chords", chords)
    if domain == "chords":
        return f
    pitch = [tuple((on % BAR, p) for on, _, p in e.tune if on // BAR == b) for b in range(BARS)]
    onset = [tuple(on % BAR for on, _, _ in e.tune if on // BAR == b) for b in range(BARS)]
    contour = [tuple(enumerate(q[1] - p[1] for p, q in zip(bar, bar[1:]))) for bar in pitch]
    f |= structure("tune", pitch) | structure("rhythm", onset) | structure("intervals", contour)
    return f | melody(e) | rhythm(e)


def conventions(e, domain):
    """What shows how an excerpt was written down more than what it plays. A discriminator on these alone should fail."""
    if domain == "drums":
        hits = [s for s, hit in enumerate(e.drums) for _ in hit]
        return {"hit on the first step": float(0 in hits), "last bar filled": float(any(s >= STEPS - BAR for s in hits))}
    f = {"no chord": share(q == "N" for _, q in e.chords), "other chord": share(q == "other" for _, q in e.chords)}
    if domain == "chords":
        return f
    rests = [b[0] - (a[0] + a[1]) for a, b in zip(e.tune, e.tune[1:]) if b[0] > a[0] + a[1]]
    f |= {"shortest rests": share(r == SHORTEST_REST for r in rests), "rests off the eighths": share(r % 2 for r in rests),
          "last note cut": float(e.tune[-1][0] + e.tune[-1][1] == STEPS)}
    return f
