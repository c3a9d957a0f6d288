# SPDX-License-Identifier: Apache-2.0
"""The one encoding that both sides go through before anything is measured.

An excerpt is sixteen bars of 4/4 on a grid of sixteenths, from a bar line. Its tune has one voice and no velocities, its
chords are a root and a class of quality in each half bar, its drums are classes of the kit with three classes of velocity.
Tune and chords are transposed so that the tonic is C, or A where the mode is minor.
"""

from dataclasses import dataclass, field
from statistics import median

BAR = 16
BARS = 16
STEPS = BAR * BARS
# A gap shorter than this belongs to the note before it: sources differ in how they write the end of a note.
SHORTEST_REST = 4
# The collection of folk tunes writes hardly a rest, so there a note always lasts until the next.
SHORTEST_REST_IN = {"folk": STEPS}
QUALITIES = ("maj", "min", "7", "min7", "maj7", "sus", "dim", "aug", "other", "N")
DRUMS = ("kick", "snare", "hat", "open", "ride", "tom", "crash")
# The pedal of the hi-hat is left out: the recordings' kit writes it, a part of songc need not.
DRUM_OF_PITCH = {
    35: "kick", 36: "kick", 37: "snare", 38: "snare", 40: "snare", 22: "hat", 42: "hat", 26: "open", 46: "open",
    51: "ride", 53: "ride", 59: "ride", 41: "tom", 43: "tom", 45: "tom", 47: "tom", 48: "tom", 50: "tom", 58: "tom",
    49: "crash", 52: "crash", 55: "crash", 57: "crash",
}
STEP_OF_NAME = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


@dataclass
class Piece:
    """A whole piece in sixteenths from its first bar line, not yet quantised. `keys` are (time, pitch class of C)."""
    id: str
    tune: list = field(default_factory=list)    # (onset, length, pitch)
    chords: list = field(default_factory=list)  # (onset, length, root, quality); no root where the quality is N
    drums: list = field(default_factory=list)   # (onset, class, velocity)
    keys: list = field(default_factory=lambda: [(0, 0)])


@dataclass
class Excerpt:
    piece: str
    tune: list    # (onset, length, pitch)
    chords: list  # 32 of (root, quality); the root is None where the quality is N
    drums: list   # 256 of {class: 0 soft, 1 medium, 2 loud}
    hits: list = field(default_factory=list)  # what `drums` was made of: (step, class, velocity)


def pitch_class(name):
    return (STEP_OF_NAME[name[0]] + name.count("#") - name[1:].count("b")) % 12


def tonic_as_c(tonic, minor):
    """The pitch class that stands where C stands in C major and A minor."""
    return (tonic + (3 if minor else 0)) % 12


def nearest(x):
    return int(x + 0.5) if x >= 0 else -int(0.5 - x)


def quantised_tune(notes, shortest_rest=SHORTEST_REST):
    """One voice on the grid: of notes that fall on one step the longest stays, short gaps are closed."""
    longest = {}
    for onset, length, pitch in notes:
        step = nearest(onset)
        if step not in longest or length > longest[step][0]:
            longest[step] = (length, pitch, nearest(onset + length))
    steps = sorted(longest)
    tune = []
    for i, step in enumerate(steps):
        end = max(longest[step][2], step + 1)
        if i + 1 < len(steps) and end > steps[i + 1] - shortest_rest:
            end = steps[i + 1]
        tune.append((step, end - step, longest[step][1]))
    return tune


def half_bars(chords, first_bar):
    """The chord that sounds longest in each half bar. Where there is none the one before goes on, as sources differ here."""
    half = BAR // 2
    result = []
    for i in range(2 * BARS):
        start = first_bar * BAR + i * half
        best = max(((min(on + length, start + half) - max(on, start), -on, root, quality)
                    for on, length, root, quality in chords if on < start + half and on + length > start),
                   default=(0, 0, None, "N"), key=lambda c: c[:2])
        result.append((best[2], best[3]))
    named = [c for c in result if c[0] is not None]
    for i, (root, _) in enumerate(result):
        if root is None and named:
            result[i] = result[i - 1] if i else named[0]
    return result


def velocity_steps(hits):
    """Three classes of velocity, by the median of the excerpt: kits and players differ in what they call loud."""
    middle = median([v for _, _, v in hits]) if hits else 1
    steps = [dict() for _ in range(STEPS)]
    for step, name, velocity in hits:
        level = 0 if velocity < 0.6 * middle else 2 if velocity > 1.25 * middle else 1
        steps[step][name] = max(level, steps[step].get(name, 0))
    return steps


def excerpt(piece, tune, hits, first_bar):
    start = first_bar * BAR
    c = [pc for at, pc in piece.keys if at <= start + 1] or [piece.keys[0][1]]
    shift = -c[-1]
    notes = [(on - start, min(length, start + STEPS - on), pitch + shift)
             for on, length, pitch in tune if start <= on < start + STEPS]
    chords = [(None if root is None else (root + shift) % 12, quality) for root, quality in half_bars(piece.chords, first_bar)]
    played = [(s - start, n, v) for s, n, v in hits if start <= s < start + STEPS]
    return Excerpt(piece.id, notes, chords, velocity_steps(played), played)


def excerpts(piece, domain, at_most):
    """Stretches of sixteen bars from the first bar that holds music; at least twelve of the bars must hold some."""
    tune = quantised_tune(piece.tune, SHORTEST_REST_IN.get(domain, SHORTEST_REST))
    hits = [(nearest(on), name, v) for on, name, v in piece.drums]
    if domain == "chords":
        filled = {b for on, length, root, _ in piece.chords if root is not None
                  for b in range(int(on // BAR), int((on + length - 1) // BAR) + 1)}
    elif domain == "drums":
        filled = {s // BAR for s, _, _ in hits if s >= 0}
    else:
        # A pickup does not make a bar.
        filled = {on // BAR for on, _, _ in tune if on >= 0}
        if filled and not any(on // BAR == min(filled) and on % BAR < BAR // 2 for on, _, _ in tune):
            filled.remove(min(filled))
    if not filled:
        return []
    bar, last, result = min(filled), max(filled), []
    while bar + BARS <= last + 1 and len(result) < at_most:
        if len([b for b in range(bar, bar + BARS) if b in filled]) >= 12:
            result.append(excerpt(piece, tune, hits, bar))
        bar += BARS
    return result
