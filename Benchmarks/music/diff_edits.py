#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How exactly `songc diff` tells edits whose answers are known.

    diff_edits.py --songc BINARY [--stdlib DIR] [--seed S] [--only KIND ...] [--show]

Makes a hundred and five edits of the MIDI files in golden/, five of each of twenty-one kinds, each in a file of its own, lets `songc
diff --json` tell what differs, and counts, in Markdown: edits that are told exactly, facts that were told and aren't so, and
facts that weren't told. Where bars are the same as others, any of them may be the ones that came or went: the rest has to be
the other piece. Needs mido.
"""

import argparse
import copy
import json
import pathlib
import random
import resource
import subprocess
import tempfile

import mido

ROOT = pathlib.Path(__file__).resolve().parents[2]
PIECES = ["arcade", "ferry", "garage", "glacier", "harbour", "kettle", "meadow", "minimal", "neon", "sailor", "skylight", "undertow"]


class Song:
    """A MIDI file: a conductor's events, and parts with notes [onset, length, key, velocity], in ticks."""

    def __init__(self, path):
        file = mido.MidiFile(path)
        self.division = file.ticks_per_beat
        self.conductor, self.parts = [], []
        for track in file.tracks:
            tick, events, notes, sounding = 0, [], [], {}
            for message in track:
                tick += message.time
                if message.type == "note_on" and message.velocity > 0:
                    sounding.setdefault(message.note, []).append((tick, message.velocity))
                elif message.type in ("note_on", "note_off"):
                    start, velocity = sounding[message.note].pop(0)
                    notes.append([start, tick - start, message.note, velocity])
                else:
                    events.append([tick, message.copy(time=0)])
            channel = next((m.channel for _, m in events if hasattr(m, "channel")), 0)
            if notes:
                self.parts.append({"name": track.name, "channel": channel, "events": events, "notes": sorted(notes)})
            else:
                self.conductor = events

    def end(self):
        return max(tick for tick, m in self.conductor + [e for p in self.parts for e in p["events"]] if m.type == "end_of_track")

    def bars(self):
        """Starts of all bars and the end."""
        signs = sorted((t, m.numerator * 4 * self.division // m.denominator) for t, m in self.conductor if m.type == "time_signature")
        starts, tick, length = [], 0, 4 * self.division
        while tick < self.end():
            while signs and signs[0][0] <= tick:
                length = signs.pop(0)[1]
            starts.append(tick)
            tick += min(length, signs[0][0] - tick) if signs else length
        return starts + [tick]

    def sections(self):
        bars = self.bars()
        marks = sorted(t for t, m in self.conductor if m.type == "marker")
        return [(bars.index(a), bars.index(b)) for a, b in zip(marks, marks[1:] + [bars[-1]]) if a in bars and b in bars]

    def move(self, start, by):
        """All that begins at a tick or behind it comes later by so much."""
        for events in [self.conductor] + [p["events"] for p in self.parts]:
            for event in events:
                if event[0] >= start and not (start == 0 and event[0] == 0 and event[1].type != "marker"):
                    event[0] = max(0, event[0] + by)
        for part in self.parts:
            for note in part["notes"]:
                if note[0] >= start:
                    note[0] += by

    def overlaps(self):
        """Whether a key begins again while it sounds: MIDI doesn't say which of the two ends."""
        for part in self.parts:
            end = {}
            for start, length, key, _ in sorted(part["notes"]):
                if start < end.get(key, 0):
                    return True
                end[key] = start + length
        return False

    def save(self, path):
        file = mido.MidiFile(type=1, ticks_per_beat=self.division)
        for part in [{"events": self.conductor, "notes": [], "channel": 0}] + self.parts:
            ranked = [(t, 0 if m.type != "end_of_track" else 9, i, m) for i, (t, m) in enumerate(part["events"])]
            for start, length, key, velocity in part["notes"]:
                on = dict(note=key, channel=part["channel"])
                ranked.append((start, 3, 0, mido.Message("note_on", velocity=velocity, **on)))
                ranked.append((start + length, 2 if length else 4, 0, mido.Message("note_off", velocity=64, **on)))
            ranked.sort(key=lambda r: r[:3])
            last = max(r[0] for r in ranked)
            track, tick = mido.MidiTrack(), 0
            for at, rank, _, message in ranked:
                at = last if rank == 9 else at
                track.append(message.copy(time=at - tick))
                tick = at
            if not any(r[1] == 9 for r in ranked):
                track.append(mido.MetaMessage("end_of_track", time=0))
            file.tracks.append(track)
        file.save(path)


def quarter(song, tick):
    return round(tick / song.division, 5)


def fact(song, part, kinds, old, new):
    """One note's change, as the report tells it."""
    tell = lambda note: note and (note[2], quarter(song, note[0]))
    return ("note", part["name"], tuple(kinds), tell(old), tell(new))


def alone(song, part, note):
    """Whether no other note of its key is within a bar, so that nothing else can be meant."""
    return sum(1 for n in part["notes"] if n[2] == note[2] and abs(n[0] - note[0]) < 4.5 * song.division) == 1


def pick(song, rng, drums=True, fits=lambda part, note: True):
    """A part with a name of its own, and a note of it."""
    names = [p["name"] for p in song.parts]
    parts = [p for p in song.parts if names.count(p["name"]) == 1 and (drums or p["channel"] != 9)]
    for _ in range(10_000):
        part = rng.choice(parts)
        note = rng.choice(part["notes"])
        if fits(part, note):
            return part, note
    return None, None


def free(part, note, key, start):
    """Whether a key may sound at a place without touching another note of it, a bar around."""
    return all(n[2] != key or abs(n[0] - start) > 5 * 960 for n in part["notes"] if n is not note)


# Each edit changes the song and returns the facts, or nothing where the piece has no place for it.

def added(song, rng):
    part, note = pick(song, rng)
    for _ in range(1000):
        start = rng.randrange(song.bars()[-2] // 240) * 240
        key = rng.choice(part["notes"])[2] if part["channel"] == 9 else rng.randrange(48, 84)
        if free(part, None, key, start) and not any(n[0] == start for n in part["notes"]):
            new = [start, 240, key, 77]
            part["notes"].append(new)
            return [fact(song, part, ["added"], None, new)]


def removed(song, rng):
    part, note = pick(song, rng, fits=lambda p, n: alone(song, p, n))
    if part:
        part["notes"].remove(note)
        return [fact(song, part, ["removed"], note, None)]


def moved(song, rng):
    part, note = pick(song, rng, fits=lambda p, n: alone(song, p, n) and n[0] > 960)
    if part:
        old = list(note)
        note[0] += rng.choice([-480, -240, 240, 480])
        return [fact(song, part, ["moved"], old, note)] if not any(n is not note and n[0] == note[0] for n in part["notes"]) else None


def repitched(song, rng, count=1):
    facts, used = [], set()
    for _ in range(count):
        by = rng.choice([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5])
        part, note = pick(song, rng, drums=False, fits=lambda p, n: n[0] // 3840 not in used and free(p, n, n[2] + by, n[0])
                          and alone(song, p, n))
        if not part:
            return None
        used.update({note[0] // 3840 - 1, note[0] // 3840, note[0] // 3840 + 1})
        old = list(note)
        note[2] += by
        facts.append(fact(song, part, ["repitched"], old, note))
    return facts


def several(song, rng):
    return repitched(song, rng, 5)


def lengthened(song, rng, factor=2):
    part, note = pick(song, rng, fits=lambda p, n: alone(song, p, n) and n[1] > 20 and n[0] + 3 * n[1] < song.end())
    if part:
        old = list(note)
        note[1] = int(note[1] * factor)
        return [fact(song, part, ["lengthened" if factor > 1 else "shortened"], old, note)]


def shortened(song, rng):
    return lengthened(song, rng, 0.5)


def louder(song, rng):
    part, note = pick(song, rng, fits=lambda p, n: n[3] < 110 and sum(m[0] == n[0] and m[2] == n[2] for m in p["notes"]) == 1)
    old = list(note)
    note[3] += 12
    return [fact(song, part, ["louder"], old, note)]


def barInserted(song, rng):
    bars = song.bars()
    bar = rng.randrange(2, len(bars) - 3)
    song.move(bars[bar], bars[bar + 1] - bars[bar])
    return [("bars", "inserted", 1)]


def barsRemoved(song, rng, count=1):
    bars = song.bars()
    if len(bars) < count + 6:
        return None
    bar = rng.randrange(2, len(bars) - 3 - count)
    start, end = bars[bar], bars[bar + count]
    for part in song.parts:
        part["notes"] = [n for n in part["notes"] if not start <= n[0] < end]
    kept = [e for e in song.conductor if not (start <= e[0] < end and e[1].type != "end_of_track")]
    if len(kept) != len(song.conductor) or any(start <= e[0] < end for p in song.parts for e in p["events"]):
        return None
    if any(not p["notes"] for p in song.parts):
        return None
    song.move(end, start - end)
    return [("bars", "removed", count)]


def barRemoved(song, rng):
    return barsRemoved(song, rng)


def fourBarsRemoved(song, rng):
    return barsRemoved(song, rng, 4)


def sectionRepeated(song, rng):
    sections = [s for s in song.sections() if s[1] - s[0] > 1 and s[0] > 0 and s[1] < len(song.bars()) - 1]
    if not sections:
        return None
    first, last = rng.choice(sections)
    bars = song.bars()
    start, end = bars[first], bars[last]
    if any(start < e[0] < end for e in song.conductor):
        return None
    copies = [[[n[0] + end - start, *n[1:]] for n in p["notes"] if start <= n[0] < end] for p in song.parts]
    song.move(end, end - start)
    for part, own in zip(song.parts, copies):
        part["notes"] = sorted(part["notes"] + own)
    return [("bars", "inserted", last - first)]


def transposed(song, rng, bars=None):
    part, _ = pick(song, rng, drums=False)
    by = rng.choice([-12, -7, -5, -4, -3, -2, 2, 3, 4, 5, 7, 12])
    notes = part["notes"]
    if bars:
        starts = song.bars()
        first = rng.randrange(0, len(starts) - 1 - bars)
        # Players come early or late, so an own rest stands on both sides.
        edge = 120
        notes = [n for n in notes if starts[first] <= n[0] < starts[first + bars]]
        if len(notes) < 6 or any(min(abs(n[0] - starts[first]), abs(n[0] - starts[first + bars])) < edge and n not in notes for n in part["notes"]):
            return None
    if not all(20 < n[2] + by < 110 for n in notes):
        return None
    for note in notes:
        note[2] += by
    return [("group", part["name"], by, 0.0, len(notes))]


def barsTransposed(song, rng):
    return transposed(song, rng, 4)


def shifted(song, rng):
    part, _ = pick(song, rng)
    by = rng.choice([480, 960])
    if any(n[0] + n[1] + by > song.end() for n in part["notes"]):
        return None
    for note in part["notes"]:
        note[0] += by
    return [("group", part["name"], 0, by / 960, len(part["notes"]))]


def instrument(song, rng):
    part, _ = pick(song, rng, drums=False)
    for event in part["events"]:
        if event[1].type == "program_change":
            program = (event[1].program + rng.randrange(1, 100)) % 128
            event[1] = event[1].copy(program=program)
            return [("instrument", part["name"], f"program {program + 1}")]


def renamed(song, rng):
    part, _ = pick(song, rng)
    for event in part["events"]:
        if event[1].type == "track_name":
            event[1] = event[1].copy(name="Somebody Else")
    return [("renamed", part["name"], "Somebody Else")]


def partRemoved(song, rng):
    part, _ = pick(song, rng)
    song.parts = [p for p in song.parts if p is not part]
    return [("part removed", part["name"])]


def tempo(song, rng, bar=0):
    start = song.bars()[bar]
    factor = rng.choice([0.9, 0.95, 1.05, 1.1])
    changes = sorted((t, m.tempo) for t, m in song.conductor if m.type == "set_tempo")
    song.conductor = [e for e in song.conductor if e[1].type != "set_tempo" or e[0] < start]
    held = max((c for c in changes if c[0] <= start), key=lambda c: c[0])
    for tick, value in [(start, held[1])] + [c for c in changes if c[0] > start]:
        song.conductor.append([tick, mido.MetaMessage("set_tempo", tempo=round(value * factor))])
    return [("tempo", bar + 1, round(100 / factor, 1))]


def tempoFromBar(song, rng):
    return tempo(song, rng, rng.randrange(2, len(song.bars()) - 3))


def meter(song, rng):
    signs = [e for e in song.conductor if e[1].type == "time_signature"]
    if len(signs) != 1 or signs[0][1].numerator != 4:
        return None
    signs[0][1] = signs[0][1].copy(numerator=2)
    return [("meter", "4/4", "2/4")]


EDITS = [added, removed, moved, repitched, several, lengthened, shortened, louder, barInserted, barRemoved, fourBarsRemoved,
         sectionRepeated, transposed, barsTransposed, shifted, instrument, renamed, partRemoved, tempo, tempoFromBar, meter]


def told(report):
    """The facts of a report."""
    music = report["differences"][0]["notes"]
    facts = []
    for change in music["bars"]:
        span = change["new"] or change["old"]
        facts.append(("bars", change["kind"], span[1] - span[0] + 1))
    facts += [("meter", c["old"], c["new"]) for c in music["meters"]]
    facts += [("key", c["old"], c["new"]) for c in music["keys"]]
    facts += [("section", c["kind"], c["old"], c["new"]) for c in music["sections"]]
    tempos = {}
    for change in music["tempo"]:
        tempos.setdefault(round(100 * change["newBPM"] / change["oldBPM"], 1), []).append(change["bars"][0])
    facts += [("tempo", min(bars), factor) for factor, bars in tempos.items()]
    for part in music["parts"]:
        if part["new"] is None:
            facts.append(("part removed", part["old"]))
            continue
        if part["old"] is None:
            facts.append(("part added", part["new"]))
            continue
        if part["old"] != part["new"]:
            facts.append(("renamed", part["old"], part["new"]))
        if part["oldInstrument"] != part["newInstrument"]:
            facts.append(("instrument", part["new"], part["newInstrument"]))
        for group in part["groups"]:
            facts.append(("group", part["new"], group["semitones"], group["laterQuarters"], group["notes"]))
        place = lambda p: p and (p["key"], round(p["quarter"], 5))
        for note in part["notes"]:
            facts.append(("note", part["new"], tuple(note["kinds"]), place(note["old"]), place(note["new"])))
    return facts


def rest_is_the_same(old, new, report):
    """Whether the bars that came or went leave the other piece."""
    for change in report["differences"][0]["notes"]["bars"]:
        song, other = (old, new) if change["old"] else (new, old)
        first, last = change["old"] or change["new"]
        bars = song.bars()
        start, end = bars[first - 1], bars[last]
        for part, same in zip(song.parts, other.parts):
            rest = [[n[0] - (end - start if n[0] >= end else 0), n[2]] for n in part["notes"] if not start <= n[0] < end]
            if sorted(rest) != sorted([n[0], n[2]] for n in same["notes"]):
                return False
    return True


def children():
    """CPU seconds of all processes that were run."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--songc", required=True)
    options.add_argument("--stdlib", default=str(ROOT / "stdlib"))
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", nargs="*")
    options.add_argument("--show", action="store_true")
    options = options.parse_args()
    rows, seconds = {}, []
    with tempfile.TemporaryDirectory() as folder:
        for edit in EDITS:
            if options.only and edit.__name__ not in options.only:
                continue
            row = rows[edit.__name__] = [0, 0, 0, 0]
            rng = random.Random(f"{options.seed} {edit.__name__}")
            while row[0] < 5:
                old = Song(ROOT / "golden" / (name := rng.choice(PIECES)) / f"{name}.mid")
                new = copy.deepcopy(old)
                wanted = edit(new, rng)
                if not wanted or new.overlaps() and not old.overlaps():
                    continue
                old.save(f"{folder}/old.mid")
                new.save(f"{folder}/new.mid")
                begin = children()
                done = subprocess.run([options.songc, "diff", f"{folder}/old.mid", f"{folder}/new.mid", "--json", "--stdlib",
                                       options.stdlib], capture_output=True, text=True)
                seconds.append(children() - begin)
                if done.returncode:
                    raise SystemExit(done.stderr)
                report = json.loads(done.stdout)
                facts = told(report)
                missed = [f for f in wanted if f not in facts]
                false = [f for f in facts if f not in wanted]
                if not missed and not false and not rest_is_the_same(old, new, report) and wanted[0][0] == "bars":
                    false = ["the wrong bars"]
                row[0] += 1
                row[1] += not missed and not false
                row[2] += len(false)
                row[3] += len(missed)
                if options.show and (missed or false):
                    print(f"{edit.__name__} of {name}: missed {missed[:4]}, false {false[:4]}")
    print("| edit | told exactly | false facts | missed facts |\n|---|---|---|---|")
    for name, row in rows.items():
        words = "".join(" " + c.lower() if c.isupper() else c for c in name)
        print(f"| {words} | {row[1]} of {row[0]} | {row[2]} | {row[3]} |")
    total = [sum(row[i] for row in rows.values()) for i in range(4)]
    print(f"| **all** | **{total[1]} of {total[0]}** | **{total[2]}** | **{total[3]}** |")
    seconds.sort()
    print(f"\nCPU of a pair: median {seconds[len(seconds) // 2] * 1000:.0f} ms, most {seconds[-1] * 1000:.0f} ms")


if __name__ == "__main__":
    main()
