# SPDX-License-Identifier: Apache-2.0
"""A MIDI file as its tracks of notes, in quarters."""

from typing import NamedTuple

import mido

DRUM_CHANNEL = 9


class Note(NamedTuple):
    onset: float
    length: float
    key: int
    velocity: int


class Track(NamedTuple):
    name: str
    program: int
    is_drums: bool
    notes: list


class File(NamedTuple):
    tempo: float       # quarters a minute, at the start
    meter: tuple       # at the start, as (4, 4)
    tonic: str         # of the key signature at the start, as "F#m"
    markers: list      # of (quarter, text)
    tracks: list       # those with notes


def read(path):
    file = mido.MidiFile(path)
    scale, tempo, meter, tonic, markers, tracks = file.ticks_per_beat, 120.0, (4, 4), "C", [], []
    for track in file.tracks:
        now, program, is_drums, sounding, notes = 0, 0, False, {}, []
        for message in track:
            now += message.time
            if message.type == "marker":
                markers.append((now / scale, message.text))
            elif message.type == "program_change":
                program = message.program
            elif message.type == "note_on" and message.velocity:
                is_drums |= message.channel == DRUM_CHANNEL
                sounding.setdefault(message.note, []).append((now, message.velocity))
            elif message.type in ("note_on", "note_off") and sounding.get(message.note):
                start, velocity = sounding[message.note].pop(0)
                notes.append(Note(start / scale, (now - start) / scale, message.note, velocity))
            elif now == 0 and message.type == "set_tempo":
                tempo = mido.tempo2bpm(message.tempo)
            elif now == 0 and message.type == "time_signature":
                meter = (message.numerator, message.denominator)
            elif now == 0 and message.type == "key_signature":
                tonic = message.key
        if notes:
            tracks.append(Track(track.name, program, is_drums, sorted(notes)))
    return File(tempo, meter, tonic, markers, tracks)
