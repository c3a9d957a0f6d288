#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`songc diff` beside musicdiff, on edits of scores in MusicXML whose answers are known.

    diff_scores.py --songc BINARY [--stdlib DIR] [--seed S] [--pieces NAME ...] [--show]

Makes nine kinds of edits in the scores in golden/. Of songc's report every fact has to be true and nothing may be missing.
musicdiff tells what is seen on the page and not what was done, so of its report only this is asked: it names the bars that
were edited and no others. Times are CPU seconds of a pair, reading and comparing: of songc the whole process, of musicdiff
without the start of Python. Needs musicdiff.
"""

import argparse
import copy
import json
import pathlib
import random
import re
import resource
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ET

import converter21
import music21
from musicdiff import AnnScore, Comparison, DetailLevel, Visualization

ROOT = pathlib.Path(__file__).resolve().parents[2]
STEPS = "CDEFGAB"


def measures(part):
    return part.findall("measure")


def plain(measure, index):
    """Whether a note or rest of a measure stands alone: no chord, tie, tuplet or small note."""
    notes = measure.findall("note")
    note = notes[index]
    follower = notes[index + 1] if index + 1 < len(notes) else None
    return (all(note.find(tag) is None for tag in ("chord", "tie", "grace", "time-modification", "lyric", "unpitched"))
            and (follower is None or follower.find("chord") is None) and measure.find("backup") is None)


def name(part_id, root):
    return next(p.find("part-name").text for p in root.find("part-list") if p.get("id") == part_id)


def choose(root, rng, fits):
    """A measure from 1, the place of a note in it, and its part; with a name that no other part has."""
    parts = root.findall("part")
    names = [name(p.get("id"), root) for p in parts]
    for _ in range(5000):
        part = rng.choice(parts)
        if names.count(name(part.get("id"), root)) > 1:
            continue
        number = rng.randrange(1, len(measures(part)) - 1)
        measure = measures(part)[number]
        if measure.findall("note"):
            index = rng.randrange(len(measure.findall("note")))
            if plain(measure, index) and fits(measure.findall("note")[index], measure, index):
                return part, number + 1, measure, index
    return None


def set_pitch(note, step, octave):
    pitch = note.find("pitch")
    for child in list(pitch):
        pitch.remove(child)
    ET.SubElement(pitch, "step").text = step
    ET.SubElement(pitch, "octave").text = str(octave)
    for tag in ("accidental",):
        for child in note.findall(tag):
            note.remove(child)


def is_natural(note, *_):
    return note.find("pitch") is not None and note.find("pitch/alter") is None and note.find("accidental") is None


def repitched(root, rng):
    found = choose(root, rng, is_natural)
    if not found:
        return None
    part, bar, measure, index = found
    note = measure.findall("note")[index]
    step, octave = note.find("pitch/step").text, int(note.find("pitch/octave").text)
    set_pitch(note, STEPS[(STEPS.index(step) + 1) % 7], octave + (step == "B"))
    return [("note", name(part.get("id"), root), "repitched", bar)], {bar}


def silence(note):
    for tag in ("pitch", "beam", "stem", "accidental", "notations"):
        for child in note.findall(tag):
            note.remove(child)
    note.insert(0, ET.Element("rest"))


def removed(root, rng):
    found = choose(root, rng, is_natural)
    if not found:
        return None
    part, bar, measure, index = found
    silence(measure.findall("note")[index])
    return [("note", name(part.get("id"), root), "removed", bar)], {bar}


def added(root, rng):
    found = choose(root, rng, lambda n, m, i: n.find("rest") is not None and n.find("type") is not None
                   and n.find("rest").get("measure") is None and m.findall("note/pitch"))
    if not found:
        return None
    part, bar, measure, index = found
    note = measure.findall("note")[index]
    note.remove(note.find("rest"))
    pitch = ET.Element("pitch")
    ET.SubElement(pitch, "step").text = "E"
    ET.SubElement(pitch, "octave").text = "5"
    note.insert(0, pitch)
    return [("note", name(part.get("id"), root), "added", bar)], {bar}


def moved(root, rng):
    """A note and the rest behind it change places."""
    def fits(note, measure, index):
        notes = measure.findall("note")
        rest = notes[index + 1] if index + 1 < len(notes) else None
        return (is_natural(note) and rest is not None and rest.find("rest") is not None and plain(measure, index + 1)
                and rest.find("duration").text == note.find("duration").text
                and list(measure).index(rest) == list(measure).index(note) + 1
                and sum(ET.tostring(n.find("pitch")) == ET.tostring(note.find("pitch")) for n in notes if n.find("pitch") is not None) == 1)
    found = choose(root, rng, fits)
    if not found:
        return None
    part, bar, measure, index = found
    note = measure.findall("note")[index]
    place = list(measure).index(note)
    for beam in note.findall("beam"):
        note.remove(beam)
    measure.remove(note)
    measure.insert(place + 1, note)
    return [("note", name(part.get("id"), root), "moved", bar)], {bar}


def transposed(root, rng):
    parts = [p for p in root.findall("part") if p.find("measure/note/pitch") is not None and p.find("measure/note/unpitched") is None]
    part = rng.choice(parts)
    notes = part.findall(".//note/pitch/octave")
    if max(int(o.text) for o in notes) > 6:
        return None
    for octave in notes:
        octave.text = str(int(octave.text) + 1)
    bars = {i + 1 for i, m in enumerate(measures(part)) if m.find("note/pitch") is not None}
    return [("group", name(part.get("id"), root), 12)], bars


def chord(root, rng):
    places = [(p, i) for p in root.findall("part") for i, m in enumerate(measures(p)) if m.find("harmony") is not None and i > 0]
    if not places:
        return None
    part, index = rng.choice(places)
    harmony = measures(part)[index].findall("harmony")[-1]
    step = harmony.find("root/root-step")
    following = measures(part)[index + 1:index + 2]
    if harmony.find("bass") is not None or (following and following[0].find("harmony") is None) or not following:
        return None
    step.text = STEPS[(STEPS.index(step.text) + 2) % 7]
    return [("chords", index + 1)], {index + 1}


def is_open(root, number):
    """Whether no tie crosses the line before a measure, and the measure holds nothing but notes and chords."""
    for part in root.findall("part"):
        if any(n.find("tie[@type='start']") is not None for n in measures(part)[number - 1].findall("note")[-8:]):
            return False
        if any(child.tag not in ("note", "harmony", "backup", "forward") for child in measures(part)[number]):
            return False
    return True


def renumber(root):
    for part in root.findall("part"):
        for index, measure in enumerate(measures(part)):
            measure.set("number", str(index + 1))


def bar_inserted(root, rng):
    number = rng.randrange(2, len(measures(root.find("part"))) - 2)
    if not is_open(root, number):
        return None
    for part in root.findall("part"):
        divisions = int(part.find(".//divisions").text)
        measure = ET.Element("measure")
        note = ET.SubElement(measure, "note")
        ET.SubElement(note, "rest", measure="yes")
        beats, kind = int(part.find(".//time/beats").text), int(part.find(".//time/beat-type").text)
        ET.SubElement(note, "duration").text = str(divisions * 4 * beats // kind)
        ET.SubElement(note, "voice").text = "1"
        part.insert(list(part).index(measures(part)[number]), measure)
    renumber(root)
    return [("bars", "inserted", 1)], {number + 1}


def bar_removed(root, rng):
    number = rng.randrange(2, len(measures(root.find("part"))) - 2)
    if not is_open(root, number) or not is_open(root, number + 1):
        return None
    has_chord = [p for p in root.findall("part") if measures(p)[number].find("harmony") is not None]
    if any(measures(p)[number + 1][0].tag != "harmony" for p in has_chord):
        return None
    for part in root.findall("part"):
        part.remove(measures(part)[number])
    renumber(root)
    return [("bars", "removed", 1)], {number + 1}


def bars_repeated(root, rng):
    number = rng.randrange(2, len(measures(root.find("part"))) - 5)
    if not all(is_open(root, number + i) for i in range(5)):
        return None
    has_chord = [p for p in root.findall("part") if p.find(".//harmony") is not None]
    if any(measures(p)[i][0].tag != "harmony" for p in has_chord for i in (number, number + 4)):
        return None
    for part in root.findall("part"):
        place = list(part).index(measures(part)[number + 3]) + 1
        for index, measure in enumerate(copy.deepcopy(measures(part)[number:number + 4])):
            part.insert(place + index, measure)
    renumber(root)
    return [("bars", "inserted", 4)], set(range(number + 5, number + 9))


EDITS = [repitched, removed, added, moved, transposed, chord, bar_inserted, bar_removed, bars_repeated]


def told(report):
    music = report["differences"][0]["score"]
    facts = [("bars", c["kind"], (c["new"] or c["old"])[1] - (c["new"] or c["old"])[0] + 1) for c in music["bars"]]
    facts += [("chords", c["bars"][0]) for c in music["chords"]]
    for field in ("meters", "keys", "repeats", "sections", "tempo"):
        facts += [(field, json.dumps(c)) for c in music[field]]
    for part in music["parts"]:
        if not part["old"] or not part["new"] or part["old"] != part["new"] or part["oldInstrument"] != part["newInstrument"]:
            facts.append(("part", part["old"], part["new"]))
        facts += [("group", part["new"], g["semitones"]) for g in part["groups"]]
        facts += [("note", part["new"], "+".join(n["kinds"]), n["bar"]) for n in part["notes"]]
    return facts


def children():
    """CPU seconds of all processes that were run."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def by_musicdiff(old, new):
    """How many operations musicdiff tells, the bars that they are in, and the seconds that it takes."""
    begin = time.process_time()
    scores = [music21.converter.parse(path, forceSource=True) for path in (old, new)]
    operations, _ = Comparison.annotated_scores_diff(*[AnnScore(s, DetailLevel.Default) for s in scores])
    seconds = time.process_time() - begin
    text = Visualization.get_text_output(*scores, operations)
    return len(operations), {int(n) for n in re.findall(r"@@ measure (\d+)", text)}, seconds


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--songc", required=True)
    options.add_argument("--stdlib", default=str(ROOT / "stdlib"))
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--pieces", nargs="*", default=["kettle", "glacier", "minimal", "sailor", "undertow"])
    options.add_argument("--show", action="store_true")
    options = options.parse_args()
    converter21.register()
    print("| edit | songc: exact | facts | s | musicdiff: the right bars | operations | s |\n|---|---|---|---|---|---|---|")
    total = [0] * 7
    with tempfile.TemporaryDirectory() as folder:
        old, new = f"{folder}/old.musicxml", f"{folder}/new.musicxml"
        for edit in EDITS:
            row = [0] * 7
            for piece in options.pieces:
                rng = random.Random(f"{options.seed} {edit.__name__} {piece}")
                for _ in range(200):
                    tree = ET.parse(ROOT / "golden" / piece / f"{piece}.musicxml")
                    tree.write(old)
                    made = edit(tree.getroot(), rng)
                    if made:
                        break
                if not made:
                    continue
                wanted, bars = made
                tree.write(new)
                begin = children()
                done = subprocess.run([options.songc, "diff", old, new, "--json", "--stdlib", options.stdlib],
                                      capture_output=True, text=True)
                seconds = children() - begin
                if done.returncode:
                    raise SystemExit(done.stderr)
                facts = told(json.loads(done.stdout))
                operations, seen, its = by_musicdiff(old, new)
                for i, value in enumerate([1, sorted(facts) == sorted(wanted), len(facts), seconds, seen == bars, operations, its]):
                    row[i] += value
                if options.show:
                    print(f"{edit.__name__} of {piece}: wanted {wanted}, told {facts[:5]}; musicdiff {operations} in {sorted(seen)[:9]} for {sorted(bars)[:9]}",
                          flush=True)
            total = [a + b for a, b in zip(total, row)]
            show(edit.__name__.replace("_", " "), row)
    show("**all**", total)


def show(name, row):
    n = max(1, row[0])
    print(f"| {name} | {row[1]} of {row[0]} | {row[2] / n:.1f} | {row[3] / n:.2f} | {row[4]} of {row[0]} | {row[5] / n:.1f} | {row[6] / n:.1f} |", flush=True)


if __name__ == "__main__":
    main()
