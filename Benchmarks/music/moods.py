#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether each mood of stdlib/moods moves the music the way that its data says.

moods.py SONGC [SEEDS] [--stdlib DIR] [--only MOOD ...]

Builds 40 s in every style with SEEDS seeds (12), without a mood and with each; reads the MIDI file, the chord symbols of
the MusicXML file and the report; and prints for each mood and feature which way its data points, the mean difference to
the same style and seed without the mood with its 95 % interval, and:

  ok         the interval lies on the right side of 0
  unsure     the interval holds 0: take more seeds
  wrong way  the interval lies on the wrong side

A feature that a mood's data hardly moves is left out. Each style and seed is a draw of its own. Brightness and space are
of the mix and not of the notes: they aren't measured. Also refuses two moods with the same data. Exits with 3 where
something goes the wrong way or is there twice. Needs numpy and mido.
"""
import argparse
import itertools
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile
from typing import NamedTuple

import mido
import numpy

MINOR_THIRD = {"minor", "dorian", "phrygian", "locrian"}
SECONDS = 40
# Levels that the sections of the styles have about the middle of a piece (stdlib/styles).
LEVEL = 0.6


class Feature(NamedTuple):
    name: str
    unit: str
    # The smallest difference of the data that is worth a test.
    least: float
    is_ratio: bool


FEATURES = {
    "tempo": Feature("tempo", "%", 3, True),
    "minor": Feature("pieces with a minor third", "% of pieces", 15, False),
    "pitch": Feature("pitch of the tune", "semitones", 1, False),
    "density": Feature("notes of the tune in a beat", "%", 5, True),
    "notes": Feature("notes of the band in a second", "%", 8, True),
    "velocity": Feature("velocity", "MIDI", 1, False),
    "articulation": Feature("sounding share of the tune's notes", "%", 3, True),
    "steps": Feature("steps of the tune", "semitones", 15, False),
    "chords": Feature("variety of the chords", "bits", 15, False),
}


# MARK: What the data says


def weights(text):
    found = re.search(r"^\s*modes: \{(.*?)\}", text, re.M)
    if not found:
        return None
    pairs = [pair.split(":") for pair in found[1].split(",")]
    return {key.strip(): float(weight) for key, weight in pairs}


def minor_share(modes):
    return 100 * sum(w for mode, w in modes.items() if mode in MINOR_THIRD) / sum(modes.values())


def number(text, key):
    return float(re.search(rf"^{key}: (-?[0-9.]+)", text, re.M)[1])


def data(text):
    """A mood's file without comments, name and tags."""
    lines = [line.split("#")[0].rstrip() for line in text.splitlines()]
    return tuple(line for line in lines if line and not line.startswith(("name:", "tags:")))


def expected(text, styles):
    """How far the data moves each feature, in the feature's unit; Sources/SongIR/IntensityMapping.swift has the slopes."""
    modes, shift = weights(text), number(text, "intensity") / 100
    tempo, density = number(text, "tempo") / 100, number(text, "density") / 100
    onsets = (0.65 + 0.6 * (LEVEL + shift)) / (0.65 + 0.6 * LEVEL)
    detached = lambda level: 1 - 0.16 * max(0, level - 0.5)
    usual = numpy.mean([minor_share(weights(style)) for style in styles])
    return {
        "tempo": 100 * math.log(tempo),
        "minor": 0 if modes is None else minor_share(modes) - usual,
        "pitch": number(text, "register") + 17 * 0.25 * shift,
        "density": 100 * math.log(density * onsets),
        # Parts come in with the level: about twice the notes from half of it to all.
        "notes": 100 * (math.log(tempo) + 1.4 * shift),
        "velocity": 60 * shift,
        "articulation": 100 * math.log(number(text, "articulation") / 100 * detached(LEVEL + shift) / detached(LEVEL)),
        "steps": 100 * math.log(number(text, "temperature") / 100),
        "chords": 100 * (math.log(number(text, "temperature") / 100) + math.log(2) * shift),
    }


# MARK: What is heard


def read_midi(path):
    """Quarters a minute, quarters in a bar, and the notes of each track: onset and length in quarters, key, velocity."""
    file = mido.MidiFile(path)
    tempo, bar, tracks = 120.0, 4.0, []
    for track in file.tracks:
        time, sounding, notes = 0, {}, []
        for message in track:
            time += message.time
            if message.type == "set_tempo" and time == 0:
                tempo = mido.tempo2bpm(message.tempo)
            elif message.type == "time_signature" and time == 0:
                bar = 4 * message.numerator / message.denominator
            elif message.type == "note_on" and message.velocity > 0:
                sounding.setdefault(message.note, []).append((time, message.velocity))
            elif message.type in ("note_on", "note_off") and sounding.get(message.note):
                start, velocity = sounding[message.note].pop(0)
                notes.append((start / file.ticks_per_beat, (time - start) / file.ticks_per_beat, message.note, velocity))
        tracks.append(sorted(notes))
    return tempo, bar, tracks[1:]


