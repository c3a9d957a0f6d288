# SPDX-License-Identifier: Apache-2.0
"""Real pieces, read from JSON Lines as a quality's name, times in ticks and bars say them."""

import json
import os

from encoding import BAR, DRUM_OF_PITCH, Piece, pitch_class, tonic_as_c

STRAIGHT = ("rock", "pop", "funk", "soul", "hiphop", "dance", "punk", "country", "gospel")
FEWEST_BARS = 12


def quality_class(word):
    word = word.split("(")[0]
    if word in ("N", "X"):
        return {"N": "N", "X": "other"}[word]
    if word.startswith(("sus", "7sus", "9sus")):
        return "sus"
    if word.startswith(("dim", "hdim")):
        return "dim"
    if word.startswith("aug"):
        return "aug"
    if word.startswith("maj"):
        return "maj7" if word in ("maj7", "maj9", "maj13") else "maj"
    if word.startswith("min"):
        return "min7" if word in ("min7", "min9", "min11", "min13") else "min"
    if word in ("7", "9", "11", "13", "7b5"):
        return "7"
    # A bare root, a fifth or an added sixth is noted by some sources only.
    return "maj" if word in ("1", "5", "6") else "other"


def chord(onset, length, symbol):
    if symbol in ("N", "X"):
        return (onset, length, None, "N")
    root, quality = symbol.split("/")[0].split(":")
    return (onset, length, pitch_class(root), quality_class(quality))


def lines(folder, name):
    with open(os.path.join(folder, *name.split("/")), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def four_four(piece):
    return [m for _, m in piece["meter"]] == ["4/4"]


def in_c(key):
    tonic, mode = key.split(":")
    return tonic_as_c(pitch_class(tonic), mode == "min")


def pop(folder):
    for song in lines(folder, "pop909/songs.jsonl"):
        if four_four(song):
            s = 4 / song["q"]
            yield Piece("pop909/" + song["id"], [(n[0] * s, n[1] * s, n[2]) for n in song["melody"]],
                        [chord(on * s, d * s, c) for on, d, c in song["chords"]],
                        keys=[(on * s, in_c(k)) for on, k in song["key"]])


def played_out(tune):
    """Stretches of a tune in the order in which its repeats and endings are played."""
    marks = sorted((at, m.replace(" ", "")) for at, m in tune["marks"])
    order, start, ending, at_end = [], 0, None, tune["end"]
    for at, mark in marks:
        if mark[-1] in "12" and mark[-2:-1] in ("[", "|") and mark[-1] == "1":
            ending = at
        if mark.startswith((":|", "::")):
            order += [(start, at), (start, at if ending is None else ending)]
            start, ending = at, None
        elif mark == "|:" and at > start:
            order.append((start, at))
            start = at
    return order + ([(start, at_end)] if start < at_end else [])


def folk(folder):
    for tune in lines(folder, "nottingham/tunes.jsonl"):
        bars = tune["bars"]
        if not four_four(tune) or not tune["chords"] or len(bars) < 3:
            continue
        s, length = 4 / tune["q"], 4 * tune["q"]
        first = 0 if bars[1] - bars[0] == length else bars[1]
        notes, chords, lines_at, now = [], [], [], -first
        for start, end in played_out(tune):
            move = now - start
            notes += [((on + move) * s, d * s, p) for on, d, p, _ in tune["melody"] if start <= on < end]
            chords += [chord((max(on, start) + move) * s, (min(on + d, end) - max(on, start)) * s, c)
                       for on, d, c in tune["chords"] if on < end and on + d > start]
            lines_at += [b + move for b in bars[1:-1] if start < b < end]
            now += end - start
        if any(b % length for b in lines_at):
            continue
        yield Piece("nottingham/" + tune["id"], notes, chords, keys=[(0, in_c(tune["key"][0][1]))])


def chords(folder):
    for song in lines(folder, "billboard/songs.jsonl"):
        steps = {b - a for a, b in zip(song["bars"], song["bars"][1:])}
        if four_four(song) and steps == {4 * song["q"]}:
            s, minor = 4 / song["q"], song["mode_guess"] == "min"
            yield Piece("billboard/" + song["id"], chords=[chord(on * s, d * s, c) for on, d, c in song["chords"]],
                        keys=[(on * s, tonic_as_c(pitch_class(t), minor)) for on, t in song["tonic"]])
    for song in pop(folder):
        yield Piece(song.id, chords=song.chords, keys=song.keys)


def straight_takes(folder):
    """Beats in 4/4 of straight styles, as they lie in the file."""
    for take in lines(folder, "groove_midi/drums.jsonl"):
        straight = take["style"].startswith(STRAIGHT) and not any(w in take["style"] for w in ("shuffle", "swing"))
        if take["type"] == "beat" and take["meter"] == "4/4" and straight:
            yield take


def halves(folder):
    """Straight takes of sixteen bars or nearly so in two halves: songc's drummers learned theirs from the first.

    In the order of genre, drummer, session, length and name every other one is learned, so that the halves are alike.
    """
    takes = [t for t in straight_takes(folder) if t["bars"] > FEWEST_BARS]
    takes.sort(key=lambda t: (t["style"].split("/")[0], t["drummer"], t["session"], t["bars"] > 15.5, t["style"], t["id"]))
    return takes[0::2], takes[1::2]


def strokes(take):
    """Time in sixteenths, key and velocity of what is struck. Players are 8 ms early on the average: the latency of the kit."""
    late = 0.008 * take["bpm"] / 60 * 4
    return [(t * 4 / take["q"] + late, p, v) for t, p, v in take["hits"] if p in DRUM_OF_PITCH]


def drums(folder, takes=None):
    """The half that nothing was learned from, or other takes."""
    for take in halves(folder)[1] if takes is None else takes:
        yield Piece("groove/" + take["id"], drums=[(t, DRUM_OF_PITCH[p], v) for t, p, v in strokes(take)])


READERS = {"pop": pop, "folk": folk, "chords": chords, "drums": drums}
