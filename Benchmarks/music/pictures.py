#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What each style sounds like, to look at: a piano roll of a piece, the first page of its score, and a page of text.

    pictures.py --songc BINARY [--stdlib DIR] [--seed SEED] [--seconds N] [--out DIR] [--page FILE] [--only STYLE ...]

Writes STYLE.svg, the roll, and STYLE.png, the page, into Documentation/styles, and from the data of the styles
Documentation/styles.md. Needs PyYAML, mido, verovio, CairoSVG and Pillow.
"""

import argparse
import io
import json
import os
import pathlib
import re
import tempfile
from xml.sax.saxutils import escape

import cairosvg
import verovio
import yaml
from PIL import Image

import midi_tracks
from dumps import plan
from songc_pieces import compiled

ROOT = pathlib.Path(__file__).resolve().parents[2]
EMITTED = "midi,musicxml,arrangement,score"
# By role, for the first, second and third part of it.
COLOURS = {"melody": ["#d62728"], "harmony": ["#d94fb0"], "counter": ["#8c4a2f"], "chords": ["#1f77b4", "#17a8bf", "#0b3d66"],
           "arpeggio": ["#ff9800", "#a87900", "#ffc44d"], "pad": ["#7bc67b", "#1f7a4d"], "bass": ["#5e35b1"],
           "drums": ["#555555", "#a3745a"]}
# A semitone, a row of the kit, the whole width, and what is free at the left and above; in the picture's unit.
SEMITONE, ROW, WIDTH, LEFT, TOP = 9, 11, 1320, 84, 64
TUNES = ("melody", "harmony")
PERCUSSION = {
    35: "kick 2", 36: "kick", 37: "side stick", 38: "snare", 39: "clap", 40: "snare 2", 41: "floor tom", 42: "hat",
    43: "floor tom 2", 44: "pedal hat", 45: "low tom", 46: "open hat", 47: "mid tom", 48: "mid tom 2", 49: "crash",
    50: "high tom", 51: "ride", 52: "china", 53: "ride bell", 54: "tambourine", 55: "splash", 56: "cowbell", 57: "crash 2",
    59: "ride 2", 63: "conga", 64: "low conga", 69: "cabasa", 70: "maracas", 75: "claves", 81: "triangle", 82: "shaker", 86: "surdo, damped",
    87: "surdo",
}
# Verovio writes signs within text in a font of its own, which a picture doesn't have: notes of tempos, accidentals, chords.
SIGNS = {"\ueca3": "\U0001d15e", "\ueca5": "\u2669", "\ueca7": "\u266a", "\uecb7": ".", "\ue1d3": "\U0001d15e",
         "\ue1d5": "\u2669", "\ue1d7": "\u266a", "\ue1e7": ".", "\ue260": "\u266d", "\ue261": "\u266e", "\ue262": "\u266f",
         "\uea64": "\u266d", "\uea65": "\u266e", "\uea66": "\u266f", "\ued60": "\u266d", "\ued61": "\u266e",
         "\ued62": "\u266f", "\ue870": "\u00b0", "\ue871": "\u00f8", "\ue872": "+", "\ue873": "\u25b3"}
PAGE = {"pageWidth": 3000, "pageHeight": 4200, "scale": 30, "header": "none", "footer": "none", "breaks": "auto",
        "adjustPageHeight": True, "justifyVertically": False, "svgViewBox": True}
PAGE_PIXELS = 1500


# MARK: The roll


def colours(parts):
    """One for each part: by its role, the second of a role another."""
    seen, result = {}, []
    for part in parts:
        of_role = COLOURS[part["role"]]
        result.append(of_role[seen.get(part["role"], 0) % len(of_role)])
        seen[part["role"]] = seen.get(part["role"], 0) + 1
    return result


def roll(title, piece, plan_of_piece, parts):
    """All pitched parts over one another, tunes on top; below them the drums, and the intensity."""
    end = max([n.onset + n.length for t in piece.tracks for n in t.notes] + [plan_of_piece.bars[-1][0] + 1])
    pitched = [(t, p, c) for t, p, c in zip(piece.tracks, parts, colours(parts)) if not t.is_drums]
    drums = [(t, p, c) for t, p, c in zip(piece.tracks, parts, colours(parts)) if t.is_drums]
    keys = [n.key for t, _, _ in pitched for n in t.notes]
    highest, lowest = max(keys) + 1, min(keys) - 1
    rows = sorted({n.key for t, _, _ in drums for n in t.notes})
    x = lambda quarter: LEFT + quarter * (WIDTH - LEFT - 10) / end
    y = lambda key: TOP + (highest - key) * SEMITONE
    floor = y(lowest)
    base = floor + 8 + len(rows) * ROW
    bottom = base + 46
    height = bottom + 14 + 15 * ((len(parts) + 3) // 4)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="DejaVu Sans,sans-serif" '
           f'font-size="10"><rect width="{WIDTH}" height="{height}" fill="#fff"/>',
           f'<text x="{LEFT}" y="16" font-size="14">{escape(title)}</text>']
    for key in range(lowest, highest + 1):
        if key % 12 == 0:
            out.append(f'<path d="M{LEFT} {y(key)}H{WIDTH - 10}" stroke="#ddd"/><text x="{LEFT - 6}" y="{y(key) + 4}" '
                       f'text-anchor="end">C{key // 12 - 1}</text>')
    lines = "".join(f"M{x(at):.1f} {TOP - 4}V{bottom}" for at, *_ in plan_of_piece.bars)
    out.append(f'<path d="{lines}" stroke="#e4e4e4"/>')
    for before, bar in zip([None, *plan_of_piece.bars], plan_of_piece.bars):
        if before is None or before[2] != bar[2]:
            out.append(f'<path d="M{x(bar[0]):.1f} 22V{bottom}" stroke="#888"/>'
                       f'<text x="{x(bar[0]) + 4:.1f}" y="32" font-weight="bold">{escape(bar[2])}</text>')
    room = {}
    for at, symbol in plan_of_piece.chords:
        row = 0 if x(at) >= room.get(0, 0) else 1
        room[row] = x(at) + 6.5 * len(symbol) + 3
        out.append(f'<text x="{x(at) + 1:.1f}" y="{46 + 11 * row}">{escape(symbol)}</text>')
    # Tunes are as high as a semitone. The others share it, each in a lane of its own, so that doublings are seen.
    others = [part["id"] for _, part, _ in pitched if part["role"] not in TUNES]
    for track, part, colour in sorted(pitched, key=lambda found: found[1]["role"] not in TUNES):
        is_tune = part["role"] in TUNES
        lane = SEMITONE - 1 if is_tune else SEMITONE / max(2, len(others))
        middle = 0 if is_tune else lane * (others.index(part["id"]) - (len(others) - 1) / 2)
        d = "".join(f"M{x(n.onset):.1f} {y(n.key) + middle:.1f}h{max(1.5, x(n.onset + n.length) - x(n.onset) - 0.8):.1f}"
                    for n in track.notes)
        out.append(f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{lane:.1f}" '
                   f'stroke-opacity="{0.55 if is_tune else 1}"/>')
    for track, part, colour in drums:
        place = lambda key: floor + 14 + rows.index(key) * ROW
        d = "".join(f"M{x(n.onset):.1f} {place(n.key) + 4 - n.velocity / 16:.1f}v{n.velocity / 13:.1f}" for n in track.notes)
        out.append(f'<path d="{d}" stroke="{colour}" stroke-width="2.4"/>')
    for i, key in enumerate(rows):
        out.append(f'<text x="{LEFT - 6}" y="{floor + 17 + i * ROW}" text-anchor="end" font-size="9">'
                   f'{PERCUSSION.get(key, f"key {key}")}</text>')
    curve = "".join(f"{'L' if i else 'M'}{x(bar[0]):.1f} {bottom - bar[3] * 0.36:.1f}" for i, bar in enumerate(plan_of_piece.bars))
    out.append(f'<path d="{curve}" fill="none" stroke="#c00" stroke-opacity=".5" stroke-width="1.5"/>'
               f'<text x="{LEFT - 6}" y="{bottom - 14}" text-anchor="end" font-size="9">intensity</text>')
    for i, (part, colour) in enumerate(zip(parts, colours(parts))):
        left, line = LEFT + (i % 4) * 300, bottom + 16 + 15 * (i // 4)
        out.append(f'<rect x="{left}" y="{line - 8}" width="18" height="8" fill="{colour}"/><text x="{left + 24}" y="{line}">'
                   f'{escape(part["id"])}: {escape(part["instrument"])}</text>')
    return "\n".join([*out, "</svg>\n"])


# MARK: The page


def engraved(path):
    """The first page of a score, as PNG of sixteen greys."""
    verovio.enableLog(verovio.LOG_ERROR)
    toolkit = verovio.toolkit()
    toolkit.setOptions(PAGE)
    if not toolkit.loadFile(str(path)):
        raise SystemExit(f"{path}: verovio can't read it")
    svg = toolkit.renderToSVG(1)
    for glyph, character in SIGNS.items():
        svg = svg.replace(glyph, character)
    if unknown := sorted(set(re.findall("[\ue000-\uf8ff]", svg))):
        raise SystemExit(f"{path}: no sign for {', '.join(f'U+{ord(glyph):04X}' for glyph in unknown)}")
    svg = svg.replace('font-family="Leipzig"', 'font-family="DejaVu Sans"')
    png = cairosvg.svg2png(bytestring=svg.encode(), output_width=PAGE_PIXELS, background_color="white")
    result = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("L").quantize(16).save(result, "PNG", optimize=True)
    return result.getvalue()


# MARK: The text


def weighted(weights):
    """"4/4 (82 %), 3/4 (10 %)": the keys of weights, the heaviest first."""
    total = sum(weights.values())
    ordered = sorted(weights.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{key} ({100 * weight / total:.0f} %)" for key, weight in ordered)


def section_of_text(style, data, spec, facts, where):
    arrangement = data["arrangement"]
    low, high = arrangement["tempo"]["range"].split("..")
    harmony, melody = data["composition"]["harmony"], data["composition"]["melody"]
    lines = [f"## {data['name']}", "",
             f"{low} to {high} BPM, most often about {arrangement['tempo']['prefer']}. "
             f"Meters: {weighted(arrangement['meters'])}. Modes: {weighted(arrangement['modes'])}. "
             f"Chords by `{harmony['model']}`, mostly one for {harmony['bars']} bar{'s' * (harmony['bars'] != 1)}; "
             f"tunes by `{melody['model']}` at a density of {melody['density']}.", "",
             "| part | role | instruments | from |", "|---|---|---|---|"]
    lines += [f"| {part['part']} | {part['role']} | {weighted(part['instruments'])} | {part['from']} |"
              for part in arrangement["band"]]
    lines += ["", f"The pictures: {facts}.", "", "```yaml", *spec.strip().splitlines(), "```", "",
              f"![Piano roll of a piece in the style {style}]({where}/{style}.svg)", "",
              f"![First page of its score]({where}/{style}.png)", ""]
    return lines


HEAD = """# Styles

