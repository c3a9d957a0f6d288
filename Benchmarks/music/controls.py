# SPDX-License-Identifier: Apache-2.0
"""Music whose distance from real pieces is known, to give the discriminator's figures a scale."""

import os
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict
from dataclasses import replace

import mido

from encoding import BAR, SHORTEST_REST, SHORTEST_REST_IN, STEPS, Excerpt, Piece, excerpt, nearest, quantised_tune
from songc_pieces import QUALITY_OF_KIND, read_midi, read_musicxml

PHRASE = 4 * BAR


def shuffled(e, dice):
    """The four phrases in another order. A note that crosses the end of a phrase is cut there."""
    order = list(range(4))
    while order == sorted(order):
        dice.shuffle(order)
    tune = [(on - PHRASE * old + PHRASE * new, min(n, PHRASE * (old + 1) - on), p)
            for new, old in enumerate(order) for on, n, p in e.tune if on // PHRASE == old]
    return replace(e, tune=tune, chords=[c for o in order for c in e.chords[8 * o:8 * o + 8]],
                   drums=[s for o in order for s in e.drums[PHRASE * o:PHRASE * (o + 1)]])


class Markov:
    """A chain of the third order; a context that was never seen is shortened."""

    def __init__(self, sequences):
        self.tables = [defaultdict(Counter) for _ in range(4)]
        for sequence in sequences:
            for i, token in enumerate(sequence):
                for n in range(min(i, 3) + 1):
                    self.tables[n][tuple(sequence[i - n:i])][token] += 1

    def sequence(self, dice, enough):
        result = []
        while not enough(result):
            context = tuple(result[-3:])
            while context not in self.tables[len(context)]:
                context = context[1:]
            counts = self.tables[len(context)][context]
            result.append(dice.choices(list(counts), list(counts.values()))[0])
        return result


def tune_tokens(e):
    """(pitch or None for a rest, length)"""
    tokens, now = [], 0
    for on, n, p in e.tune:
        if on > now:
            tokens.append((None, on - now))
        tokens.append((p, n))
        now = on + n
    return tokens


def chord_tokens(e):
    tokens = []
    for c in e.chords:
        if tokens and tokens[-1][0] == c:
            tokens[-1] = (c, tokens[-1][1] + 1)
        else:
            tokens.append((c, 1))
    return tokens


def markov(learnt_from, count, dice):
    """Tune, chords and drums each from a chain of its own."""
    tunes = Markov([tune_tokens(e) for e in learnt_from])
    chords = Markov([chord_tokens(e) for e in learnt_from])
    drums = Markov([[tuple(sorted(s.items())) for s in e.drums] for e in learnt_from])
    for i in range(count):
        tune, now = [], 0
        if any(e.tune for e in learnt_from):
            for pitch, n in tunes.sequence(dice, lambda s: sum(t[1] for t in s) >= STEPS):
                if pitch is not None:
                    tune.append((now, min(n, STEPS - now), pitch))
                now += n
        halves = [c for c, n in chords.sequence(dice, lambda s: sum(t[1] for t in s) >= 32) for _ in range(n)][:32]
        hits = [dict(s) for s in drums.sequence(dice, lambda s: len(s) == STEPS)]
        yield Excerpt(f"markov/{i}", tune, halves, hits)


KIND_OF_QUALITY = {q: k for k, q in reversed(QUALITY_OF_KIND.items())} | {"other": "other"}
STEP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
PITCH_OF_DRUM = {"kick": 36, "snare": 38, "hat": 42, "open": 46, "ride": 51, "tom": 45, "crash": 49}


def write_as_ours(e, name, dice):
    """An excerpt as the files songc writes: bars with tied notes and harmony, drums performed around the grid."""
    root = ElementTree.Element("score-partwise")
    part = ElementTree.SubElement(root, "part", id="P1")

    def add(parent, path, text):
        for tag in path.split("/")[:-1]:
            parent = ElementTree.SubElement(parent, tag) if parent.find(tag) is None else parent.find(tag)
        ElementTree.SubElement(parent, path.split("/")[-1]).text = str(text)

    cuts = sorted({t for on, n, _ in e.tune for t in (on, on + n)} | set(range(0, STEPS + 1, 8)))
    for number in range(STEPS // BAR):
        bar = ElementTree.SubElement(part, "measure", number=str(number + 1))
        if number == 0:
            add(bar, "attributes/divisions", 4)
            add(bar, "attributes/key/fifths", 0)
        for start, end in zip(cuts, cuts[1:]):
            if start // BAR != number:
                continue
            if start % 8 == 0 and (start == 0 or e.chords[start // 8] != e.chords[start // 8 - 1]):
                pitch, quality = e.chords[start // 8]
                harmony = ElementTree.SubElement(bar, "harmony")
                if pitch is not None:
                    add(harmony, "root/root-step", STEP_NAMES[pitch][0])
                    add(harmony, "root/root-alter", len(STEP_NAMES[pitch]) - 1)
                add(harmony, "kind", KIND_OF_QUALITY[quality])
            note = ElementTree.SubElement(bar, "note")
            held = [(on, n, p) for on, n, p in e.tune if on <= start < on + n]
            if held:
                on, n, p = held[0]
                add(note, "pitch/step", STEP_NAMES[p % 12][0])
                add(note, "pitch/alter", len(STEP_NAMES[p % 12]) - 1)
                add(note, "pitch/octave", p // 12 - 1)
                if on < start:
                    ElementTree.SubElement(note, "tie", type="stop")
                if end < on + n:
                    ElementTree.SubElement(note, "tie", type="start")
            else:
                ElementTree.SubElement(note, "rest")
            add(note, "duration", end - start)
    ElementTree.ElementTree(root).write(name + ".musicxml")
    hits = sorted((max(0, 240 * s + dice.randrange(-30, 31)), PITCH_OF_DRUM[d], v) for s, d, v in e.hits)
    file, track, now = mido.MidiFile(ticks_per_beat=960), mido.MidiTrack(), 0
    track.append(mido.MetaMessage("time_signature", numerator=4, denominator=4))
    for at, pitch, velocity in hits:
        track.append(mido.Message("note_on", channel=9, note=pitch, velocity=velocity, time=at - now))
        now = at
    file.tracks.append(track)
    file.save(name + ".mid")


def through_files(e, domain, folder, dice):
    """A real excerpt written to MusicXML and MIDI and read again by the reader of our pieces."""
    name = os.path.join(folder, "real")
    write_as_ours(e, name, dice)
    piece = Piece(e.piece)
    read_midi(name + ".mid", piece)
    read_musicxml(name + ".musicxml", piece)
    tune = quantised_tune(piece.tune, SHORTEST_REST_IN.get(domain, SHORTEST_REST))
    hits = [(nearest(on), drum, v) for on, drum, v in piece.drums]
    return excerpt(piece, tune, hits, 0)
