#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether what songc makes stands beside real soundtracks, measured.

acceptance.py SONGC [--styles STYLE ...] [--seeds N ...] [--seconds N] [--work DIR] [--reuse] [--json FILE] [--all]

Builds a piece of each style and seed, about a minute long, and measures its WAV file, each figure as the figures of
`targets.json` were measured on the recordings of free games:

  loudness   integrated, of the file, within 0.05 LU of the target
  peak       true peak at 16 times the rate, at most the ceiling
  clipping   runs of three or more samples at the highest level: none
  DC         below 0.0001 of full scale
  balance    left against right, below 0.5 dB
  lead       silence before the first sound, below 50 ms
  tone       octaves of 31.5 Hz to 8 kHz against all power, slope of the third octaves of 100 Hz to 10 kHz,
             side against mid in each octave, peak to loudness (PLR), loudness range (LRA)

Each figure of the tone counts as inside between the 10th and the 90th percentile of its style's recordings, or of all
where fewer than ten of the style were measured. Real recordings lie inside four times out of five. Exits with 3 where
a bound is broken, or where fewer than four in five figures of the tone, of all or of a style, lie inside. `--all`
prints every figure that lies outside. Needs numpy, scipy, soundfile and ffmpeg; a build takes about ten seconds.
"""
import argparse
import concurrent.futures
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy
import scipy.signal
import soundfile

OCTAVES = {"31.5": 31.25, "63": 62.5, "125": 125, "250": 250, "500": 500, "1000": 1000, "2000": 2000, "4000": 4000,
           "8000": 8000}
# What the language gives where a spec says nothing: LUFS, dBTP.
LOUDNESS, CEILING = -14, -1
SILENCE = 10 ** (-60 / 20)
WINDOW, HOP = 16384, 8192
FEWEST = 10
SHARE = 0.8


def decibels(power):
    return 10 * math.log10(max(power, 1e-20))


# MARK: Measures


def sounding(samples, rate):
    """The first and last frame above -60 dBFS, by frames of 10 ms."""
    size = rate // 100
    levels = numpy.abs(samples).max(axis=1)
    levels = levels[:len(levels) // size * size].reshape(-1, size).max(axis=1)
    loud = numpy.flatnonzero(levels > SILENCE)
    return (loud[0] * size, (loud[-1] + 1) * size) if len(loud) else (0, 0)


def spectra(samples, rate):
    """Mean power of left and right, of mid and of side by frequency, and a function that sums one between two edges."""
    window = numpy.hanning(WINDOW)
    total, mid, side, count = 0, 0, 0, 0
    for start in range(0, len(samples) - WINDOW + 1, HOP):
        left, right = (numpy.fft.rfft(samples[start:start + WINDOW, channel] * window) for channel in (0, 1))
        total = total + (abs(left) ** 2 + abs(right) ** 2) / 2
        mid = mid + abs((left + right) / 2) ** 2
        side = side + abs((left - right) / 2) ** 2
        count += 1
    edges = (numpy.arange(WINDOW // 2 + 2) - 0.5) * rate / WINDOW

    def band(power, low, high):
        cumulative = numpy.concatenate([[0], numpy.cumsum(power)])
        return float(numpy.interp(high, edges, cumulative) - numpy.interp(low, edges, cumulative))

    return total / count, mid / count, side / count, band


def true_peak(samples):
    """dBTP at 16 times the rate."""
    highest, step, reach = 0.0, 1 << 18, 256
    for channel in (0, 1):
        for start in range(0, len(samples), step):
            piece = samples[max(0, start - reach):start + step + reach, channel]
            if len(piece):
                highest = max(highest, numpy.abs(scipy.signal.resample_poly(piece, 16, 1, window=("kaiser", 9.0))).max())
    return 2 * decibels(highest)


def loudness(path):
    """Integrated loudness, loudness range and true peak, by ffmpeg's meter."""
    shown = subprocess.run(
        ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-i", str(path), "-af",
         "ebur128=peak=true:metadata=1,ametadata=mode=print:file=-", "-f", "null", "-"],
        capture_output=True, text=True, check=True).stdout
    last = lambda name: float(re.findall(rf"lavfi\.r128\.{name}=(\S+)", shown)[-1])
    peaks = [float(value) for value in re.findall(r"lavfi\.r128\.true_peaks_ch\d=(\S+)", shown)]
    return last("I"), last("LRA"), 20 * math.log10(max(peaks))


def clipped_runs(samples):
    runs = 0
    for channel in (0, 1):
        for sign in (1, -1):
            values = sign * samples[:, channel]
            top = values.max()
            if top < 0.85:
                continue
            flags = (values >= top - (1.5 / 32768 if top >= 0.999 else 1e-7)).astype(int)
            steps = numpy.diff(numpy.concatenate([[0], flags, [0]]))
            lengths = numpy.flatnonzero(steps == -1) - numpy.flatnonzero(steps == 1)
            runs += int((lengths >= 3).sum())
    return runs


