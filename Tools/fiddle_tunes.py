# SPDX-License-Identifier: Apache-2.0
"""Old collections of fiddle tunes as JSON Lines, to train melody-fiddle on.

    python3 -m pip install music21
    python3 Tools/fiddle_tunes.py OUT/fiddle_tunes/tunes.jsonl [--corpus DIR]

music21 brings ABC files of Ryan's Mammoth Collection (Boston 1883), O'Neill's Music of Ireland (Chicago 1903) and Aird's
Selection of Scotch, English, Irish and Foreign Airs (Glasgow 1782 on). Each tune is there once as written: repeats aren't
played out and first endings are left out, so that nothing follows what it doesn't follow. Ornaments are dropped. Tunes in
2/4 that run in sixteenths are written in 4/4 with eighths, and dotted pairs of 4/4 as even ones, as the same dances are
elsewhere. The collections have no chords: those here are found by this script, the likeliest way through half bars.
"""

import argparse
import json
import os
import re
from collections import Counter
from fractions import Fraction
from math import lcm

COLLECTIONS = ("airdsAirs", "oneills1850", "ryansMammoth")
STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
# Places on the line of fifths.
FIFTHS = {"F": -1, "C": 0, "G": 1, "D": 2, "A": 3, "E": 4, "B": 5}
MODES = {"maj": 0, "ion": 0, "": 0, "mix": -1, "dor": -2, "min": -3, "m": -3, "aeo": -3, "phr": -4, "lyd": 1, "loc": -5}
TOKEN = re.compile(
    r"(?P<skip>\"[^\"]*\"|\{[^}]*\}|![^!]*!|\+[a-z]+\+|%.*|[uvTHJLMOPRSNK~.`\\])"
    r"|(?P<field>\[[A-Za-z]:[^\]]*\])"
    r"|(?P<bar>[:|\[]*\|[|:\]]*[0-9]?|::|\[[0-9])"
    r"|(?P<tuplet>\([2-9](?::[0-9]*(?::[0-9]*)?)?)"
    r"|(?P<chord>\[[^\]]*\](?P<times>[0-9]*/*[0-9]*))"
    r"|(?P<note>(?P<accidental>\^\^|\^|__|_|=)?(?P<name>[A-Ga-gxzZ])(?P<octave>[,']*)(?P<length>[0-9]*/*[0-9]*))"
    r"|(?P<broken><+|>+)|(?P<tie>-)|(?P<other>.)")
# Chords over a tune: roots above the tonic, their thirds, and how welcome they are.
CHORDS = {
    False: {(0, 4): 0.0, (5, 4): -0.6, (7, 4): -0.3, (2, 3): -1.6, (9, 3): -1.6, (4, 3): -2.6, (10, 4): -2.2},
    True: {(0, 3): 0.0, (10, 4): -0.4, (3, 4): -1.0, (5, 3): -1.2, (5, 4): -2.2, (7, 3): -1.2, (7, 4): -0.6, (8, 4): -1.6},
}
NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
# What a quarter foreign to the chord costs on a beat that isn't strong, a change of chord at a bar line and inside a bar.
FOREIGN, CHANGE, CHANGE_INSIDE = 4.2, 0.4, 1.6
TUPLETS = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}


class Unreadable(Exception):
    """A tune with what this reader doesn't know, or with bars of wrong lengths."""


def tunes_of(path):
    """The fields and the music of each tune of a file, as (number, fields, lines)."""
    number, fields, lines = None, {}, []
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            line = line.rstrip()
            match = re.match(r"([A-Za-z]):\s*(.*)", line)
            if match and match[1] == "X":
                if number is not None:
                    yield number, fields, lines
                number, fields, lines = match[2].strip(), {}, []
            elif number is None or line.startswith("%"):
                continue
            elif match and not ("K" in fields and match[1] not in "KMLwWPQNRSZTBIHV"):
                if match[1] in "KML" and "K" in fields:
                    lines.append(f"[{match[1]}:{match[2]}]")
                else:
                    fields.setdefault(match[1], match[2].split("%")[0].strip())
            elif line:
                lines.append(line)
    if number is not None:
        yield number, fields, lines


