#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws what each style's parts go through, from the sessions that songc makes.

chains.py SONGC [--styles STYLE ...] [--seed N] [--stdlib DIR] [--out FILE]

Composes a minute of each style, renders nothing, and writes Documentation/chains.md.
"""
import argparse
import pathlib
import re
import subprocess
import tempfile

HEAD = """# What the parts of each style go through

Drawn by `Benchmarks/sound/chains.py` from the sessions of a minute of each style, seed {seed}: `--emit session` has the same of
any piece. Other seeds draw other instruments, which go through the channel of their role. From left to right: the part, its
instrument and sound, its channel, its level against the melody and its place, and what it sends. `HP`, `LP` are corners of a
high-pass and a low-pass (with two numbers it moves between them), `bell` and `shelf` their frequency and gain; a `duck` is how
far the kick pushes the part down. Frequencies are in Hz, levels in dB. What a bus and a master are is said in
[audio.md](audio.md#the-mix-and-the-master).
"""
BAND = re.compile(r"band (\w+) ([0-9.]+)Hz(?: (-?[0-9.]+)dB)?")


def number(value):
    """A frequency in few digits."""
    value = float(value)
    return f"{value / 1000:.1f}".removesuffix(".0") + "k" if value >= 1000 else f"{value:.0f}"


def signed(value):
    text = f"{float(value):+.1f}".removesuffix(".0")
    return "0" if text in ("+0", "-0") else text


def controls(line):
    return dict(item.split("=") for item in line.split()[2:] if "=" in item)


def effect(line, name):
    """An effect of a return or of the bus in words."""
    uri, values = line.split()[1], controls(line)
    if "fil4" in uri:
        words = [f"HP {number(values['HPfreq'])}"] if values.get("HighPass") == "1" else []
        words += [f"{signed(values['LSgain'])} below {number(values['LSfreq'])}"] if "LSgain" in values else []
        bells = [n for n in "1234" if f"gain{n}" in values]
        words += [f"{signed(values[f'gain{n}'])} at {number(values[f'freq{n}'])}" for n in bells]
        words += [f"{signed(values['HSgain'])} above {number(values['HSfreq'])}"] if "HSgain" in values else []
        return "equaliser " + ", ".join(words)
    if "compressor" in uri:
        return f"{name} {values['cr']}:1, {values['at']} and {values['rt']} ms"
    if "decay" in values:
        return f"{name} {values['decay']} s, {values.get('predelay') or values['delay']} ms before"
    return f"{name} {values['ms']} ms"


def channel(block):
    """What a track's sound goes through, in words."""
    words = []
    for line in block:
        band = BAND.match(line)
        moving = [float(value) for value in re.findall(r"\d=([0-9.]+)Hz", line)]
        if band:
            kind = {"highPass": "HP", "lowPass": "LP", "highShelf": "shelf"}.get(band[1], band[1])
            ends = dict.fromkeys([number(min(moving)), number(max(moving))] if moving else [number(band[2])])
            corner = "-".join(ends)
            words.append(f"{kind} {corner}" + (f" {signed(band[3])}" if band[3] else ""))
        elif line.startswith("duck"):
            words.append(f"duck {signed(line.split()[1].removesuffix('dB'))}")
        elif line.startswith("effect"):
            words.append(line.split()[1].rsplit("/", 1)[-1])
    return ", ".join(words)


def sends(block):
    parts = [line.split() for line in block if line.startswith("send")]
    return " ".join(f"{name} {signed(level.removesuffix('dB'))}" for _, name, level in parts)


def place(pan):
    pan = round(100 * float(pan))
    return "C" if pan == 0 else f"{'L' if pan < 0 else 'R'}{abs(pan)}"


def drawing(session, settings, trims, mix):
    """A style's chain as lines of text."""
    blocks = []
    for line in session.splitlines()[1:]:
        if re.match(r"  (track|return|master) ", line):
            blocks.append([line.strip()])
        elif blocks:
            blocks[-1].append(line.strip())
    chosen = dict(re.findall(r"^  parts\.(\S+): (\S+)", settings, re.M))
    rows = []
    for block in blocks[:-1]:
        kind, part = block[0].split()[:2]
        gain = re.search(r"gain=(-?[0-9.]+)dB", block[0])[1]
        if kind == "return":
            name = re.search(rf"^{part}: {{effect: ([^,]+)", mix, re.M)[1]
            rows.append((part, effect(block[1], name), "", signed(gain), "", ""))
        elif f"{part}.sound" in chosen:
            name = f"{chosen[f'{part}.instrument']}/{chosen[f'{part}.sound']}"
            pan = re.search(r"pan=(-?[0-9.]+)", block[0])[1]
            rows.append((part, name, channel(block[1:]), signed(float(gain) - trims[name]), place(pan), sends(block[1:])))
        else:
            rows.append((part, "noise", channel(block[1:]), "", "C", sends(block[1:])))
    widths = [max(len(row[column]) for row in rows if row[2] or column != 1) for column in range(6)]
    lines = []
    for part, sound, through, level, pan, sent in rows:
        middle = f"{sound:{widths[1]}}  {through}" if through else sound
        middle = f"{middle:{widths[1] + 2 + widths[2]}}"
        lines.append(f"{part:{widths[0]}}  {middle}  {level:>{widths[3]}}  {pan:{widths[4]}}  {sent:{widths[5]}} --+")
    lines.append("bus <" + "-" * (len(lines[0]) - 6) + "+")
    master = blocks[-1]
    rides = [float(line.split()[2].removesuffix("dB")) for line in master if line.startswith("ride")]
    steps = [effect(line, "glue") for line in master if line.startswith("effect") and "dpl" not in line]
    steps += [f"level {signed(min(rides))} to {signed(max(rides))} with the intensity", "octaves", "master"]
    return lines + ["    " + " -> ".join(steps[:2]), "    -> " + " -> ".join(steps[2:])]


def main():
    here = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("songc")
    parser.add_argument("--styles", nargs="*", default=[])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stdlib", type=pathlib.Path, default=here / "stdlib")
    parser.add_argument("--out", type=pathlib.Path, default=here / "Documentation" / "chains.md")
    arguments = parser.parse_args()
    library = ["--stdlib", str(arguments.stdlib)]

    def songc(*words):
        return subprocess.run([arguments.songc, *words, *library], check=True, capture_output=True, text=True).stdout

    trims = {name: float(trim) for name, trim in re.findall(r"^(\S+/\S+).* trim (\S+) dB", songc("list", "sounds"), re.M)}
    styles = arguments.styles or sorted(path.stem for path in (arguments.stdlib / "styles").glob("*.yaml"))
    pages = [HEAD.format(seed=arguments.seed)]
    with tempfile.TemporaryDirectory() as folder:
        for style in styles:
            spec = pathlib.Path(folder, f"{style}.song.yaml")
            spec.write_text(f"song: 1\nseed: {arguments.seed}\nstyle: {style}\nduration: 60s\n")
            songc("build", str(spec), "-o", folder, "--emit", "settings,session", "--quiet")
            session, settings = (pathlib.Path(folder, f"{style}.{kind}.txt").read_text() for kind in ("session", "settings"))
            name = re.search(r"^mix: (\S+)", (arguments.stdlib / "styles" / f"{style}.yaml").read_text(), re.M)[1]
            mix = (arguments.stdlib / "mixes" / f"{name}.yaml").read_text()
            lines = drawing(session, settings, trims, mix)
            pages.append(f"## {style}\n\n```\n" + "\n".join(line.rstrip() for line in lines) + "\n```\n")
    arguments.out.write_text("\n".join(pages))


if __name__ == "__main__":
    main()
