# SPDX-License-Identifier: Apache-2.0
"""Bars and chords of a piece, from the dumps that `--emit arrangement,score` writes."""

import re
from typing import NamedTuple


class Plan(NamedTuple):
    """What the dumps of the arrangement and the score say, in quarters."""
    bars: list    # of (quarter, meter, section, intensity)
    chords: list  # of (quarter, symbol)


def plan(folder, name):
    arrangement = (folder / f"{name}.arrangement.txt").read_text()
    bars = [(fraction(at), meter, section, float(level)) for at, meter, section, level
            in re.findall(r"^  bar \d+ at=(\S+) (\S+) (\S+) ([\d.]+)%", arrangement, re.M)]
    chords = re.findall(r"^  chord (\d+)\|(\S+) (\S+) len=", (folder / f"{name}.score.txt").read_text(), re.M)
    # A bar's place in the score counts in units of its meter.
    return Plan(bars, [(bars[int(bar) - 1][0] + (fraction(beat) - 1) * 4 / int(bars[int(bar) - 1][1].split("/")[1]), symbol)
                       for bar, beat, symbol in chords])


def fraction(text):
    above, _, below = text.partition("/")
    return int(above) / int(below or 1)
