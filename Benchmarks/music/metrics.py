#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How our pieces compare with real music in plain figures: pitch, rhythm, repetition, tunes.

    metrics.py --songc BINARY --check DIR [--stdlib DIR] [--count N] [--seed S] [--seconds N] [--performed]
               [--real STYLE=NAME ...] [--only STYLE ...] [--json FILE]

`--check` is the folder that holds `music_metrics.py`, which measures both sides, and `reference/dist_NAME.json`, what it
measured on real music. N pieces of each style (20) are built with `--songc`; the answer is a table for each style, in
Markdown. Needs numpy, mido and symusic.

What is measured is what is written: `humanize: 0`, as the rhythms of the references are quantised, and a tune is the part
of that role, not what looks like one. With `--performed` it is the MIDI file as it comes, and `music_metrics.py` looks for
the tune.
"""

import argparse
import importlib.util
import json
import pathlib
import tempfile
from typing import NamedTuple

import numpy as np

import midi_tracks
from songc_pieces import compiled

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Collections that are nearest: folk tunes with chords for folk, songs of pop for all others.
NEAREST = {"folk": "nottingham"}
OTHERS = "pop"
# In "pop" the gaps between notes aren't those of the tune; there the tunes' own file has them.
TUNES_OF = {"pop": "pop909"}
OF_TUNE = ("melody_", "leap_recovery", "rhythm_entropy_ioi")
# These follow the number of parts and how they are played; the collections are arranged for two or three.
OF_BAND = ("velocity_std", "off_grid_16th", "polyphony_mean", "notes_per_beat", "pitch_range", "pitch_entropy")


class Spread(NamedTuple):
    low: float
    middle: float
    high: float


def loaded(path):
    """The module of that file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def real_spread(figures):
    """p10, median, p90. The references hold p5, p25, p75 and p95, so the outer two are read off the straight lines between."""
    ranks = (1, 5, 25, 50, 75, 95, 99)
    return Spread(*np.interp((10, 50, 90), ranks, [figures[f"p{rank}"] for rank in ranks]))


def reference_of(arguments, name):
    """The figures of a collection; what is measured on the tune alone is from the file of its tunes."""
    read = lambda name: json.loads((arguments.check / "reference" / f"dist_{name}.json").read_text())
    figures = read(name)
    if name in TUNES_OF and not arguments.performed:
        figures |= {key: value for key, value in read(TUNES_OF[name]).items() if key.startswith(OF_TUNE)}
    return figures


# MARK: Ours


def measured(check, folder, name):
    """The metrics of one written piece: those of a tune on the tune alone."""
    report = json.loads((folder / f"{name}.report.json").read_text())
    piece = midi_tracks.read(folder / f"{name}.mid")
    parts = [part for part in report["parts"] if part["notes"]]
    tracks = [([tuple(note) for note in t.notes], t.is_drums, t.name) for t in piece.tracks]
    assert len(parts) == len(tracks), f"{name}: {len(parts)} parts, {len(tracks)} tracks"
    bar = 4 * piece.meter[0] / piece.meter[1]
    tune = [track for part, track in zip(parts, tracks) if part["role"] == "melody"]
    of_all, of_tune = check.metrics(tracks, bar), check.metrics(tune, bar) if tune else None
    return {key: (of_tune or {}).get(key) if key.startswith(OF_TUNE) else value for key, value in of_all.items()}


def ours(check, arguments, style, place):
    folder = pathlib.Path(place)
    exact = "" if arguments.performed else "humanize: 0\n"
    specs = {f"{style}-{i}": f"song: 1\nseed: {arguments.seed}-{style}-{i}\nstyle: {style}\n"
                             f"duration: {arguments.seconds}s\n{exact}" for i in range(arguments.count)}
    compiled(arguments.songc, arguments.stdlib, specs, place, "midi")
    if arguments.performed:
        return [check.metrics(*check.load(str(folder / f"{name}.mid"))) for name in specs]
    return [measured(check, folder, name) for name in specs]


# MARK: The comparison