def length_of(text, unit):
    """What the digits and strokes behind a note say."""
    match = re.fullmatch(r"([0-9]*)(/*)([0-9]*)", text)
    if match is None:
        raise Unreadable("length")
    times = Fraction(int(match[1] or 1))
    if match[2]:
        times /= int(match[3]) if match[3] else 2 ** len(match[2])
    return times * unit


def key_of(text):
    """Tonic, whether the third is minor, and the fifths of the signature."""
    match = re.match(r"\s*([A-G])([#b]?)\s*([A-Za-z]*)", text)
    if match is None:
        raise Unreadable("key")
    mode = match[3].lower()[:3]
    mode = "m" if mode in ("m", "min") else mode
    if mode not in MODES:
        raise Unreadable("mode")
    sharp = {"#": 7, "b": -7, "": 0}[match[2]]
    return match[1] + match[2], mode in ("m", "aeo", "dor", "phr"), FIFTHS[match[1]] + sharp + MODES[mode]


def pitch_class(name):
    return (STEPS[name[0]] + name.count("#") - name[1:].count("b")) % 12


def meter_of(text):
    text = {"C": "4/4", "C|": "4/4"}.get(text.strip(), text.strip())
    if text == "2/2":
        text = "4/4"
    if re.fullmatch(r"[0-9]+/[0-9]+", text) is None:
        raise Unreadable("meter")
    return text


def read(fields, lines):
    """Notes as [onset, duration, MIDI key] in quarters, bar lines, and where parts begin."""
    meter = meter_of(fields.get("M", ""))
    above, below = map(int, meter.split("/"))
    bar_length = Fraction(above * 4, below)
    is_even = below == 4 and above in (2, 4)
    unit = Fraction(1, 2) if Fraction(above, below) >= Fraction(3, 4) else Fraction(1, 4)
    if "L" in fields:
        unit = 4 * Fraction(fields["L"])
    tonic, minor, fifths = key_of(fields["K"])
    now, bar_start, notes, bars, parts = Fraction(0), Fraction(0), [], [Fraction(0)], [Fraction(0)]
    accidentals, broken, tuplet, tied, skipping, ends_part = {}, Fraction(1), None, False, False, False
    for match in TOKEN.finditer(" ".join(lines)):
        kind = match.lastgroup if match.lastgroup not in ("times", "length", "octave", "name", "accidental") else None
        kind = "note" if match["note"] else "chord" if match["chord"] else kind
        if kind == "field":
            letter = match["field"][1]
            if letter in "KML":
                raise Unreadable("a change of key, meter or unit")
        elif kind == "bar":
            text = match["bar"]
            accidentals = {}
            if not skipping and now > bar_start:
                bars.append(now)
                bar_start = now
            if "1" in text:
                skipping = True
            elif re.search("[2-9]", text):
                skipping = False
            elif skipping and ":" not in text and ("||" in text or "]" in text):
                raise Unreadable("a first ending without a second")
            if ":" in text or "||" in text or "]" in text:
                ends_part = True
            if ends_part and not skipping and now > parts[-1]:
                parts.append(now)
            ends_part = False
        elif skipping:
            continue
        elif kind == "tuplet":
            digits = match["tuplet"][1:].split(":")
            count = int(digits[0])
            if count not in TUPLETS:
                raise Unreadable("tuplet")
            tuplet = [Fraction(int(digits[1]) if len(digits) > 1 and digits[1] else TUPLETS[count], count),
                      int(digits[2]) if len(digits) > 2 and digits[2] else count]
        elif kind == "broken":
            if not notes or notes[-1][0] + notes[-1][1] != now:
                raise Unreadable("broken rhythm")
            points = len(match["broken"])
            less = Fraction(1, 2 ** points)
            times = 2 - less if match["broken"][0] == ">" else less
            if is_even:
                times = Fraction(1)
            broken = 2 - times
            now += notes[-1][1] * (times - 1)
            notes[-1][1] *= times
        elif kind == "tie":
            tied = True
        elif kind in ("note", "chord"):
            inner = match
            length = match["length"] if kind == "note" else match["times"]
            if kind == "chord":
                found = [m for m in TOKEN.finditer(match["chord"][1:match["chord"].rindex("]")]) if m["note"]]
                if not found:
                    raise Unreadable("chord")
                inner = found[-1]
                length = length or inner["length"]
            duration = length_of(length or "", unit) * broken
            broken = Fraction(1)
            if tuplet:
                duration *= tuplet[0]
                tuplet[1] -= 1
                tuplet = tuplet if tuplet[1] else None
            name = inner["name"]
            if name in "xzZ":
                if name == "Z":
                    duration = bar_length
            else:
                step = name.upper()
                place = (step, name.islower(), inner["octave"])
                if inner["accidental"]:
                    accidentals[place] = {"^": 1, "^^": 2, "_": -1, "__": -2, "=": 0}[inner["accidental"]]
                signature = 1 if FIFTHS[step] < fifths - 1 else -1 if FIFTHS[step] > fifths + 5 else 0
                octave = (5 if name.islower() else 4) + inner["octave"].count("'") - inner["octave"].count(",")
                key = 12 * octave + 12 + STEPS[step] + accidentals.get(place, signature)
                if tied and notes and notes[-1][2] == key:
                    notes[-1][1] += duration
                else:
                    notes.append([now, duration, key])
                tied = False
            now += duration
        elif kind == "other" and match["other"] not in " ()\t\\y*&,;'$#@?":
            raise Unreadable(f"'{match['other']}'")
    if now > bar_start:
        bars.append(now)
    return meter, bar_length, (tonic, minor, fifths), notes, bars, [p for p in parts if p < now]


