# SPDX-License-Identifier: Apache-2.0
"""How songc plays, against what real players do: a table of the styles.

    python3 Benchmarks/music/performance.py SONGC STDLIB [COUNT]

Builds COUNT pieces (10) of 60 s in each style twice, as the style plays them and with no more than its swing, and takes the two MIDI
files apart note by note: what lies between them is the performance. Figures are medians over the pieces; beside each stand
P10 and P90 of real players: 371 takes of Groove MIDI for drums, 88 performances of Vienna 4x22 for velocities of tunes and
chords (shared by all styles, since the data are a piano's). Spread is that of the chords that are spread at all.
"""

import os
import random
import re
import statistics
import sys
import tempfile
from bisect import bisect_right
from collections import defaultdict

import mido
import numpy

from songc_pieces import compiled

STYLES = ("ambient", "chillout", "cinematic", "corporate", "drum_and_bass", "folk", "piano", "pop", "rock", "synth_pop")
TUNES = ("lead", "melody", "right", "tune", "topline")
REAL = {
    "drum sd": (17, 35), "drum sd, slots off": (15, 30), "drum lag-1": (0.08, 0.70), "drum alpha": (0.62, 1.02),
    "drum vel sd": (24, 39), "slot vel sd": (12, 25), "tune vel sd": (8, 15), "tune vel lag-1": (0.25, 0.79), "vel sd": (11.8, 16.7),
    "spread": (19, 41), "lead": (3, 23), "bar mean": (-2, 2),
}


def read(path):
    """Notes (tick, key, velocity, length) by track name and channel, and ticks to milliseconds."""
    file = mido.MidiFile(path)
    tempi, tracks, meters = [(0, 500000)], {}, set()
    for track in file.tracks:
        now, sounding, name, notes = 0, {}, "", []
        for m in track:
            now += m.time
            if m.type == "set_tempo":
                tempi.append((now, m.tempo))
            elif m.type == "time_signature":
                meters.add((m.numerator, m.denominator))
            elif m.type == "track_name":
                name = m.name
            elif m.type == "note_on" and m.velocity:
                sounding[m.note] = (now, m.velocity)
                notes.append([now, m.note, m.velocity, m.channel])
        if notes:
            tracks[name, notes[0][3]] = notes
    tempi.sort(key=lambda t: t[0])

    def tempo(tick):
        return tempi[bisect_right([t for t, _ in tempi], tick) - 1][1] / 1000 / file.ticks_per_beat

    return tracks, tempo, file.ticks_per_beat, meters


def pairs(exact, played):
    """(tick, deviation in ms, velocity, key) of the notes of each track; the n-th of a key belongs to the n-th."""
    (exact, tempo, quarter, meters), played = read(exact), read(played)[0]
    found = {}
    for track, notes in exact.items():
        queues = defaultdict(list)
        for note in played.get(track, []):
            queues[note[1]].append(note)
        if len(notes) != len(played.get(track, [])):
            continue
        rows = []
        for at, key, _, _ in notes:
            other = queues[key].pop(0)
            rows.append((at, (other[0] - at) * tempo(at), other[2], key))
        found[track] = rows
    return found, quarter, meters


def lag(values):
    values = numpy.array(values, float) - numpy.mean(values)
    return float((values[1:] * values[:-1]).sum() / max(1e-9, (values ** 2).sum()))


