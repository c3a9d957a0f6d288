#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills builds with SIGKILL at random moments and looks at what they leave.

kill.py SONGC [--count 200] [--seed 1]

Two specs are edited in turn and built into one folder with one cache. After each kill every output that is there must be
whole: the bytes of one of the versions that were built before. At the end a build without a kill must give the right bytes.
"""
import argparse, hashlib, os, pathlib, random, signal, subprocess, tempfile, time

SPEC = """song: 1
title: Brook
style: folk
seed: {seed}
duration: 5s
export: [{{midi: {{}}}}, {{wav: {{}}}}, {{stems: {{}}}}]
parts:
  tune: {{role: melody, instrument: flute, level: {level} dB}}
  bass: {{role: bass, instrument: upright-bass}}
  guitar: {{role: chords, instrument: steel-guitar}}
"""


def hashes(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in pathlib.Path(folder).rglob("*") if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts)
    }


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("songc")
    arguments.add_argument("--count", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    arguments = arguments.parse_args()
    songc = os.path.abspath(arguments.songc)
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        versions = [(seed, level) for seed in (4, 5) for level in (-1, -4)]
        right = {}
        for version in versions:
            pathlib.Path("a.song.yaml").write_text(SPEC.format(seed=version[0], level=version[1]))
            start = time.monotonic()
            subprocess.run([songc, "build", "a.song.yaml", "-o", "right", "--no-cache", "-q"], check=True)
            longest = time.monotonic() - start
            right[version] = hashes("right")
        known = {name: {right[v][name] for v in versions if name in right[v]} for v in versions for name in right[v]}
        killed = finished = wrong = 0
        for number in range(arguments.count):
            version = chance.choice(versions)
            pathlib.Path("a.song.yaml").write_text(SPEC.format(seed=version[0], level=version[1]))
            if chance.random() < 0.3:
                subprocess.run(["rm", "-rf", "cache"], check=True)
            process = subprocess.Popen(
                [songc, "build", "a.song.yaml", "-o", "out", "--cache", "cache", "-q"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            # Near the end, too, where files get their names.
            time.sleep(chance.uniform(0, longest * 1.1) if chance.random() < 0.7 else chance.uniform(0, 0.3))
            process.send_signal(signal.SIGKILL)
            if process.wait() == 0:
                finished += 1
            else:
                killed += 1
            for name, content in hashes("out").items() if os.path.isdir("out") else []:
                if content not in known.get(name, ()):
                    wrong += 1
                    print(f"kill {number}: {name} isn't whole")
        failures = 0
        for version in versions:
            pathlib.Path("a.song.yaml").write_text(SPEC.format(seed=version[0], level=version[1]))
            subprocess.run([songc, "build", "a.song.yaml", "-o", "out", "--cache", "cache", "-q"], check=True)
            # Stems of parts that only another version has stay.
            failures += any(hashes("out").get(name) != content for name, content in right[version].items())
        print(f"{killed} killed, {finished} finished before; {wrong} files not whole; {failures} of {len(versions)} last builds wrong")
        raise SystemExit(1 if wrong or failures else 0)


main()
