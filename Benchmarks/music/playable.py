#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What in our pieces no player can play, by the instruments' own limits.

    playable.py --songc BINARY [--stdlib DIR] [--limits DIR] [--count N] [--seed S] [--only STYLE ...]

Builds N pieces (20) of each style, 90 s long, as written (`humanize: 0`), reads their MIDI files and counts, in Markdown,
faults of 100 (breath: of 100 breaths that a line needs; hands, strings, drums: of 100 places with notes). The limits are
those of `stdlib/instruments` and `stdlib/drumkits` (`--limits` names another library). Needs mido.
"""

import argparse
import json
import pathlib
import re
import tempfile

import midi_tracks
from songc_pieces import compiled

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAMES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
FLAM, BREATH = 1 / 24 + 1e-3, 0.195
FIGURES = {"breath": "stretches longer than a breath, of 100", "keys": "chords that two hands don't reach on keys, of 100",
           "strings": "chords that can't be fingered on strings, of 100", "voices": "chords of more notes than others have, of 100",
           "drums": "places with more strokes than hands or feet, of 100"}


def field(text, name):
    found = re.search(rf"^{name}:\s*([^#\n]+)", text, re.M)
    return found and found[1].strip()


def key(name):
    return NAMES[name[0]] + 12 * (int(name[-1]) + 1) + (name[1:-1] == "#") - (name[1:-1] == "b")


def instrument(folder, name):
    text = (folder / "instruments" / f"{name}.yaml").read_text()
    number = lambda key, otherwise: int(re.match(r"\d+", field(text, key) or str(otherwise))[0])
    kit = field(text, "kit")
    voices = {}
    if kit:
        for voice, rest in re.findall(r"^([\w-]+):\s*\{(.*?)\}", (folder / "drumkits" / f"{kit}.yaml").read_text(), re.M):
            limb = re.search(r"limb: (\w+)", rest)
            voices[int(re.search(r"key: (\d+)", rest)[1])] = limb[1] if limb else "hand"
    strings = field(text, "strings")
    return {
        "breath": number("breath", 0), "span": number("span", 0), "hands": number("hands", 2), "frets": number("frets", 4),
        "players": number("players", 1), "polyphony": number("polyphony", 16), "held": field(text, "sustained") == "true",
        "strings": [key(s.strip()) for s in strings.strip("[]").split(",")] if strings else [], "kit": voices,
    }


def on_keys(keys, hands, span):
    for _ in range(hands):
        keys = [k for k in keys if k - keys[0] > span] + [] if len([k for k in keys if k - keys[0] <= span]) <= 5 else keys[5:]
        if not keys:
            return True
    return False


def on_strings(keys, strings, frets, is_bowed):
    """Any way to stop the keys, each on a string of its own, with four fingers, the first of them laid across."""
    keys = [max(k, strings[0]) for k in keys]
    if len(keys) > (2 if is_bowed else len(strings)):
        return False

    def ways(rest, free):
        if not rest:
            yield []
            return
        for s in free:
            if 0 <= rest[0] - strings[s] <= 24:
                for way in ways(rest[1:], [t for t in free if t != s]):
                    yield [(s, rest[0] - strings[s])] + way
    for way in ways(keys, range(len(strings))):
        stopped = [fret for _, fret in way if fret]
        if stopped and max(stopped) - min(stopped) >= frets:
            continue
        if len([f for f in stopped if f != min(stopped)]) + bool(stopped) > 4:
            continue
        if is_bowed and len(way) == 2 and abs(way[0][0] - way[1][0]) != 1:
            continue
        return True
    return False


def chords(notes, holds):
    """For each onset the keys that are struck and, where they count, those that are held."""
    onsets = sorted({round(n.onset, 4) for n in notes})
    for onset in onsets:
        yield sorted({n.key for n in notes if abs(n.onset - onset) < 1e-3
                      or holds and n.onset < onset < n.onset + n.length - 5e-3})


def measured(folder, name, limits):
    report = json.loads((folder / f"{name}.report.json").read_text())
    piece = midi_tracks.read(folder / f"{name}.mid")
    counts = {figure: [0, 0] for figure in FIGURES}

    def count(figure, is_wrong):
        counts[figure][0] += is_wrong
        counts[figure][1] += 1
    for part, track in zip([p for p in report["parts"] if p["notes"]], piece.tracks):
        limit = instrument(limits, part["instrument"])
        if limit["kit"]:
            strokes, onset = [], None
            clusters = []
            for note in track.notes:
                if onset is None or note.onset - onset > FLAM:
                    clusters.append([])
                    onset = note.onset
                clusters[-1].append(limit["kit"].get(note.key, "hand"))
            for strokes in clusters:
                count("drums", strokes.count("hand") > 2 * limit["players"] or strokes.count("foot") > 2 * limit["players"]
                      or strokes.count("other") > 2)
            continue
        for keys in chords(track.notes, limit["held"] or bool(limit["strings"])):
            if limit["strings"]:
                count("strings", not on_strings(keys, limit["strings"], limit["frets"], limit["held"]))
            elif limit["span"]:
                count("keys", not on_keys(keys, limit["hands"], limit["span"]))
            else:
                count("voices", len(keys) > limit["polyphony"])
        if limit["breath"]:
            second, start, end = 60 / piece.tempo, None, 0
            for note in sorted(track.notes, key=lambda n: n.onset):
                if start is None or (note.onset - end) * second >= BREATH:
                    if start is not None:
                        count("breath", (end - start) * second > limit["breath"] * 1.03)
                    start = note.onset
                end = max(end, note.onset + note.length)
            count("breath", (end - start) * second > limit["breath"] * 1.03)
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songc", required=True)
    parser.add_argument("--stdlib", type=pathlib.Path, default=ROOT / "stdlib")
    parser.add_argument("--limits", type=pathlib.Path, default=ROOT / "stdlib")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", default="playable")
    parser.add_argument("--only", nargs="*", default=[])
    arguments = parser.parse_args()
    styles = arguments.only or sorted(path.stem for path in (arguments.stdlib / "styles").glob("*.yaml"))
    results = {}
    for style in styles:
        specs = {f"{style}-{i}": f"song: 1\nseed: {arguments.seed}-{style}-{i}\nstyle: {style}\nduration: 90s\nhumanize: 0\n"
                 for i in range(arguments.count)}
        with tempfile.TemporaryDirectory() as place:
            compiled(arguments.songc, arguments.stdlib, specs, place, "midi,arrangement,score")
            rows = [measured(pathlib.Path(place), name, arguments.limits) for name in specs]
        results[style] = {figure: [sum(row[figure][i] for row in rows) for i in range(2)] for figure in FIGURES}
    print("| figure | " + " | ".join(styles) + " |\n|" + "---|" * (len(styles) + 1))
    for figure, meaning in FIGURES.items():
        cells = (results[style][figure] for style in styles)
        print(f"| {meaning} | " + " | ".join(f"{100 * wrong / of:.1f}" if of else "" for wrong, of in cells) + " |")


if __name__ == "__main__":
    main()