def alpha(values):
    profile = numpy.cumsum(numpy.array(values) - numpy.mean(values))
    sizes = numpy.unique(numpy.round(numpy.geomspace(4, len(values) // 4, 16)).astype(int))
    residues = []
    for size in sizes:
        rows = profile[:len(profile) // size * size].reshape(-1, size)
        t = numpy.arange(size)
        slope, level = numpy.polyfit(t, rows.T, 1)
        residues.append(numpy.sqrt(numpy.mean((rows.T - (numpy.outer(t, slope) + level)) ** 2)))
    return float(numpy.polyfit(numpy.log(sizes), numpy.log(numpy.maximum(residues, 1e-9)), 1)[0])


def off_slots(rows, quarter, value):
    """The standard deviation that is left when each sixteenth of the bar loses its mean."""
    slots = defaultdict(list)
    for row in rows:
        slots[round(row[0] * 4 / quarter) % 16].append(row[value])
    left = [v - statistics.mean(vs) for vs in slots.values() for v in vs]
    return statistics.pstdev(left)


def drum_figures(rows, quarter):
    by_time = {}
    for at, off, _, _ in rows:
        by_time.setdefault(at, off)
    line = [by_time[t] for t in sorted(by_time)]
    yield "drum sd", statistics.pstdev([r[1] for r in rows])
    yield "drum sd, slots off", off_slots(rows, quarter, 1)
    if len(line) >= 64 and statistics.pstdev(line) > 0:
        yield "drum lag-1", lag(line)
        if len(line) >= 128:
            yield "drum alpha", alpha(line)
    yield "drum vel sd", statistics.pstdev([r[2] for r in rows])
    yield "slot vel sd", off_slots(rows, quarter, 2)


def tune_figures(rows, others):
    tops = {}
    for row in rows:
        if row[0] not in tops or tops[row[0]][3] < row[3]:
            tops[row[0]] = row
    line = [tops[t] for t in sorted(tops)]
    if len(line) >= 24:
        velocities = [r[2] for r in line]
        yield "tune vel sd", statistics.pstdev(velocities)
        yield "tune vel lag-1", lag(velocities)
    with_others = [statistics.mean(others[t]) - tops[t][1] for t in tops if t in others]
    if with_others:
        yield "lead", statistics.mean(with_others)


def figures(found, quarter, is_four_four):
    pitched = [row for (_, channel), rows in found.items() if channel != 9 for row in rows]
    yield "vel sd", statistics.pstdev([row[2] for row in pitched])
    spreads = []
    for (name, channel), rows in found.items():
        if channel == 9:
            if len(rows) > 32 and is_four_four:
                yield from drum_figures(rows, quarter)
            continue
        chords = defaultdict(list)
        for row in rows:
            chords[row[0]].append(row[1])
        spreads += [max(c) - min(c) for c in chords.values() if len(c) > 1 and max(c) > min(c)]
    if spreads:
        yield "spread", statistics.median(spreads)
    tune = next((t for t in found if t[1] != 9 and t[0].split()[0].lower() in TUNES), next(iter(found)))
    others = defaultdict(list)
    for track, rows in found.items():
        if track != tune and track[1] != 9:
            for row in rows:
                others[row[0]].append(row[1])
    if tune[1] != 9:
        yield from tune_figures(found[tune], others)
    yield "bar mean", statistics.mean([row[1] for rows in found.values() for row in rows])


def main(songc, stdlib, count=10):
    dice = random.Random("performance")
    seeds = [dice.randrange(1 << 30) for _ in range(int(count))]
    table = {}
    for style in STYLES:
        with tempfile.TemporaryDirectory() as folder:
            text = "song: 1\nseed: {}\nstyle: {}\ntime: 4/4\nduration: 60s\n"
            with open(os.path.join(stdlib, "styles", f"{style}.yaml"), encoding="utf-8") as file:
                swing = re.search(r"swing: (\d+%)", file.read())[1]
            exact = f"humanize: {{timing: 0, velocity: 0, swing: {swing}, length: 0}}\n"
            # One name for both: what is drawn may not hang on it.
            for kind, more in (("played", ""), ("exact", exact)):
                os.makedirs(os.path.join(folder, kind))
                compiled(songc, stdlib, {f"p{i}": text.format(s, style) + more for i, s in enumerate(seeds)},
                         os.path.join(folder, kind), "midi")
            columns = defaultdict(list)
            for i in range(len(seeds)):
                found, quarter, meters = pairs(*(os.path.join(folder, kind, f"p{i}.mid") for kind in ("exact", "played")))
                for name, value in figures(found, quarter, meters == {(4, 4)}):
                    columns[name].append(value)
            table[style] = {name: statistics.median(values) for name, values in columns.items()}
    print("| style | " + " | ".join(f"{name} [{low:g}, {high:g}]" for name, (low, high) in REAL.items()) + " |")
    print("|---" * (len(REAL) + 1) + "|")
    for style, row in table.items():
        cells = [f"{row[name]:.2f}" if name in row else "" for name in REAL]
        print(f"| {style} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main(*sys.argv[1:])
