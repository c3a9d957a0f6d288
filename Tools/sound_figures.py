#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes trim, attack and brightness of the sounds in stdlib/instruments as they are measured.

    Tools/sound_figures.py SONGC [INSTRUMENT or INSTRUMENT/SOUND ...]

Figures that are stored already stay where the measured ones are within what differs unheard: 1 dB, 1 ms, 20 %. Sounds
that are out of tune by more than 10 cents, or have no pitch, are named at the end.
"""
import pathlib
import re
import subprocess
import sys

FOLDER = pathlib.Path(__file__).parent.parent / "stdlib" / "instruments"
LINE = re.compile(r"(\S+)/(\S+) +trim (\S+) dB +attack (\S+) ms +brightness (\S+) Hz +(.*)")


def rewritten(text, name, figures):
    """The instrument's file with the figures of one sound."""
    start = re.search(rf"name: {re.escape(name)}[,\n]", text).start()
    rest = text[start:]
    end = re.search(r"\n  - |\ntags:", rest)
    body, tail = rest[: end.start()], rest[end.start() :]
    for key, unit, value, far in figures:
        old = re.search(rf"{key}: (-?[0-9.]+) ?{unit}", body)
        if far(float(old[1]), value):
            number = f"{value:.0f}" if unit == "Hz" else f"{value:.1f}".removesuffix(".0")
            number = f"{value:.1f}" if unit == "dB" else number
            body = body[: old.start()] + f"{key}: {number}{'' if unit == 'ms' else ' '}{unit}" + body[old.end() :]
    return text[:start] + body + tail


def main():
    songc, names = sys.argv[1], sys.argv[2:]
    measured = subprocess.run([songc, "measure", *names], check=True, capture_output=True, text=True).stdout
    unclear = []
    for line in measured.splitlines():
        instrument, name, trim, attack, brightness, tuning = LINE.match(line).groups()
        path = FOLDER / f"{instrument}.yaml"
        figures = [
            ("trim", "dB", float(trim), lambda old, new: abs(old - new) > 1),
            ("attack", "ms", float(attack), lambda old, new: abs(old - new) > 1),
            ("brightness", "Hz", float(brightness), lambda old, new: abs(old - new) > 0.2 * new),
        ]
        path.write_text(rewritten(path.read_text(), name, figures))
        cents = re.match(r"(\S+) cents", tuning)
        if "kit:" not in path.read_text() and (not cents or abs(float(cents[1])) > 10):
            unclear.append(f"{instrument}/{name}: {tuning}")
    print("\n".join(unclear))


main()