def compared(rows, reference):
    """For each metric the two spreads, how far our median is from the real one, and how many of ours are beyond real."""
    result = {}
    for key, figures in reference.items():
        if key in ("n", "note"):
            continue
        values = np.array([row[key] for row in rows if row[key] is not None])
        if not len(values):
            continue
        real, mine = real_spread(figures), Spread(*np.percentile(values, [10, 50, 90]))
        half = real.high - real.middle if mine.middle > real.middle else real.middle - real.low
        beyond = np.mean((values < figures["p1"] - 1e-9) | (values > figures["p99"] + 1e-9))
        outside = max(real.low - mine.middle, mine.middle - real.high, 0)
        # What the table would show as 0 is none.
        outside = 0 if outside < 0.005 else outside
        result[key] = {"real": real._asdict(), "ours": mine._asdict(), "outside": float(outside), "pieces": len(values),
                       "distance": float((mine.middle - real.middle) / half) if half > 1e-9 else None,
                       "beyond": float(beyond), "of band": key in OF_BAND}
    return result


def passing(rows, reference, at_most=4):
    """The share of pieces of which at most four metrics lie beyond p1 and p99, as music_metrics.py --compare counts."""
    keys = [key for key in reference if key not in ("n", "note", *OF_BAND)]
    counts = [sum(row[k] is not None and not reference[k]["p1"] - 1e-9 <= row[k] <= reference[k]["p99"] + 1e-9 for k in keys)
              for row in rows]
    return float(np.mean([count <= at_most for count in counts])), float(np.mean(counts))


def shown(value):
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def table(style, name, real_pieces, found):
    share, mean = found["passing"]
    print(f"\n### {style}\n\nAgainst {real_pieces} pieces of `{name}`. {share:.0%} of ours have four or fewer metrics beyond "
          f"p1 and p99 of the real ones; the mean is {mean:.1f}.\n")
    print("| metric | real p10, median, p90 | ours p10, median, p90 | median outside of p10 to p90 | pieces beyond p1 to p99 |")
    print("|---|---|---|---|---|")
    for key, f in found["metrics"].items():
        real, mine = (", ".join(map(shown, f[side].values())) for side in ("real", "ours"))
        way = "above" if f["ours"]["middle"] > f["real"]["middle"] else "below"
        outside = f"**{way} by {shown(f['outside'])}**" if f["outside"] else ""
        print(f"| {key}{' (band)' * f['of band']} | {real} | {mine} | {outside} | {f['beyond']:.0%} |")


def summary(results):
    """Our medians in one table, those outside in bold; real ranges where styles share a collection."""
    styles, reals = list(results), list(dict.fromkeys(result["real"] for result in results.values()))
    print("\n### All styles\n\nMedians of ours; bold: outside of p10 to p90 of the real music.\n")
    print("| metric | " + " | ".join([*(f"real, {name}" for name in reals), *styles]) + " |")
    print("|" + "---|" * (1 + len(reals) + len(styles)))
    for key in dict.fromkeys(key for result in results.values() for key in result["metrics"]):
        found = {style: results[style]["metrics"].get(key) for style in styles}
        cells = []
        for name in reals:
            real = next((f["real"] for style, f in found.items() if f and results[style]["real"] == name), None)
            cells.append(f"{shown(real['low'])} to {shown(real['high'])}" if real else "")
        for f in found.values():
            middle = shown(f["ours"]["middle"]) if f else ""
            cells.append(f"**{middle}**" if f and f["outside"] else middle)
        print(f"| {key}{' (band)' * (key in OF_BAND)} | " + " | ".join(cells) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songc", required=True)
    parser.add_argument("--check", type=pathlib.Path, required=True)
    parser.add_argument("--stdlib", type=pathlib.Path, default=ROOT / "stdlib")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", default="metrics")
    parser.add_argument("--seconds", type=int, default=90)
    parser.add_argument("--performed", action="store_true")
    parser.add_argument("--real", nargs="*", default=[], metavar="STYLE=NAME", help="another reference for a style")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    check = loaded(arguments.check / "music_metrics.py")
    nearest = NEAREST | dict(pair.split("=") for pair in arguments.real)
    results = {}
    for style in arguments.only or sorted(path.stem for path in (arguments.stdlib / "styles").glob("*.yaml")):
        name = nearest.get(style, OTHERS)
        reference = reference_of(arguments, name)
        with tempfile.TemporaryDirectory() as place:
            rows = [row for row in ours(check, arguments, style, place) if row]
        results[style] = {"real": name, "metrics": compared(rows, reference), "passing": passing(rows, reference)}
        table(style, name, reference["n"], results[style])
    summary(results)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