def chord_bits(text):
    """The entropy of the chord symbols: how many different ones there are, and how evenly they are used."""
    find = lambda name, chord: re.search(rf"<{name}(?: [^>]*)?>([^<]*)<", chord)
    symbols = []
    for chord in re.findall(r"<harmony>(.*?)</harmony>", text, re.S):
        symbols.append(tuple(match and match[1] for match in (find(n, chord) for n in ("root-step", "root-alter", "kind"))))
    shares = [symbols.count(symbol) / len(symbols) for symbol in set(symbols)]
    return -sum(share * math.log2(share) for share in shares)


def features(folder, name):
    report = json.loads((folder / f"{name}.report.json").read_text())
    tempo, bar, tracks = read_midi(folder / f"{name}.mid")
    parts = report["parts"]
    assert len(parts) == len(tracks), f"{name}: {len(parts)} parts, {len(tracks)} tracks"
    tune = next(notes for part, notes in zip(parts, tracks) if part["role"] == "melody")
    pitched = [note for part, notes in zip(parts, tracks) if part["role"] != "drums" for note in notes]
    result = dict.fromkeys(FEATURES, math.nan)
    result["tempo"] = 100 * math.log(tempo)
    result["minor"] = 100.0 * (report["key"].split()[1] in MINOR_THIRD)
    result["notes"] = 100 * math.log(sum(map(len, tracks)) / SECONDS)
    # Bars count alike, so that a loud and dense one doesn't weigh more than a calm one.
    by_bar = {}
    for onset, _, _, velocity in pitched:
        by_bar.setdefault(int(onset / bar), []).append(velocity)
    result["velocity"] = numpy.mean([numpy.mean(group) for group in by_bar.values()])
    if len(tune) > 3:
        keys = numpy.array([key for _, _, key, _ in tune])
        result["pitch"] = numpy.mean(keys)
        result["steps"] = numpy.mean(numpy.abs(numpy.diff(keys)))
        bars = {int(onset / bar) for onset, _, _, _ in tune}
        result["density"] = 100 * math.log(len(tune) / (len(bars) * bar))
        # The middle one: rests between phrases don't count.
        shares = [length / (after[0] - onset) for (onset, length, _, _), after in zip(tune, tune[1:]) if after[0] > onset]
        result["articulation"] = 100 * math.log(numpy.median(shares))
    result["chords"] = chord_bits((folder / f"{name}.musicxml").read_text())
    return result


def built(arguments, styles, mood):
    """The features of each style and seed; of 'mood' or of none."""
    names = [f"{style}-{seed}" for style in styles for seed in range(1, arguments.seeds + 1)]
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        for name in names:
            style = name.split("-")[0]
            text = f"song: 1\nseed: {name}\nstyle: {style}\nduration: {SECONDS}s\n" + (f"mood: {mood}\n" if mood else "")
            (folder / f"{name}.song.yaml").write_text(text)
        specs = [str(folder / f"{name}.song.yaml") for name in names]
        command = [arguments.songc, "build", *specs, "-o", place, "--emit", "midi,musicxml", "--quiet"]
        subprocess.run([*command, "--stdlib", str(arguments.stdlib)], check=True, stdout=subprocess.DEVNULL)
        return {name: features(folder, name) for name in names}


def interval(values):
    """The mean and the half width of its 95 % interval."""
    half = 1.96 * numpy.std(values, ddof=1) / math.sqrt(len(values))
    return float(numpy.mean(values)), float(half)


# MARK: The table


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("songc")
    parser.add_argument("seeds", nargs="?", type=int, default=12)
    parser.add_argument("--stdlib", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[2] / "stdlib")
    parser.add_argument("--only", nargs="*", default=[])
    arguments = parser.parse_args()
    styles = {path.stem: path.read_text() for path in sorted((arguments.stdlib / "styles").glob("*.yaml"))}
    moods = {path.stem: path.read_text() for path in sorted((arguments.stdlib / "moods").glob("*.yaml"))}
    twins = [pair for pair in itertools.combinations(moods, 2) if data(moods[pair[0]]) == data(moods[pair[1]])]
    counts = dict.fromkeys(["ok", "unsure", "wrong way"], 0)
    without = built(arguments, styles, None)
    print(f"{len(moods)} moods, {len(without)} pieces each ({len(styles)} styles, {arguments.seeds} seeds)\n")
    print("| mood | feature | data | difference | 95 % | |\n|---|---|---|---|---|---|")
    for mood in arguments.only or moods:
        wish = expected(moods[mood], styles.values())
        found = built(arguments, styles, mood)
        for key, feature in FEATURES.items():
            if abs(wish[key]) < feature.least:
                continue
            differences = numpy.array([found[name][key] - without[name][key] for name in without])
            mean, half = interval(differences[~numpy.isnan(differences)])
            verdict = "unsure" if abs(mean) <= half else "ok" if mean * wish[key] > 0 else "wrong way"
            counts[verdict] += 1
            if feature.is_ratio:
                mean, low, high = (100 * math.expm1(value / 100) for value in (mean, mean - half, mean + half))
            else:
                low, high = mean - half, mean + half
            way = "up" if wish[key] > 0 else "down"
            print(f"| {mood} | {feature.name} | {way} | {mean:+.2f} {feature.unit} | {low:+.2f} to {high:+.2f} | {verdict} |")
    print("\n" + ", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    print("moods with the same data: " + ("; ".join(" = ".join(pair) for pair in twins) or "none"))
    sys.exit(3 if twins or counts["wrong way"] else 0)


if __name__ == "__main__":
    main()