What the data of `stdlib/styles` says about each style, and one piece of it. "From" is the intensity from which a part plays.

A roll shows sections, chords, all parts on one axis of pitch, drums below as a grid (the longer the stroke, the louder), and at the foot the intensity that was asked for. The page is the first one of the MusicXML file, engraved by Verovio.

Made by `{command}`; it writes this file too.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songc", required=True)
    parser.add_argument("--stdlib", type=pathlib.Path, default=ROOT / "stdlib")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--seconds", type=int, default=40)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "Documentation" / "styles")
    parser.add_argument("--page", type=pathlib.Path, default=ROOT / "Documentation" / "styles.md")
    parser.add_argument("--only", nargs="*", default=[], help="pictures of these styles alone; the text isn't written then")
    arguments = parser.parse_args()
    data = {path.stem: yaml.safe_load(path.read_text()) for path in sorted((arguments.stdlib / "styles").glob("*.yaml"))}
    command = "python3 Benchmarks/music/pictures.py --songc .build/release/songc"
    command += f" --seed {arguments.seed}" * (arguments.seed != parser.get_default("seed"))
    command += f" --seconds {arguments.seconds}" * (arguments.seconds != parser.get_default("seconds"))
    text = HEAD.format(command=command).splitlines() + [""]
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        specs = {style: f"song: 1\nseed: {arguments.seed}\nstyle: {style}\nduration: {arguments.seconds}s\n"
                 for style in arguments.only or data}
        compiled(arguments.songc, arguments.stdlib, specs, place, EMITTED)
        for style, spec in specs.items():
            report = json.loads((folder / f"{style}.report.json").read_text())
            piece, plan_of_piece = midi_tracks.read(folder / f"{style}.mid"), plan(folder, style)
            parts = [part for part in report["parts"] if part["notes"]]
            if len(parts) != len(piece.tracks):
                raise SystemExit(f"{style}: {len(parts)} parts with notes, {len(piece.tracks)} tracks")
            bars = plan_of_piece.bars
            facts = f"{report['key']}, {bars[0][1]}, {piece.tempo:.0f} quarters a minute, {len(bars)} bars"
            (arguments.out / f"{style}.svg").write_text(roll(f"{data[style]['name']}: {facts}", piece, plan_of_piece, parts))
            (arguments.out / f"{style}.png").write_bytes(engraved(folder / f"{style}.musicxml"))
            text += section_of_text(style, data[style], spec, facts, os.path.relpath(arguments.out, arguments.page.parent))
    if not arguments.only:
        arguments.page.write_text("\n".join(text).rstrip() + "\n")


if __name__ == "__main__":
    main()
