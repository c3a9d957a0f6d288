#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How second tunes go with the first: those of our pieces, and the second voices of POP909.

    counter.py --songc BINARY [--stdlib DIR] [--count N] [--seed S] [--only STYLE ...] [--corpora DIR] [--json FILE]

Builds N pieces (20) of each style as written (`humanize: 0`), 90 s long, with a part of the role counter, and prints a row
for each figure and a column for each style, in Markdown; with `--corpora` (holds `pop909`) a column of real
second voices before them. Needs numpy and mido.
"""

import argparse
import json
import pathlib
import tempfile

import numpy as np

import midi_tracks
from dumps import plan
from songc_pieces import compiled

ROOT = pathlib.Path(__file__).resolve().parents[2]
STYLES = ("cinematic", "folk", "pop")
NAMES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
# An attack less than a thirty-second away is together.
TOGETHER = 0.12
FIGURES = {
    "notes": "notes against 100 of the tune where both play",
    "free": "notes that begin where the tune rests or has held for an eighth, %",
    "together": "notes that begin with one of the tune, %",
    "gaps": "rests and held notes of the tune of a quarter and more in which a note begins, %",
    "held": "time of notes of a quarter and more in which the tune begins one, %",
    "parallels": "fifths and octaves in parallel with the tune, of 100 moves of both",
    "bass parallels": "the same with the bass",
    "contrary": "moves of both at once in contrary directions, %",
    "correlation": "correlation of the steps of both where both move",
    "strong": "notes on the bar line and in the middle that are tones of the chord, %",
    "crossing": "time above the tune, %",
    "steps": "steps up to a whole tone, %",
    "leaps": "leaps of a sixth and more, %",
    "dissonant": "time a semitone or a major seventh from the tune, %",
}


def root_of(symbol):
    if not symbol or symbol[0] not in NAMES:
        return None
    return (NAMES[symbol[0]] + symbol[1:].count("#", 0, 1) - (1 if symbol[1:2] == "b" else 0)) % 12


def at(notes, starts, time):
    """The note that sounds at a time, or None."""
    i = int(np.searchsorted(starts, time + 1e-6)) - 1
    return notes[i] if i >= 0 and notes[i][0] + notes[i][1] > time + 1e-6 else None


def single(notes):
    """The highest of what begins together, each until the next one at most."""
    result = []
    for note in sorted(notes, key=lambda n: (n[0], -n[2])):
        if result and note[0] - result[-1][0] < TOGETHER / 2:
            continue
        if result and result[-1][0] + result[-1][1] > note[0]:
            result[-1] = (result[-1][0], note[0] - result[-1][0], result[-1][2])
        result.append((note[0], note[1], note[2]))
    return result


def parallels(upper, lower):
    """Moves of both at once, and those among them from one fifth or octave to another."""
    both, wrong, same = [], 0, []
    for one, two in zip(lower, lower[1:]):
        start = np.array([n[0] for n in upper])
        now = int(np.searchsorted(start, two[0] + TOGETHER / 2)) - 1
        if now < 1 or abs(upper[now][0] - two[0]) > TOGETHER / 2 or two[0] - one[0] - one[1] > 1:
            continue
        then = upper[now - 1]
        if then[0] + then[1] <= one[0] or then[2] == upper[now][2] or one[2] == two[2]:
            continue
        first, second = (then[2] - one[2]) % 12, (upper[now][2] - two[2]) % 12
        wrong += first == second and first in (0, 7)
        both.append((upper[now][2] - then[2], two[2] - one[2]))
    return both, wrong


def figures(tune, line, bass, chords, bar_starts, bar_length):
    """The figures of a piece; notes are (onset, length, key) in quarters, chords (onset, pitch classes)."""
    tune, line, bass = single(tune), single(line), single([(n[0], n[1], n[2]) for n in bass]) if bass else []
    if len(line) < 8 or len(tune) < 8:
        return None
    starts, own = np.array([n[0] for n in tune]), np.array([n[0] for n in line])
    first, last = line[0][0], line[-1][0] + line[-1][1]
    # Bars in which both play.
    bars = [b for b in bar_starts if any(b <= o < b + bar_length for o in own) and any(b <= o < b + bar_length for o in starts)]
    counted = lambda notes: sum(any(b <= n[0] < b + bar_length for b in bars) for n in notes)
    together = [bool(np.min(np.abs(starts - n[0])) < TOGETHER) for n in line]
    free = []
    for n, begins in zip(line, together):
        sounding = at(tune, starts, n[0])
        free.append(not begins and (sounding is None or n[0] - sounding[0] >= 0.5 - 1e-6))
    gaps = []
    for one, two in zip(tune, tune[1:]):
        if two[0] - one[0] >= 1.5 - 1e-6 and first <= one[0] < last:
            gaps.append(any(one[0] + TOGETHER < o < two[0] - TOGETHER for o in own))
    long_notes = [n for n in line if n[1] >= 1]
    held = [any(n[0] + TOGETHER < s < n[0] + n[1] - TOGETHER for s in starts) for n in long_notes]
    both, wrong = parallels(tune, line)
    bass_both, bass_wrong = parallels(line, bass) if bass else ([], 0)
    moving = np.array(both) if both else np.zeros((0, 2))
    strong, chord_starts = [], np.array([c[0] for c in chords])
    for n in line:
        place = min((abs(n[0] - b), abs(n[0] - b - bar_length / 2)) for b in bar_starts[max(0, int(np.searchsorted(bar_starts, n[0] + 1e-6)) - 1):][:1])
        if min(place) > TOGETHER / 2:
            continue
        i = int(np.searchsorted(chord_starts, n[0] + TOGETHER / 2)) - 1
        if i >= 0 and chords[i][1]:
            strong.append(n[2] % 12 in chords[i][1])
    grid = np.arange(first, last, 0.25)
    pairs = [(a[2], b[2]) for a, b in ((at(tune, starts, t), at(line, own, t)) for t in grid) if a and b]
    steps = [abs(b[2] - a[2]) for a, b in zip(line, line[1:])]
    share = lambda values: 100 * float(np.mean(values)) if len(values) else np.nan
    return {
        "notes": 100 * counted(line) / max(1, counted(tune)), "free": share(free), "together": share(together),
        "gaps": share(gaps), "held": share(held),
        "parallels": 100 * wrong / len(both) if len(both) > 4 else np.nan,
        "bass parallels": 100 * bass_wrong / len(bass_both) if len(bass_both) > 4 else np.nan,
        "contrary": share([a * b < 0 for a, b in both]),
        "correlation": float(np.corrcoef(moving.T)[0, 1]) if len(both) > 8 and moving.std(0).min() > 0 else np.nan,
        "strong": share(strong), "crossing": share([b > a for a, b in pairs]), "steps": share([s <= 2 for s in steps]),
        "leaps": share([s >= 8 for s in steps]), "dissonant": share([abs(a - b) % 12 in (1, 11) for a, b in pairs]),
    }


def qualities(folder):
    """Semitones above the root for each quality of the collections' chord symbols."""
    rows = [line.split("\t") for line in (folder / "chord_vocabulary.tsv").read_text().splitlines()[1:]]
    return {row[0]: [int(s) for s in row[1].replace(",", " ").split()] for row in rows if row[1].strip()}