def harmonised(notes, bars, bar_length, unit, beat, tonic, minor, fifths):
    """Chords as [onset, duration, symbol], all in ticks: the likeliest way through stretches of `unit`."""
    spans = [(at, min(at + unit, end)) for start, end in zip(bars, bars[1:]) for at in range(start, end, unit)]
    lines = set(bars)
    scale = {7 * f % 12 for f in range(fifths - 1, fifths + 6)}
    kinds = list(CHORDS[minor].items())
    tones = [{(tonic + root + t) % 12 for t in (0, third, 7)} for (root, third), _ in kinds]
    strange = [0.5 * len(t - scale) - 0.35 * welcome for t, (_, welcome) in zip(tones, kinds)]
    ways, first = [], 0
    for start, end in spans:
        while first < len(notes) and notes[first][0] + notes[first][1] <= start:
            first += 1
        costs = strange[:]
        for on, length, key in notes[first:]:
            if on >= end:
                break
            inside = (min(on + length, end) - max(on, start)) / beat
            weight = FOREIGN * inside * (1.0 if on <= start else 0.5 if (on - start) % beat == 0 else 0.25)
            for i, of_chord in enumerate(tones):
                if key % 12 not in of_chord:
                    costs[i] += weight
        ways.append(costs)
    best, back = ways[0], []
    for (start, _), costs in zip(spans[1:], ways[1:]):
        change = CHANGE if start in lines else CHANGE_INSIDE
        nearest = min(range(len(kinds)), key=best.__getitem__)
        origin = [i if best[i] <= best[nearest] + change else nearest for i in range(len(kinds))]
        best = [best[j] + (change if j != i else 0) + costs[i] for i, j in enumerate(origin)]
        back.append(origin)
    # A tune ends at home where it can.
    path = [min(range(len(kinds)), key=lambda i: best[i] + (1.5 if kinds[i][0][0] else 0))]
    for origin in reversed(back):
        path.append(origin[path[-1]])
    chords = []
    for (start, end), i in zip(spans, reversed(path)):
        (root, third), _ = kinds[i]
        symbol = NAMES[(tonic + root) % 12] + (":min" if third == 3 else ":maj")
        if chords and chords[-1][2] == symbol:
            chords[-1][1] = end - chords[-1][0]
        else:
            chords.append([start, end - start, symbol])
    return chords


