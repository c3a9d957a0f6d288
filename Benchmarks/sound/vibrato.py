# SPDX-License-Identifier: Apache-2.0
"""Which sounds of the library vibrate by themselves, and what the modulation wheel does to each.

python3 Benchmarks/sound/vibrato.py [--wheel] [INSTRUMENT ...]

Plays three notes of each SoundFont's sound (3.2 s, velocity 90, at two, four and six eighths of the comfortable range) with
fluidsynth, follows the pitch by the strongest of the first six harmonics from 0.8 to 3 s, and prints of each note the rate and
the depth of its largest movement from 3 to 9.5 Hz, and how far its level moves. A note vibrates with 5 cents or more, or with
2.5 cents and 1.2 dB at one rate, in regular turns: a depth of 0.8 standard deviations or more, which beating oscillators
don't have. A sound vibrates if two of its notes do. Exits with 3 where `vibrates` in stdlib/instruments says otherwise of an
instrument that has a `vibrato`. --wheel holds controller 1 at 127 and checks nothing.
Needs numpy, scipy, soundfile, mido and fluidsynth with both SoundFonts.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

import mido
import numpy as np
import soundfile
from scipy.signal import fftconvolve, firwin

FONTS = {
    "FluidR3_GM": "/usr/share/sounds/sf2/FluidR3_GM.sf2",
    "MuseScore_General": "/usr/share/sounds/sf3/MuseScore_General.sf3",
}
INSTRUMENTS = pathlib.Path(__file__).resolve().parents[2] / "stdlib" / "instruments"
STEPS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
NOTE, RATE = 4.0, 200


def key(text):
    letter, sign, octave = re.match(r"([a-g])(#|b)?(-?\d)", text).groups()
    return STEPS[letter] + {"#": 1, "b": -1, None: 0}[sign] + 12 * (int(octave) + 1)


def sounds(names):
    for path in sorted(INSTRUMENTS.glob("*.yaml")):
        text = path.read_text()
        span = re.search(r"comfortable: (\S+?)\.\.(\S+)", text)
        if not span or (names and path.stem not in names) or (not names and "\nvibrato:" not in text):
            continue
        low, high = key(span[1]), key(span[2])
        for item in re.finditer(r"\{name: ([\w-]+), font: (\w+), bank: (\d+), program: (\d+)([^}]*)\}", text):
            octave = re.search(r"octave: (-?\d)", item[5])
            keys = [low + (high - low) * eighths // 8 + 12 * int(octave[1] if octave else 0) for eighths in (2, 4, 6)]
            yield path.stem, item[1], item[2], int(item[3]), int(item[4]), keys, "vibrates: true" in item[5]


def played(font, notes, wheel):
    """One channel of notes (bank, program, key), four seconds each."""
    file = mido.MidiFile(ticks_per_beat=1000)
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=1_000_000)])
    file.tracks.append(track)
    for bank, program, number in notes:
        track.append(mido.Message("control_change", control=1, value=127 if wheel else 0))
        track.append(mido.Message("control_change", control=0, value=bank))
        track.append(mido.Message("program_change", program=program))
        track.append(mido.Message("note_on", note=number, velocity=90))
        track.append(mido.Message("note_off", note=number, time=3200))
        track.append(mido.Message("note_off", note=number, time=800))
    with tempfile.TemporaryDirectory() as folder:
        file.save(f"{folder}/x.mid")
        subprocess.run(
            ["fluidsynth", "-ni", "-R", "0", "-C", "0", "-g", "0.5", "-F", f"{folder}/x.wav", FONTS[font], f"{folder}/x.mid"],
            check=True, capture_output=True)
        wave, rate = soundfile.read(f"{folder}/x.wav")
    return wave.sum(axis=1), rate


def follow(wave, rate, hertz):
    """Cents from a pitch and decibels, 200 a second."""
    time = np.arange(len(wave)) / rate
    best = None
    for harmonic in range(1, 7):
        centre = harmonic * hertz
        if centre > 6000 or (centre < 180 and harmonic < 6):
            continue
        width = min(0.45 * hertz, max(30, 0.06 * centre))
        band = fftconvolve(wave * np.exp(-2j * np.pi * centre * time), firwin(int(rate / width * 3) | 1, width, fs=rate), "same")
        power = np.mean(np.abs(band) ** 2)
        if best is None or power > 1.5 * best[0]:
            best = power, centre, band
    _, centre, band = best
    hop = rate // RATE
    turns = np.diff(np.unwrap(np.angle(band))[::hop]) / (2 * np.pi) * rate / hop
    return 1200 * np.log2(np.maximum(0.5, 1 + turns / centre)), 20 * np.log10(np.abs(band[::hop][1:]) + 1e-9)


def turning(values):
    """Rate and depth of the largest movement from 3 to 9.5 Hz, and the standard deviation."""
    places = np.arange(len(values))
    level = values - np.polyval(np.polyfit(places, values, 2), places)
    window = np.hanning(len(level))
    spectrum = np.abs(np.fft.rfft(level * window, 8192)) / (window.sum() / 2)
    rates = np.fft.rfftfreq(8192, 1 / RATE)
    found = np.argmax(np.where((rates > 3) & (rates < 9.5), spectrum, 0))
    return rates[found], spectrum[found], level.std()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--wheel", action="store_true")
    options = parser.parse_args()
    wrong = 0
    for font in FONTS:
        own = [sound for sound in sounds(options.names) if sound[2] == font]
        if not own:
            continue
        wave, rate = played(font, [(s[3], s[4], k) for s in own for k in s[5]], options.wheel)
        place = 0
        for name, sound, _, _, _, keys, said in own:
            texts, votes = [], 0
            for number in keys:
                start = int(place * NOTE * rate)
                place += 1
                cents, level = follow(wave[start:start + int(3.15 * rate)], rate, 440 * 2 ** ((number - 69) / 12))
                turns, depth, spread = turning(cents[160:600])
                loud_turns, loudness, _ = turning(level[160:600])
                is_heard = depth >= 5 or (depth >= 2.5 and loudness >= 1.2 and abs(turns - loud_turns) < 0.3)
                votes += is_heard and depth >= 0.8 * spread
                texts.append(f"{turns:3.1f} Hz {depth:4.1f} ct {loudness:3.1f} dB")
            vibrates = votes >= 2
            wrong += vibrates != said and not options.wheel
            mark = "" if options.wheel or vibrates == said else "   the library says otherwise"
            print(f"{name + '/' + sound:28}{' | '.join(texts)}  {'vibrates' if vibrates else 'is level'}{mark}")
    sys.exit(3 if wrong else 0)


main()
