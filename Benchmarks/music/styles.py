#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Can a classifier tell the styles apart by the MIDI files alone?

    styles.py --songc BINARY [--stdlib DIR] [--count N] [--seed S] [--alone] [--json FILE]

Builds N pieces (40) of 40 to 120 s of each style, each of a seed of its own, and prints how many a classifier puts into the
right style, in five folds: with all features, and without those that are the style's own by its data (instruments,
tempo, and how exactly and loud it is played); with `--alone` by each group alone too, which takes minutes. Names of tracks
and sections aren't read. The interval is 95 % (Wilson). Exits with 3 where fewer than `--goal` are right. Needs numpy,
scikit-learn and mido.
"""

import argparse
import json
import math
import pathlib
import random
import sys
import tempfile
from statistics import mean, median, pstdev

import numpy as np

import midi_tracks
from classifier import folds, probabilities
from encoding import DRUM_OF_PITCH, DRUMS, nearest, pitch_class, tonic_as_c
from features import LENGTHS, entropy, length_class, likeness, share, shares
from songc_pieces import compiled

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Programs of General MIDI in families of eight.
FAMILIES = ("piano", "mallets", "organ", "guitar", "bass", "strings", "ensemble", "brass", "reed", "pipe", "lead", "pad",
            "effects", "ethnic", "percussive", "noises")
# What a style's data sets for every piece, whatever is composed.
OWN = ("instruments", "tempo", "playing")
SLOTS = 16


# MARK: Features


def instruments(piece):
    families = [FAMILIES[t.program // 8] for t in piece.tracks if not t.is_drums for _ in t.notes]
    kit = [n.key for t in piece.tracks if t.is_drums for n in t.notes]
    f = shares("instruments.family", families, FAMILIES) | shares("instruments.stroke", kit, range(35, 88))
    f["instruments.parts"], f["instruments.drums"] = len(piece.tracks), sum(t.is_drums for t in piece.tracks)
    return f


def playing(notes):
    """How far from the grid and how evenly."""
    away = [abs(4 * n.onset - nearest(4 * n.onset)) for n in notes]
    velocities = [n.velocity for n in notes]
    return {"playing.off the grid": mean(away), "playing.farthest off": float(np.percentile(away, 90)),
            "playing.velocity": mean(velocities), "playing.spread of velocity": pstdev(velocities)}


def steps(notes):
    """(sixteenth, length, key), in order."""
    return sorted((nearest(4 * n.onset), max(1, nearest(4 * n.length)), n.key) for n in notes)


def slots(prefix, onsets, bar):
    """The share of onsets in each sixteenth of the bar, whatever its length."""
    return shares(prefix, [on % bar * SLOTS // bar for on in onsets], range(SLOTS))


def line(prefix, notes, bar, bars):
    """A part as one voice."""
    onsets, keys = [on for on, _, _ in notes], [key for _, _, key in notes]
    moves = [b - a for a, b in zip(keys, keys[1:])]
    f = slots(f"{prefix} onset at", onsets, bar)
    f |= shares(f"{prefix} move", [min(13, abs(m)) for m in moves], range(14))
    f |= shares(f"{prefix} length", [length_class(n) for _, n, _ in notes], LENGTHS)
    f[f"{prefix} height"], f[f"{prefix} spread"] = mean(keys), pstdev(keys)
    f[f"{prefix} notes a bar"] = len(notes) / bars
    f[f"{prefix} at once"] = len(onsets) / len(set(onsets))
    return f


def register(pitched):
    keys = [key for part in pitched for _, _, key in part]
    f = {f"register.octave {o}": share(key // 12 == o for key in keys) for o in range(2, 8)}
    f["register.lowest"], f["register.highest"] = np.percentile(keys, [5, 95])
    return f


def rhythm(pitched, bar, bars):
    notes = sorted(note for part in pitched for note in part)
    onsets = sorted({on for on, _, _ in notes})
    f = slots("rhythm.onset at", [on for on, _, _ in notes], bar)
    f |= shares("rhythm.length", [length_class(n) for _, n, _ in notes], LENGTHS)
    f |= shares("rhythm.gap", [length_class(b - a) for a, b in zip(onsets, onsets[1:])], LENGTHS)
    f["rhythm.notes a bar"], f["rhythm.onsets a bar"] = len(notes) / bars, len(onsets) / bars
    f["rhythm.bar"], f["rhythm.at once"] = bar, len(notes) / len(onsets)
    filled = [[on % bar for on in onsets if on // bar == b] for b in range(bars)]
    f |= {f"rhythm.alike at {lag}": likeness(filled, lag) for lag in (1, 2, 4, 8)}
    density = [len(b) for b in filled]
    f["rhythm.spread of bars"] = pstdev(density)
    return f


def harmony(pitched, bar, bars, c):
    notes = [note for part in pitched for note in part]
    degrees = [(key - c) % 12 for _, _, key in notes]
    f = shares("harmony.degree", degrees, range(12))
    half = max(1, bar // 2)
    weight = np.zeros((2 * bars, 12))
    lowest = [None] * (2 * bars)
    for on, n, key in notes:
        for h in range(on // half, min(2 * bars, -(-(on + n) // half))):
            weight[h, (key - c) % 12] += min(on + n, (h + 1) * half) - max(on, h * half)
            if lowest[h] is None or key < lowest[h]:
                lowest[h] = key
    roots = [(key - c) % 12 for key in lowest if key is not None]
    unit = weight / (np.linalg.norm(weight, axis=1, keepdims=True) + 1e-9)
    for lag in (1, 2, 4, 8):
        f[f"harmony.alike at {lag}"] = float((unit[lag:] * unit[:-lag]).sum(axis=1).mean()) if 2 * bars > lag else 0.0
    f["harmony.classes in a half bar"] = mean((row > 0.1 * row.sum()).sum() for row in weight)
    f["harmony.lowest changes"] = share(a != b for a, b in zip(roots, roots[1:]))
    f |= shares("harmony.lowest", roots, range(12))
    f["harmony.entropy of the lowest"] = entropy(roots)
    return f


def drums(struck, bar, bars):
    hits = [(on, DRUM_OF_PITCH.get(key, "other")) for on, _, key in struck]
    f = {}
    for name in (*DRUMS, "other"):
        mine = [on for on, n in hits if n == name]
        f |= slots(f"drums.{name} at", mine, bar)
        f[f"drums.{name} a bar"] = len(mine) / bars
    f["drums.hits a bar"] = len(hits) / bars
    f["drums.bars"] = len({on // bar for on, _ in hits}) / bars
    return f


def features(path):
    piece = midi_tracks.read(path)
    bar = nearest(16 * piece.meter[0] / piece.meter[1])
    every = [n for t in piece.tracks for n in t.notes]
    pitched = [steps(t.notes) for t in piece.tracks if not t.is_drums]
    struck = [n for t in piece.tracks if t.is_drums for n in steps(t.notes)]
    bars = max(on for part in (*pitched, struck) for on, _, _ in part) // bar + 1
    is_minor = piece.tonic.endswith("m")
    c = tonic_as_c(pitch_class(piece.tonic.removesuffix("m")), is_minor)
    by_height = sorted(pitched, key=lambda part: median(key for _, _, key in part))
    f = instruments(piece) | {"tempo.quarters a minute": piece.tempo} | playing(every)
    f |= register(pitched) | rhythm(pitched, bar, bars) | harmony(pitched, bar, bars, c) | drums(struck, bar, bars)
    f["harmony.minor"] = float(is_minor)
    # The first part is the tune, as in most files.
    f |= line("lowest.", by_height[0], bar, bars) | line("highest.", by_height[-1], bar, bars)
    return f | line("tune.", pitched[0], bar, bars)


# MARK: The classifier


def wilson(right, total):
    z, share_right = 1.96, right / total
    middle = (share_right + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share_right * (1 - share_right) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return [middle - half, middle + half]


def classified(rows, labels, names, seed):
    """Right ones of the pieces held out, and the counts of (true, guessed)."""
    x = np.array([[row[name] for name in names] for row in rows], float)
    y, guessed = np.array(labels), np.zeros(len(labels), int)
    for fitted, test in folds(x, y, np.arange(len(y)), seed):
        guessed[test] = probabilities(fitted, x[test]).argmax(axis=1)
    right = int((guessed == y).sum())
    return {"accuracy": right / len(y), "interval": wilson(right, len(y)), "features": len(names), "pieces": len(y),
            "confusion": [[int(((y == a) & (guessed == b)).sum()) for b in range(max(y) + 1)] for a in range(max(y) + 1)]}


def show(title, found):
    low, high = found["interval"]
    print(f"| {title} | {found['features']} | {found['accuracy']:.1%} | {low:.1%} to {high:.1%} |")


def matrix(styles, found):
    print("\n| is, taken for | " + " | ".join(styles) + " |\n|" + "---|" * (len(styles) + 1))
    for style, row in zip(styles, found["confusion"]):
        print(f"| {style} | " + " | ".join(str(n) if n else "" for n in row) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songc", required=True)
    parser.add_argument("--stdlib", type=pathlib.Path, default=ROOT / "stdlib")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help="each group of features by itself too")
    parser.add_argument("--goal", type=float, default=0.95)
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    styles = sorted(path.stem for path in (arguments.stdlib / "styles").glob("*.yaml"))
    dice = random.Random(arguments.seed)
    rows, labels = [], []
    for label, style in enumerate(styles):
        specs = {f"{style}-{i}": f"song: 1\nseed: {dice.randrange(1 << 30)}\nstyle: {style}\n"
                                 f"duration: {dice.randrange(40, 121)}s\n" for i in range(arguments.count)}
        with tempfile.TemporaryDirectory() as place:
            compiled(arguments.songc, arguments.stdlib, specs, place, "midi")
            rows += [features(pathlib.Path(place) / f"{name}.mid") for name in specs]
        labels += [label] * len(specs)
    names = list(rows[0])
    of = lambda chosen: [n for n in names if chosen(n.split(".")[0])]
    print(f"{len(styles)} styles, {arguments.count} pieces each, by chance {1 / len(styles):.0%}\n")
    print("| features | number | right | 95 % |\n|---|---|---|---|")
    ways = {"all": of(lambda g: True), f"without {', '.join(OWN)}": of(lambda g: g not in OWN),
            f"without {', '.join(OWN)} and drums": of(lambda g: g not in (*OWN, "drums"))}
    if arguments.alone:
        groups = dict.fromkeys(n.split(".")[0] for n in names)
        ways |= {f"{group} alone": of(lambda g, group=group: g == group) for group in groups}
    results = {}
    for title, chosen in ways.items():
        results[title] = classified(rows, labels, chosen, arguments.seed)
        show(title, results[title])
    for title in list(ways)[:2]:
        print(f"\nPieces by style, {title}:")
        matrix(styles, results[title])
    if arguments.json:
        arguments.json.write_text(json.dumps({"styles": styles, "results": results}, indent=2, sort_keys=True) + "\n")
    sys.exit(3 if results["all"]["accuracy"] < arguments.goal else 0)


if __name__ == "__main__":
    main()
