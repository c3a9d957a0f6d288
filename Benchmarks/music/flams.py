# SPDX-License-Identifier: Apache-2.0
"""Flams and drags of drummers: how often, how close and how soft.

python3 Benchmarks/music/flams.py DIR

DIR holds groove_midi/drums.jsonl, as for corpora.py. A flam is a stroke of the snare 10 to 45 ms before a louder one; a drag
two strokes 30 to 75 ms apart before one, both 5 dB softer or more. Prints, of beats in straight styles and of fills in 4/4, the
share of the snare's backbeats (beats 2 and 4, velocity 80 and more) and of all its strokes that have one; quartiles of the
distances and of the levels against the stroke (40 log10 of the velocities); and tenths of takes of 16 bars and more by flams
a bar. The figures stand in Sources/SongComposer/DrummerHabits.swift and Sources/SongIR/Ornament.swift. Needs numpy.
"""
import json
import pathlib
import sys

import numpy as np

STRAIGHT = {"rock", "pop", "funk", "soul", "hiphop", "dance", "punk", "gospel", "country"}
SNARE = {38, 40}


def level(soft, loud):
    return 40 * np.log10(soft / loud)


def rudiments(take):
    """Of each stroke of the snare: place among sixteenths, velocity, a flam's distance and level, a drag's."""
    milliseconds = 60_000 / take["bpm"] / take["q"]
    strokes = sorted((tick, velocity) for tick, drum, velocity in take["hits"] if drum in SNARE and velocity > 0)
    for index, (tick, velocity) in enumerate(strokes):
        flam = drag = None
        if index > 0:
            before, soft = strokes[index - 1]
            near = (tick - before) * milliseconds
            if 10 <= near <= 45 and soft < velocity:
                flam = near, level(soft, velocity)
            if index > 1 and 30 <= near <= 75:
                first, softer = strokes[index - 2]
                far = (before - first) * milliseconds
                if 30 <= far <= 75 and max(level(soft, velocity), level(softer, velocity)) <= -5:
                    drag = (near + far) / 2, level(soft, velocity)
        yield round(tick / 120) % 16, velocity, flam, drag


def quartiles(values):
    return " ".join(f"{value:.1f}" for value in np.percentile(values, [25, 50, 75]))


def main():
    takes = [json.loads(line) for line in (pathlib.Path(sys.argv[1]) / "groove_midi" / "drums.jsonl").open()]
    takes = [take for take in takes if take["meter"].startswith("4") and take["style"].split("/")[0] in STRAIGHT]
    for kind in ("beat", "fill"):
        found = [stroke for take in takes if take["type"] == kind for stroke in rudiments(take)]
        backbeats = [stroke for stroke in found if stroke[0] in (4, 12) and stroke[1] >= 80]
        print(f"{kind}s: {len(found)} strokes, {len(backbeats)} backbeats")
        for name, place in (("flams", 2), ("drags", 3)):
            own = [stroke[place] for stroke in found if stroke[place]]
            share = len(own) / len(found)
            on_beats = sum(stroke[place] is not None for stroke in backbeats) / len(backbeats)
            print(
                f"  {name} {share:.1%} of strokes, {on_beats:.1%} of backbeats; "
                f"{quartiles([gap for gap, _ in own])} ms; {quartiles([decibels for _, decibels in own])} dB")
    often = sorted(
        sum(flam is not None for _, _, flam, _ in rudiments(take)) / take["bars"]
        for take in takes if take["type"] == "beat" and take["bars"] >= 16)
    print("flams a bar, tenths of takes:", " ".join(f"{often[len(often) * tenth // 10]:.3f}" for tenth in range(10)))


main()
