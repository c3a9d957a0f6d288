#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How the parts of our pieces lie to one another: what a look at a piano roll shows, counted.

    texture.py --songc BINARY [--stdlib DIR] [--count N] [--seed S] [--seconds N] [--only STYLE ...] [--json FILE]

Builds N pieces (20) of each style as written (`humanize: 0`) and prints a row for each figure and a column for each style,
in Markdown. Needs numpy and mido. Times are counted in eighths of the piece; chords are the parts chords and pad.
"""

import argparse
import json
import pathlib
import re
import tempfile

import numpy as np

import midi_tracks
from dumps import plan
from songc_pieces import compiled

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHORDS = ("chords", "pad")
# What stands in the middle of an eighth is heard in it.
EIGHTH, MIDDLE = 0.5, 0.25
FIGURES = {
    "tune inside": "share of the tune's time at or below the top of the chords, %",
    "below chords": "share of the tune's time below the lowest note of the chords, %",
    "arpeggio above": "arpeggio notes above the tune that sounds, %",
    "doubled": "chord notes that another chord part plays in the same octave, %",
    "hole": "median of semitones from the bass up to the lowest chord note",
    "bass octaves": "steps of the bass of an octave or more, %",
    "leaps": "steps of the tune of a sixth or more, %",
    "leaps between bars": "the same where a bar begins, %",
    "loud bars": "tune notes a bar in the louder half of the bars that have some, as % of those in the calmer half",
    "one-note bars": "bars of the tune with a single onset, % of those with one",
    "without tune": "bars without an onset of the tune, %",
    "longest without": "longest stretch without the tune, median of seconds",
    "tails": "notes of the tune that end in a tied sixteenth, %",
    "held chords": "time in chords that stay for four bars or more, %",
    "open end": "pieces whose last chord isn't the tonic, %",
}


def sounding(notes, grid):
    """For each place of the grid the keys that sound."""
    result = [[] for _ in grid]
    for n in notes:
        first, last = np.searchsorted(grid, [n.onset - 1e-6, n.onset + n.length - 1e-6])
        for i in range(first, last):
            result[i].append(n.key)
    return result


def percent(values):
    values = list(values)
    return 100 * sum(values) / len(values) if values else np.nan


def tails(path):
    """Of the notes of the first part, those whose last piece is a tied sixteenth."""
    text = path.read_text()
    part = text[text.index("<part "):text.index("</part>")]
    notes = [note for note in re.findall(r"<note\b.*?</note>", part, re.S) if "<pitch>" in note]
    ends = [note for note in notes if '<tie type="start"' not in note]
    return percent('<tie type="stop"' in note and "<type>16th" in note for note in ends)


def measured(folder, name):
    report = json.loads((folder / f"{name}.report.json").read_text())
    piece, plan_of_piece = midi_tracks.read(folder / f"{name}.mid"), plan(folder, name)
    parts = [part for part in report["parts"] if part["notes"]]
    of = lambda *roles: [t.notes for part, t in zip(parts, piece.tracks) if part["role"] in roles]
    tune, bass = (sum(of(role), []) for role in ("melody", "bass"))
    end = max(n.onset + n.length for t in piece.tracks for n in t.notes)
    grid = np.arange(MIDDLE, end, EIGHTH)
    tune_at, bass_at = sounding(tune, grid), sounding(bass, grid)
    chords_by_part = [sounding(notes, grid) for notes in of(*CHORDS)]
    chords_at = [sum(keys, []) for keys in zip(*chords_by_part)] or [[] for _ in grid]
    both = [(t[0], c) for t, c in zip(tune_at, chords_at) if t and c]
    arpeggio = [(n.key, tune_at[min(len(grid) - 1, int(n.onset / EIGHTH))]) for notes in of("arpeggio") for n in notes]
    starts = np.array([bar[0] for bar in plan_of_piece.bars])
    bar_of = lambda n: int(np.searchsorted(starts, n.onset + 1e-6)) - 1
    counts = np.bincount([bar_of(n) for n in tune], minlength=len(starts)) if tune else np.zeros(len(starts))
    levels = np.array([bar[3] for bar in plan_of_piece.bars])
    # The last bar holds its chord.
    played = [i for i in range(len(starts) - 1) if counts[i]]
    middle = np.median(levels[played]) if played else 0
    loud, calm = ([counts[i] for i in played if (levels[i] > middle) == side] for side in (True, False))
    steps = [(abs(b.key - a.key), bar_of(a) != bar_of(b)) for a, b in zip(tune, tune[1:])]
    onsets = [0, *(n.onset for n in tune), end]
    chord_starts = np.array([at for at, _ in plan_of_piece.chords] + [end])
    chord_lengths = np.diff(chord_starts)
    bar = starts[1] - starts[0]
    tonic = report["key"].split()[0]
    last = re.match(r"[A-G][#b]?", plan_of_piece.chords[-1][1])[0]
    return {
        "tune inside": percent(t <= max(c) for t, c in both),
        "below chords": percent(t < min(c) for t, c in both),
        "arpeggio above": percent(key > t[0] for key, t in arpeggio if t),
        "doubled": percent(sum(key in other[i] for other in chords_by_part) > 1
                           for part in chords_by_part for i, keys in enumerate(part) for key in keys
                           if sum(bool(other[i]) for other in chords_by_part) > 1),
        "hole": np.median([min(c) - min(b) for b, c in zip(bass_at, chords_at) if b and c] or [np.nan]),
        "bass octaves": percent(abs(b.key - a.key) >= 12 for a, b in zip(bass, bass[1:])),
        "leaps": percent(step >= 8 for step, _ in steps),
        "leaps between bars": percent(step >= 8 for step, is_between in steps if is_between),
        "loud bars": 100 * np.mean(loud) / np.mean(calm) if loud and calm else np.nan,
        "one-note bars": percent(counts[i] == 1 for i in played),
        "without tune": percent(counts[i] == 0 for i in range(len(starts) - 1)),
        "longest without": max(b - a for a, b in zip(onsets, onsets[1:])) * 60 / piece.tempo,
        "tails": tails(folder / f"{name}.musicxml"),
        "held chords": 100 * chord_lengths[chord_lengths >= 4 * bar - 1e-6].sum() / chord_lengths.sum(),
        "open end": 100.0 * (last != tonic),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songc", required=True)
    parser.add_argument("--stdlib", type=pathlib.Path, default=ROOT / "stdlib")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", default="texture")
    parser.add_argument("--seconds", type=int, default=90)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    styles = arguments.only or sorted(path.stem for path in (arguments.stdlib / "styles").glob("*.yaml"))
    results = {}
    for style in styles:
        specs = {f"{style}-{i}": f"song: 1\nseed: {arguments.seed}-{style}-{i}\nstyle: {style}\n"
                                 f"duration: {arguments.seconds}s\nhumanize: 0\n" for i in range(arguments.count)}
        with tempfile.TemporaryDirectory() as place:
            compiled(arguments.songc, arguments.stdlib, specs, place, "midi,musicxml,arrangement,score")
            rows = [measured(pathlib.Path(place), name) for name in specs]
        results[style] = {}
        for key in FIGURES:
            values = [row[key] for row in rows if not np.isnan(row[key])]
            mean_of = np.median if key in ("hole", "longest without") else np.mean
            results[style][key] = float(mean_of(values)) if values else None
    print("| figure | " + " | ".join(styles) + " |\n|" + "---|" * (len(styles) + 1))
    for key, meaning in FIGURES.items():
        cells = (results[style][key] for style in styles)
        print(f"| {meaning} | " + " | ".join("" if value is None else f"{value:.0f}" for value in cells) + " |")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