def real(corpora):
    tones = qualities(corpora)
    second_of = {}
    for text in (corpora / "pop909" / "piano.jsonl").open():
        song = json.loads(text)
        second_of[song["id"]] = song.get("bridge") or []
    for text in (corpora / "pop909" / "songs.jsonl").open():
        song = json.loads(text)
        second = second_of.get(song["id"])
        if not second or not song.get("melody"):
            continue
        q, meter = song["q"], song["meter"][0][1]
        above, below = (int(x) for x in meter.split("/"))
        length = 4 * above / below
        chords = []
        for onset, _, symbol in song["chords"]:
            name, _, quality = symbol.partition(":")
            quality = quality.split("/")[0].split("(")[0]
            root = root_of(name)
            chords.append((onset / q, {(root + s) % 12 for s in tones[quality]} if root is not None and quality in tones else set()))
        notes = lambda key: [(n[0] / q, n[1] / q, n[2]) for n in key]
        end = max(n[0] + n[1] for n in song["melody"]) / q
        bars = [b / q for b in song["bars"]] if song.get("bars") else list(np.arange(0, end, length))
        yield figures(notes(song["melody"]), notes(second), notes(song["bass"]), chords, bars, length)


CHORDS = {"": (0, 4, 7), "m": (0, 3, 7), "7": (0, 4, 7, 10), "maj7": (0, 4, 7, 11), "m7": (0, 3, 7, 10), "dim": (0, 3, 6),
          "sus4": (0, 5, 7), "sus2": (0, 2, 7), "aug": (0, 4, 8), "m7b5": (0, 3, 6, 10), "6": (0, 4, 7, 9)}


def tones_of(symbol):
    root = root_of(symbol)
    suffix = symbol[1:].lstrip("#b").split("/")[0] if root is not None else None
    return {(root + s) % 12 for s in CHORDS[suffix]} if suffix in CHORDS else set()


def ours(folder, name):
    report = json.loads((folder / f"{name}.report.json").read_text())
    piece, plan_of_piece = midi_tracks.read(folder / f"{name}.mid"), plan(folder, name)
    parts = [part for part in report["parts"] if part["notes"]]
    of = lambda role: [(n.onset, n.length, n.key) for part, t in zip(parts, piece.tracks) if part["role"] == role for n in t.notes]
    bars = [bar[0] for bar in plan_of_piece.bars]
    chords = [(onset, tones_of(symbol)) for onset, symbol in plan_of_piece.chords]
    return figures(of("melody"), of("counter"), of("bass"), chords, bars, bars[1] - bars[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songc", required=True)
    parser.add_argument("--stdlib", type=pathlib.Path, default=ROOT / "stdlib")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", default="counter")
    parser.add_argument("--only", nargs="*", default=STYLES)
    parser.add_argument("--corpora", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    results = {}
    if arguments.corpora:
        results["pop909"] = [row for row in real(arguments.corpora) if row]
    for style in arguments.only:
        specs = {f"{style}-{i}": f"song: 1\nseed: {arguments.seed}-{style}-{i}\nstyle: {style}\nduration: 90s\nhumanize: 0\n"
                 for i in range(arguments.count)}
        with tempfile.TemporaryDirectory() as place:
            compiled(arguments.songc, arguments.stdlib, specs, place, "midi,arrangement,score")
            results[style] = [row for row in (ours(pathlib.Path(place), name) for name in specs) if row]
    means = {style: {key: float(np.nanmean([row[key] for row in rows])) if rows and not all(np.isnan(row[key]) for row in rows) else None
                     for key in FIGURES} for style, rows in results.items()}
    print("| figure | " + " | ".join(f"{style} ({len(rows)})" for style, rows in results.items()) + " |\n|" + "---|" * (len(results) + 1))
    for key, meaning in FIGURES.items():
        digits = 2 if key == "correlation" else 1 if "parallels" in key else 0
        cells = ("" if means[style][key] is None else f"{means[style][key]:.{digits}f}" for style in results)
        print(f"| {meaning} | " + " | ".join(cells) + " |")
    if arguments.json:
        arguments.json.write_text(json.dumps(means, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