def measure(path):
    samples, rate = soundfile.read(path, dtype="float64", always_2d=True)
    first, last = sounding(samples, rate)
    total, mid, side, band = spectra(samples[first:last], rate)
    whole = band(total, 20, rate / 2)
    integrated, loudness_range, peak = loudness(path)
    half = 2 ** 0.5
    tone = {"PLR": peak - integrated, "LRA": loudness_range}
    for name, centre in OCTAVES.items():
        low, high = centre / half, centre * half
        tone[f"octave {name}"] = decibels(band(total, low, high) / whole)
        tone[f"side {name}"] = decibels(band(side, low, high) / max(band(mid, low, high), 1e-20))
    thirds = numpy.arange(-10, 11)
    levels = [decibels(band(total, 1000 * 2 ** ((k - 0.5) / 3), 1000 * 2 ** ((k + 0.5) / 3))) for k in thirds]
    tone["slope"] = float(numpy.polyfit(thirds / 3, levels, 1)[0])
    power = (samples ** 2).mean(axis=0)
    return {
        "tone": tone, "seconds": len(samples) / rate, "loudness": integrated, "peak": true_peak(samples),
        "clipping": clipped_runs(samples), "dc": float(abs(samples.mean(axis=0)).max()),
        "balance": decibels(power[0]) - decibels(power[1]), "lead": 1000 * first / rate}


# MARK: Pieces


def built(arguments, folder, style, seed):
    """The figures of one piece."""
    name = f"{style}-{seed}"
    wav = folder / f"{name}.wav"
    if not (arguments.reuse and wav.exists()):
        text = f"song: 1\nseed: {seed}\nstyle: {style}\nduration: {arguments.seconds}s\n"
        spec = folder / f"{name}.song.yaml"
        spec.write_text(text)
        command = [arguments.songc, "build", str(spec), "-o", str(folder), "--emit", "wav", "--quiet", "-j", "1"]
        subprocess.run([*command, "--stdlib", str(arguments.stdlib)], check=True, stdout=subprocess.DEVNULL)
    return measure(wav)


def broken(figures):
    """What breaks a bound, in words."""
    tests = [
        (abs(figures["loudness"] - LOUDNESS) <= 0.05, f"{figures['loudness']:.2f} LUFS"),
        (figures["peak"] <= CEILING, f"peak {figures['peak']:.2f} dBTP"),
        (figures["clipping"] == 0, f"{figures['clipping']} clipped runs"), (figures["dc"] < 1e-4, f"DC {figures['dc']:.1e}"),
        (abs(figures["balance"]) < 0.5, f"balance {figures['balance']:+.2f} dB"), (figures["lead"] < 50, f"lead {figures['lead']:.0f} ms"),
    ]
    return [words for holds, words in tests if not holds]


def bounds(targets, style, figure):
    """The 10th, 50th and 90th percentile that a figure is held against."""
    for group in (style, "all"):
        own = targets.get(group, {}).get(figure)
        if own and own["n"] >= FEWEST:
            return own["p10"], own["p50"], own["p90"]
    raise KeyError(figure)


# MARK: Tables


def main():
    here = pathlib.Path(__file__).resolve()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("songc")
    parser.add_argument("--styles", nargs="*", default=[])
    parser.add_argument("--seeds", nargs="*", type=int, default=[1, 2, 3])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--stdlib", type=pathlib.Path, default=here.parents[2] / "stdlib")
    parser.add_argument("--targets", type=pathlib.Path, default=here.with_name("targets.json"))
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--reuse", action="store_true")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--all", action="store_true")
    arguments = parser.parse_args()
    targets = json.loads(arguments.targets.read_text())["styles"]
    styles = arguments.styles or sorted(path.stem for path in (arguments.stdlib / "styles").glob("*.yaml"))
    pairs = [(style, seed) for seed in arguments.seeds for style in styles]
    with tempfile.TemporaryDirectory() as place, concurrent.futures.ProcessPoolExecutor(2) as pool:
        folder = arguments.work or pathlib.Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        jobs = [pool.submit(built, arguments, folder, *pair) for pair in pairs]
        results = dict(zip(pairs, (job.result() for job in jobs)))
    if arguments.json:
        arguments.json.write_text(json.dumps({f"{s}-{n}": figures for (s, n), figures in results.items()}, indent=1))
    names = list(next(iter(results.values()))["tone"])
    rows, breaches = {}, []
    for pair, figures in results.items():
        places = {}
        for name in names:
            low, middle, high = bounds(targets, pair[0], name)
            value = figures["tone"][name]
            places[name] = value - low if value < low else value - high if value > high else 0
            if arguments.all and places[name]:
                print(f"{pair[0]} {pair[1]}: {name} {value:.1f}, {low:.1f} to {high:.1f}, median {middle:.1f}")
        rows[pair] = places
        breaches += [f"{pair[0]} {pair[1]}: {words}" for words in broken(figures)]
    groups = {"octaves": "octave", "side/mid": "side", "slope": "slope", "PLR": "PLR", "LRA": "LRA"}
    part = lambda rows, start: [place == 0 for row in rows for name, place in row.items() if name.startswith(start)]
    percent = lambda flags: f"{100 * sum(flags) / len(flags):.0f}"
    print("| style | " + " | ".join(groups) + " | inside, % | outside, pieces |\n" + "|---" * (len(groups) + 3) + "|")
    shares = {}
    for style in [*styles, "all"]:
        mine = [row for pair, row in rows.items() if style in (pair[0], "all")]
        shares[style] = part(mine, "")
        outside = []
        for name in names if style != "all" else []:
            off = [row[name] for row in mine if row[name]]
            if len(off) * 2 > len(mine):
                outside.append(f"{name} {numpy.mean(off):+.1f}")
        cells = [percent(part(mine, start)) for start in groups.values()]
        print(f"| {style} | " + " | ".join(cells) + f" | {percent(shares[style])} | {', '.join(outside)} |")
    print(f"\n{len(results)} pieces, {len(shares['all'])} figures of the tone")
    print("bounds broken: " + ("; ".join(breaches) or "none"))
    sys.exit(3 if breaches or any(sum(flags) < SHARE * len(flags) for flags in shares.values()) else 0)


if __name__ == "__main__":
    main()
