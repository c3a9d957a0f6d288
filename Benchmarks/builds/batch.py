#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds a batch of specs without audio in one run, with more and more of them, and again where nothing has changed.

batch.py SONGC [--counts 125 250 500 1000]

Prints seconds, seconds a spec and the most memory of the run. One spec in fifty is broken: the others must be built all the
same, and the exit code must be 1.
"""
import argparse, os, pathlib, tempfile, time

STYLES = "ambient chillout cinematic corporate drum_and_bass folk piano pop rock synth_pop".split()


def run(command):
    start = time.monotonic()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)])
    _, status, usage = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), time.monotonic() - start, usage.ru_maxrss / 1024


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("songc")
    arguments.add_argument("--counts", type=int, nargs="+", default=[125, 250, 500, 1000])
    arguments = arguments.parse_args()
    songc = os.path.abspath(arguments.songc)
    print("| specs | seconds | ms a spec | again, ms a spec | MiB |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for count in arguments.counts:
            names = []
            broken = 0
            for number in range(count):
                name = f"s{count}-{number:04}.song.yaml"
                style = STYLES[number % len(STYLES)]
                if number % 50 == 49:
                    style, broken = "none", broken + 1
                pathlib.Path(name).write_text(f"song: 1\nstyle: {style}\nseed: {number}\nduration: {20 + number % 40}s\n")
                names.append(name)
            command = [songc, "build", *names, "-o", f"out{count}", "--emit", "midi", "--cache", "cache", "-q"]
            code, seconds, memory = run(command)
            made = len(list(pathlib.Path(f"out{count}").glob("*.mid")))
            assert code == (1 if broken else 0) and made == count - broken, (code, made)
            _, again, _ = run(command)
            print(f"| {count} | {seconds:.1f} | {1000 * seconds / count:.1f} | {1000 * again / count:.1f} | {memory:.0f} |", flush=True)


main()