def written(identifier, fields, lines):
    meter, bar_length, (tonic, minor, fifths), notes, bars, parts = read(fields, lines)
    lengths = [b - a for a, b in zip(bars, bars[1:])]
    if len(notes) < 16 or sum(x == bar_length for x in lengths) < 0.7 * len(lengths) or max(lengths) > bar_length:
        raise Unreadable("bars")
    scale = Fraction(1)
    if meter == "2/4" and sum(n[1] <= Fraction(1, 4) for n in notes) > len(notes) / 2:
        meter, scale = "4/4", Fraction(2)
    # A bar that ends a part and the pickup to the next are one bar.
    joined = [bars[0]]
    for at, end in zip(bars[1:], [*bars[2:], None]):
        begins = at - joined[-1]
        if len(joined) > 1 and begins < bar_length and end is not None and end - joined[-1] <= bar_length:
            continue
        joined.append(at)
    # Parts that begin with a pickup stand at it, but for the first.
    begins = joined[1] if joined[1] - joined[0] < bar_length else joined[0]
    parts = [begins] + [p for p in parts if p >= begins + bar_length and joined[-1] - p >= bar_length]
    times = [t * scale for n in notes for t in n[:2]] + [t * scale for t in joined] + [bar_length * scale / 2]
    q = lcm(*(t.denominator for t in times))
    if q > 48:
        raise Unreadable("durations")
    ticks = lambda t: int(t * scale * q)
    melody = [[ticks(on), ticks(length), key] for on, length, key in notes]
    bars, whole = [ticks(b) for b in joined], ticks(bar_length)
    beat = whole // 2 if meter == "6/8" else whole // 3 if meter in ("3/4", "9/8") else q
    chords = harmonised(melody, bars, whole, whole // 2 if meter in ("4/4", "6/8") else whole, beat, pitch_class(tonic), minor,
                        fifths)
    starts = sorted({ticks(p) for p in parts})
    return {
        "id": identifier, "title": fields.get("T", ""), "q": q, "meter": [[0, meter]],
        "key": [[0, f"{tonic}:{'min' if minor else 'maj'}"]], "bars": bars, "end": bars[-1],
        "sections": [[a, b - a, chr(65 + i % 26)] for i, (a, b) in enumerate(zip(starts, [*starts[1:], bars[-1]]))],
        "chords": chords, "melody": melody}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output")
    parser.add_argument("--corpus", help="the folder of music21's corpus; without it that of the installed package")
    arguments = parser.parse_args()
    corpus = arguments.corpus
    if corpus is None:
        from music21 import common
        corpus = str(common.getCorpusFilePath())
    left_out, seen, count = Counter(), set(), 0
    os.makedirs(os.path.dirname(arguments.output) or ".", exist_ok=True)
    with open(arguments.output, "w", encoding="utf-8") as file:
        for collection in COLLECTIONS:
            for name in sorted(os.listdir(os.path.join(corpus, collection))):
                if not name.endswith(".abc"):
                    continue
                for number, fields, lines in tunes_of(os.path.join(corpus, collection, name)):
                    identifier = f"{collection}_{name[:-4]}_{number}"
                    try:
                        tune = written(identifier, fields, lines)
                    except (Unreadable, KeyError, ZeroDivisionError, ValueError) as error:
                        left_out[str(error)] += 1
                        continue
                    # The same tune twice would count as two that share what it says.
                    steps = tuple(b[2] - a[2] for a, b in zip(tune["melody"], tune["melody"][1:]))[:24]
                    if steps in seen:
                        left_out["twice"] += 1
                        continue
                    seen.add(steps)
                    file.write(json.dumps(tune, separators=(",", ":")) + "\n")
                    count += 1
    print(f"{count} tunes; left out: {', '.join(f'{n} ({c})' for n, c in left_out.most_common())}")


if __name__ == "__main__":
    main()
