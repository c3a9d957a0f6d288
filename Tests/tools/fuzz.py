#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs libFuzzer on the entries of Tests/SongFuzz; `make fuzz` builds it first.

    fuzz.py CHECKOUT SECONDS [ENTRY...]

Seeds come from specs, suite cases, pages, goldens and the stored corpus. What is found goes on in .build-fuzz/corpus, what
crashes, hangs for five seconds or takes over two gibibytes stands in .build-fuzz/found, and the last lines say how much
was tried. Exit 1 where anything was found.
"""
import glob
import hashlib
import os
import re
import subprocess
import sys

ENTRIES = ["yaml", "notations", "abc", "musicxml", "midi", "cues", "spec", "lead-sheet", "piece"]
NOTATIONS = 39
LONGEST = {"musicxml": 20_000, "midi": 8_000, "spec": 4_000, "yaml": 4_000, "lead-sheet": 4_000, "piece": 2_000}

root, seconds = sys.argv[1], int(sys.argv[2])
entries = sys.argv[3:] or ENTRIES
build = os.path.join(root, ".build-fuzz")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def files(pattern):
    return [read(path) for path in sorted(glob.glob(os.path.join(root, pattern)))]


specs = files("specs/*.song.yaml")
for text in files("Tests/Suite/*.yaml.txt"):
    specs += [case.split(b"\n", 1)[-1] for case in (b"\n" + text).split(b"\n--- ")[1:]]
for page in files("Documentation/diagnostics/*.md"):
    specs += re.findall(rb"```yaml\n(.*?)```", page, re.S)
values = set()
for spec in specs:
    for line in spec.splitlines():
        for value in re.findall(rb"[\w-]+: +\"?([^\"#{}\n]+)", line):
            values.add(value.strip())
    values.update(value for value in re.findall(rb"\"([^\"\n]*)\"", spec))
values = sorted(values)


def notations():
    for value in values:
        number = int(hashlib.sha256(value).hexdigest(), 16)
        for shift in (0, 13, 26):
            yield bytes([(number + shift) % NOTATIONS]) + value


def seeds(entry):
    if entry in ("yaml", "spec", "piece"):
        yield from specs
    elif entry == "notations":
        yield from notations()
    elif entry == "abc":
        for value in values:
            if b"L:" in value or b"|" in value:
                yield value.replace(b"\\n", b"\n")
    elif entry == "midi":
        yield from files("golden/*/*.mid")
    elif entry == "musicxml":
        for score in files("golden/*/*.musicxml"):
            head, _, body = score.partition(b"<measure")
            yield head + b"<measure" + b"<measure".join(body.split(b"<measure")[:4]) + b"</part></score-partwise>"
    yield from files(f"Tests/FuzzCorpus/{entry}/*")


def run(entry):
    corpus = os.path.join(build, "corpus", entry)
    start = os.path.join(build, "seeds", entry)
    found = os.path.join(build, "found", entry) + "/"
    for folder in (corpus, start, found):
        os.makedirs(folder, exist_ok=True)
    for seed in seeds(entry):
        with open(os.path.join(start, hashlib.sha256(seed).hexdigest()[:16]), "wb") as file:
            file.write(seed)
    before = set(os.listdir(found))
    # swift-backtrace waits for ever on a process that libFuzzer holds.
    environment = dict(os.environ, SONG_FUZZ_ENTRY=entry, SWIFT_BACKTRACE="enable=no", ASAN_OPTIONS="detect_leaks=0")
    # A piece of three hours takes a second, and ten under AddressSanitizer.
    limit = 30 if entry == "piece" else 5
    command = [
        os.path.join(build, "fuzz"), "-fork=1", "-ignore_crashes=1", "-ignore_timeouts=1", "-ignore_ooms=1", f"-timeout={limit}",
        "-rss_limit_mb=2048", f"-max_len={LONGEST.get(entry, 2_000)}", f"-max_total_time={seconds}", f"-artifact_prefix={found}",
        corpus, start,
    ]
    log = os.path.join(build, f"{entry}.log")
    with open(log, "wb") as output:
        subprocess.run(command, env=environment, stdout=output, stderr=output, check=False)
    rounds = re.findall(r"^#(\d+): .*time: (\d+)s", read(log).decode(errors="replace"), re.M)
    tried, took = rounds[-1] if rounds else ("0", "0")
    new = sorted(set(os.listdir(found)) - before)
    print(f"{entry}: {tried} inputs in {took} s, {len(new)} findings", flush=True)
    for name in new:
        print(f"  {found}{name}")
    return bool(new) or not rounds


sys.exit(1 if any([run(entry) for entry in entries]) else 0)
