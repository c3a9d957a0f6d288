# SPDX-License-Identifier: Apache-2.0
"""Our pieces: specs with a seed and a duration alone, built by songc and read from its MusicXML and MIDI files."""

import os
import random
import subprocess
import xml.etree.ElementTree as ElementTree

import mido

from encoding import DRUM_OF_PITCH, STEP_OF_NAME, Piece, tonic_as_c

STYLE_OF_DOMAIN = {"pop": "pop", "folk": "folk", "chords": "pop", "drums": "pop"}
QUALITY_OF_KIND = {
    "major": "maj", "minor": "min", "dominant": "7", "minor-seventh": "min7", "major-seventh": "maj7", "major-sixth": "maj",
    "minor-sixth": "min", "dominant-ninth": "7", "dominant-11th": "7", "dominant-13th": "7", "minor-ninth": "min7",
    "minor-11th": "min7", "minor-13th": "min7", "major-ninth": "maj7", "major-13th": "maj7", "suspended-fourth": "sus",
    "suspended-second": "sus", "diminished": "dim", "half-diminished": "dim", "diminished-seventh": "dim",
    "augmented": "aug", "augmented-seventh": "aug", "power": "maj", "none": "N",
}


def pitch_of(element, step, alter):
    return STEP_OF_NAME[element.findtext(step)] + int(element.findtext(alter) or 0)


def read_musicxml(path, piece):
    """The tune is the first part; the chords are the harmony over it."""
    part = ElementTree.parse(path).getroot().find("part")
    start, scale, transpose, changes, keys = 0.0, 1.0, 0, [], []
    for measure in part.findall("measure"):
        now, end, onset = start, start, start
        for element in measure:
            if element.tag == "attributes":
                if element.find("divisions") is not None:
                    scale = 4 / int(element.findtext("divisions"))
                transpose = int(element.findtext("transpose/chromatic") or transpose)
                if element.find("key/fifths") is not None:
                    keys.append((start, (7 * int(element.findtext("key/fifths")) + transpose) % 12))
            elif element.tag == "harmony":
                at = now + float(element.findtext("offset") or 0) * scale
                kind = element.findtext("kind")
                root = element.find("root")
                changes.append((at, None if root is None else (pitch_of(root, "root-step", "root-alter") + transpose) % 12,
                                QUALITY_OF_KIND.get(kind, "other")))
            elif element.tag in ("backup", "forward"):
                now += int(element.findtext("duration")) * scale * (1 if element.tag == "forward" else -1)
            elif element.tag == "note" and element.find("duration") is not None:
                length = int(element.findtext("duration")) * scale
                if element.find("chord") is None:
                    onset, now = now, now + length
                pitch = element.find("pitch")
                if pitch is not None:
                    height = 12 * int(pitch.findtext("octave")) + 12 + pitch_of(pitch, "step", "alter") + transpose
                    stops = any(t.get("type") == "stop" for t in element.findall("tie"))
                    held = [i for i, n in enumerate(piece.tune) if stops and n[2] == height and abs(n[0] + n[1] - onset) < 0.01]
                    if held:
                        on, before, _ = piece.tune[held[-1]]
                        piece.tune[held[-1]] = (on, before + length, height)
                    else:
                        piece.tune.append((onset, length, height))
            end = max(end, now)
        start = end
    ends = [c[0] for c in changes[1:]] + [start]
    piece.chords = [(at, until - at, root, quality) for (at, root, quality), until in zip(changes, ends)]
    piece.keys = keys


def read_midi(path, piece):
    """The drums are channel 10. Returns whether the piece is in 4/4 throughout."""
    file = mido.MidiFile(path)
    step = file.ticks_per_beat / 4
    meters = set()
    for track in file.tracks:
        now = 0
        for message in track:
            now += message.time
            if message.type == "time_signature":
                meters.add((message.numerator, message.denominator))
            elif message.type == "note_on" and message.velocity and message.channel == 9 and message.note in DRUM_OF_PITCH:
                piece.drums.append((now / step, DRUM_OF_PITCH[message.note], message.velocity))
    return meters == {(4, 4)}


def compiled(songc, stdlib, specs, folder, emitted):
    """Builds specs, texts by name; their files are in the folder then, as NAME.mid."""
    paths = []
    for name, text in specs.items():
        paths.append(os.path.join(folder, f"{name}.song.yaml"))
        with open(paths[-1], "w", encoding="utf-8") as file:
            file.write(text)
    for i in range(0, len(paths), 25):
        options = ["--stdlib", stdlib] if stdlib else []
        subprocess.run([songc, "build", *paths[i:i + 25], *options, "-o", folder, "--emit", emitted, "--quiet"],
                       check=True, stdout=subprocess.DEVNULL)


def build(songc, stdlib, style, count, seed, folder):
    """Pieces of 60 to 150 s; the ones that aren't in 4/4 throughout are left out."""
    dice = random.Random(f"{style} {seed}")
    specs = {f"{style}{i}": f"song: 1\nseed: {dice.randrange(1 << 30)}\nstyle: {style}\ntime: 4/4\n"
                            f"duration: {dice.randrange(60, 151)}s\n" for i in range(count)}
    compiled(songc, stdlib, specs, folder, "midi,musicxml")
    for name in specs:
        piece = Piece("songc/" + name)
        if read_midi(os.path.join(folder, name + ".mid"), piece):
            read_musicxml(os.path.join(folder, name + ".musicxml"), piece)
            yield piece
