#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds random valid specs through the command line, and looks at what comes of each.

soak.py SONGC SOAKSPECS [--count 10000] [--audio 200] [--seed 1] [--jobs 2] [--checks DIR] [--checked 1000] [--rows FILE]
                        [--json FILE] [--findings DIR] [--timeout 300] [--longest 120]
soak.py --table ROWS... [--json FILE]
soak.py SONGC --files SPEC... [--symbolic-only SPEC...]

SOAKSPECS (`swift build --product soakspecs`) writes the specs. COUNT of them are built without audio, AUDIO others, of
LONGEST seconds at most, with it. Each build is a process of its own, whose wall time, processor time and largest resident set
are taken. The report must hold what the spec asks for: the duration, hard sync points within their tolerance, loudness and
true peak. CHECKS holds midi_check.py, musicxml_check.py and audio_check.py: the first two read the outputs of CHECKED builds,
spread over all, and the third all master files; they run in the Python that runs this, which has to have their packages. One
score in five goes through music21 too, which takes longer than all the rest. Three things that they say are held against a
look of this program's own, and listed apart where that finds nothing: musicxml_check.py counts the starts and ends of tuplets
on notes alone, not on rests, midi_check.py takes channels of different ports for one, and audio_check.py asks for sides of
one level, which a spec may place parts against.

Findings are crashes, time limits, errors other than those of exit code 4, targets that are missed, and what a validator says.
They are printed with the spec's number (`soakspecs DIR NUMBER 1` writes it), the specs go to FINDINGS, and the exit code is 1.
--rows appends a line of JSON for each spec, so that several runs make one table. Outputs are deleted at once.
"""
import argparse, collections, glob, json, os, re, resource, runpy, shutil, signal, sys, tempfile, time
import xml.etree.ElementTree

AUDIO = ["wav", "flac", "aiff", "ogg", "mp3", "opus"]
CLASSES = [(15, "up to 15 s"), (30, "15 to 30 s"), (60, "30 to 60 s"), (120, "1 to 2 min"), (300, "2 to 5 min"), (1e9, "over 5 min")]
CHUNK = 250


def run(command, output, limit):
    """-> exit code (negative: a signal; None: the limit), wall and processor seconds, MiB."""
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    start = time.monotonic()
    pid = os.posix_spawn(command[0], command, dict(os.environ, SWIFT_BACKTRACE="enable=no"), file_actions=[
        (os.POSIX_SPAWN_DUP2, file, 1), (os.POSIX_SPAWN_DUP2, file, 2)])
    os.close(file)
    late = []

    def stop(*_):
        late.append(True)
        os.kill(pid, signal.SIGKILL)

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit)
    _, status, usage = os.wait4(pid, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    code = None if late else os.waitstatus_to_exitcode(status)
    return code, time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


class Checker:
    """A process that holds the validators' packages.

    It is one of its own since Linux counts the memory of the process that starts another one as the other's.
    """

    def __init__(self):
        here, there = os.pipe(), os.pipe()
        sys.stdout.flush()
        if os.fork() == 0:
            os.close(here[1])
            os.close(there[0])
            packages()
            with os.fdopen(there[1], "w") as answers:
                for line in os.fdopen(here[0]):
                    question = json.loads(line)
                    answer = notes_are_apart(*question) if len(question) == 1 else validate(*question)
                    answers.write(json.dumps(answer) + "\n")
                    answers.flush()
            os._exit(0)
        os.close(here[0])
        os.close(there[1])
        self.questions, self.answers = os.fdopen(here[1], "w"), os.fdopen(there[0])

    def ask(self, *question):
        self.questions.write(json.dumps(question) + "\n")
        self.questions.flush()
        return json.loads(self.answers.readline())


def tuplets_are_even(path):
    """Whether as many tuplets start as end, in each part."""
    for part in xml.etree.ElementTree.parse(path).getroot().findall("part"):
        kinds = [tuplet.get("type") for tuplet in part.iter("tuplet")]
        if kinds.count("start") != kinds.count("stop"):
            return False
    return True


def notes_are_apart(path):
    """Whether no note begins on a key that sounds, and none ends that doesn't, where each port has channels of its own."""
    import mido
    sounding = set()
    events = []
    for number, track in enumerate(mido.MidiFile(path).tracks):
        tick = port = 0
        for message in track:
            tick += message.time
            if message.type == "midi_port":
                port = message.port
            elif message.type in ("note_on", "note_off"):
                begins = message.type == "note_on" and message.velocity > 0
                events.append((tick, begins, number, (port, message.channel, message.note)))
    for _, begins, _, key in sorted(events):
        if begins == (key in sounding):
            return False
        sounding ^= {key}
    return True


def validate(script, arguments, output):
    """Runs a validator in a copy of this process, which has its packages already. -> what it says; None where all is well."""
    pid = os.fork()
    if pid == 0:
        signal.alarm(300)
        file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, 1)
        os.dup2(file, 2)
        sys.argv = [script] + arguments
        code = 0
        try:
            runpy.run_path(script, run_name="__main__")
        except SystemExit as exit:
            code = exit.code if isinstance(exit.code, int) else 0 if exit.code is None else 2
        except BaseException as error:
            print(f"{type(error).__name__}: {error}")
            code = 2
        sys.stdout.flush()
        os._exit(code)
    _, status = os.waitpid(pid, 0)
    if os.waitstatus_to_exitcode(status) == 0:
        return None
    if os.WIFSIGNALED(status):
        return f"{os.path.basename(script)}: ended by signal {os.WTERMSIG(status)}"
    text = open(output, errors="replace").read()
    said = re.findall(r'"errors": \[(.*?)\]', text, re.S)
    return f"{os.path.basename(script)}: " + (" ".join(said[0].split()) if said and said[0].strip() else text[-600:].strip())


def packages():
    """Loads what the validators import, once."""
    for name in ["numpy", "mido", "pretty_midi", "symusic", "music21", "verovio", "soundfile", "scipy.signal", "pyloudnorm"]:
        try:
            __import__(name)
        except Exception:
            pass


def against(targets, report, audio):
    """What of the report isn't what the spec asks for."""
    faults = []
    duration = report["duration"]
    seconds = duration["seconds"]
    if targets["duration"]:
        low, high = targets["duration"]
        if not low / 1000 - 1e-6 <= seconds <= high / 1000 + 1e-6:
            faults.append(f"duration {seconds} of {low}..{high} ms")
    rate = targets["sampleRate"] if any(kind in AUDIO for kind in targets["exports"]) else 48000
    if abs(duration["frames"] - seconds * rate) > 1:
        faults.append(f"{duration['frames']} frames of {seconds} s at {rate} Hz")
    points = report["sync"]
    if len(points) != len(targets["syncs"]):
        faults.append(f"{len(points)} sync points of {len(targets['syncs'])}")
    for asked in targets["syncs"]:
        named = [p for p in points if asked["name"] and p["name"] == asked["name"]]
        timed = [p for p in points if asked["asked"] is not None and abs(p["asked"] * 1000 - asked["asked"]) <= 1 and p["want"] == asked["want"]]
        point = (named or timed or [None])[0]
        if point is None:
            if asked["asked"] is not None:
                faults.append(f"no sync point at {asked['asked']} ms")
            continue
        if asked["want"] == "must" and (not point["met"] or abs(point["errorMS"]) > (asked["tolerance"] or 1) + 1e-6):
            faults.append(f"sync point '{point['name']}' is {point['errorMS']} ms off, {asked['tolerance']} allowed")
    if audio:
        master = report.get("audio", {})
        if abs(master.get("loudness", 99) - targets["loudness"] / 10) > 0.05:
            faults.append(f"{master.get('loudness')} LUFS of {targets['loudness'] / 10}")
        if master.get("truePeak", 99) > targets["peak"] / 10 + 0.001:
            faults.append(f"{master.get('truePeak')} dBTP of {targets['peak'] / 10}")
    return faults


def build(number, targets, folder, options, audio, checked, checker):
    """Builds one spec. -> its row."""
    spec = f"{folder}/specs/s{number}.song.yaml"
    out, log = f"{folder}/out", f"{folder}/log"
    shutil.rmtree(out, ignore_errors=True)
    command = [options.songc, "build", spec, "-o", out, "--no-cache", "--quiet", "--error-format", "short"]
    sounds = [kind for kind in targets["exports"] if kind in AUDIO]
    if audio:
        if targets["exports"] and not sounds:
            command += ["--emit", ",".join(sorted({"wav", "midi", "musicxml", *targets["exports"]}))]
        sounds = sounds or ["wav"]
    else:
        notes = {kind for kind in targets["exports"] if kind not in AUDIO and kind != "stems"}
        command += ["--emit", ",".join(sorted({"midi", "musicxml"} | notes))]
    code, wall, cpu, memory = run(command, log, options.timeout)
    said = open(log, errors="replace").read()
    row = {
        "number": number, "audio": audio, "wall": round(wall, 4), "cpu": round(cpu, 4), "mib": round(memory, 1),
        "codes": sorted(collections.Counter(f"{code} {kind}" for kind, code in re.findall(r"(error|warning|note)\[(S\d{4})\]", said)).items()),
        "loose": targets["loose"], "checked": False, "faults": [],
    }
    faults = row["faults"]
    if code is None:
        row["outcome"] = "timeout"
        faults.append(f"longer than {options.timeout} s")
    elif code == 4:
        row["outcome"] = "refused"
        if not targets["loose"]:
            faults.append("refused, and its plan can be met: " + said.strip()[:300])
    elif code != 0:
        row["outcome"] = {1: "error", 5: "environment", 6: "missed"}.get(code, "crash")
        faults.append(f"exit {code}: " + said.strip()[:300])
    else:
        row["outcome"] = "built"
        try:
            report = json.load(open(f"{out}/s{number}.report.json"))
            row["seconds"] = report["duration"]["seconds"]
            faults += against(targets, report, audio)
            if checker and checked:
                said, row["validators"] = validated(number, targets, report, out, folder, options, sounds if audio else [], checker)
                faults += said
                row["checked"] = True
        except (OSError, KeyError, ValueError) as error:
            faults.append(f"{type(error).__name__}: {error}")
    shutil.rmtree(out, ignore_errors=True)
    return row


def only(text, words):
    """Whether a validator says these things and no others."""
    lines = [line for line in (text or "").splitlines() if line.startswith("  - ")]
    return bool(lines) and all(any(word in line for word in words) for line in lines)


def validated(number, targets, report, out, folder, options, sounds, checker):
    """What the validators say of the outputs, and what of it is their own."""
    def files(ending):
        return sorted(path for path in glob.glob(f"{out}/**/*{ending}", recursive=True))

    said, own = [], []
    milliseconds = report["duration"]["seconds"] * 1000
    markers = "markers" in targets["exports"]
    for path in files(".mid"):
        # Lists of markers and excerpts by section are of another length.
        whole = os.path.basename(path) in (f"s{number}.mid", "notes.mid")
        if markers and os.path.basename(path) not in (f"s{number}.mid", "notes.mid"):
            continue
        arguments = [path, "--ppq", "960", "--need", "tempo,time,key,names,programs", "--quiet"]
        # Nobody may play in a section.
        if not whole or not any(part["notes"] for part in report["parts"]):
            arguments += ["--min-notes", "0"]
        if whole:
            arguments += ["--length-ms", str(milliseconds), "--tolerance-ms", "0.1"]
        text = checker.ask(f"{options.checks}/midi_check.py", arguments, f"{folder}/check")
        if only(text, ["overlapping same-pitch notes", "note-offs without a note-on", "zero-length notes"]) and checker.ask(path):
            own.append("midi_check.py: notes of different ports")
        else:
            said.append(text)
    for path in files(".musicxml"):
        arguments = [path, "--no-musescore", "--quiet"] + ([] if number % 5 == 0 else ["--no-music21"])
        text = checker.ask(f"{options.checks}/musicxml_check.py", arguments, f"{folder}/check")
        if only(text, ["tuplet starts and stops differ"]) and tuplets_are_even(path):
            own.append("musicxml_check.py: tuplets on rests")
        else:
            said.append(text)
    for kind in sounds:
        for path in files("." + kind):
            relative = os.path.relpath(path, out)
            if "stems/" in relative or relative.startswith("s%d/" % number) or kind == "flac" and "stems" in targets["exports"]:
                continue
            lossy = kind in ("ogg", "mp3", "opus")
            # What a lossy codec takes from its file is in the report, with the gain that keeps its peaks.
            loudness = targets["loudness"] / 10
            for file in report["audio"].get("lossyFiles", []):
                if file["kind"] == kind and abs(file["loudness"] - file["gainDB"] - loudness) < 1:
                    loudness = file["loudness"]
            arguments = [
                path, "--lufs", str(loudness), "--lufs-tol", "0.3" if lossy else "0.1", "--tp", str(targets["peak"] / 10 + (0.1 if lossy else 0)),
                "--rate", str(targets["sampleRate"]), "--channels", "2", "--quiet",
            ]
            # Specs may let all parts enter late.
            arguments += ["--max-lead-ms", str(milliseconds)]
            arguments += ["--seconds", str(milliseconds / 1000), "--seconds-tol", "0.1" if lossy else "0.001"]
            text = checker.ask(f"{options.checks}/audio_check.py", arguments, f"{folder}/check")
            if only(text, ["left/right balance"]) and "pan:" in open(f"{folder}/specs/s{number}.song.yaml").read():
                own.append("audio_check.py: places that the spec says")
            else:
                said.append(text)
    return [text for text in said if text], own


def work(worker, numbers, audio, options, rows):
    """One worker's share; its rows go into a file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    done = 0
    checker = Checker() if options.checks else None
    with tempfile.TemporaryDirectory() as folder, open(rows, "a") as output:
        for start in range(0, len(numbers), CHUNK):
            part = numbers[start:start + CHUNK]
            shutil.rmtree(f"{folder}/specs", ignore_errors=True)
            os.makedirs(f"{folder}/specs")
            targets = {}
            # Numbers of a worker lie apart; those between are written too, and cost nothing.
            command = [options.soakspecs, f"{folder}/specs", str(part[0]), str(part[-1] - part[0] + 1)]
            code, _, _, _ = run(command, f"{folder}/log", 600)
            assert code == 0, (command, code)
            for line in open(f"{folder}/specs/targets.jsonl"):
                entry = json.loads(line)
                targets[entry["number"]] = entry
            for number in part:
                if audio and targets[number]["estimate"] > options.longest * 1000:
                    continue
                done += 1
                row = build(number, targets[number], folder, options, audio, audio or done % options.every == 0, checker)
                output.write(json.dumps(row) + "\n")
                output.flush()
                if row["faults"] and options.findings:
                    os.makedirs(options.findings, exist_ok=True)
                    shutil.copy(f"{folder}/specs/s{number}.song.yaml", options.findings)
                for fault in row["faults"]:
                    print(f"s{number}: {fault}", flush=True)
                if audio and done == options.share:
                    return


def soak(options):
    first = options.seed * 1_000_000
    jobs = max(1, options.jobs)
    options.every = max(1, options.count // max(1, options.checked))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for audio, total in ((False, options.count), (True, options.audio)):
            pids = []
            for worker in range(jobs if total else 0):
                # Of specs with audio some are too long, so that more numbers are looked at.
                base = first + (900_000 if audio else 0)
                numbers = list(range(base + worker, base + (total * 3 if audio else total), jobs))
                options.share = (total + jobs - 1 - worker) // jobs
                path = f"{folder}/{'audio' if audio else 'symbolic'}-{worker}.jsonl"
                pid = os.fork()
                if pid == 0:
                    code = 1
                    try:
                        work(worker, numbers, audio, options, path)
                        code = 0
                    except BaseException as error:
                        print(f"{type(error).__name__}: {error}", file=sys.stderr)
                    finally:
                        sys.stdout.flush()
                        os._exit(code)
                pids.append((pid, path))
            for pid, path in pids:
                _, status = os.waitpid(pid, 0)
                rows += [json.loads(line) for line in open(path)]
                assert os.waitstatus_to_exitcode(status) == 0, "a worker failed"
    rows.sort(key=lambda row: row["number"])
    if options.rows:
        with open(options.rows, "a") as output:
            for row in rows:
                output.write(json.dumps(row) + "\n")
    return rows


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def table(rows, path):
    """Prints the tables. -> whether there are findings."""
    summary = {}
    for audio in (False, True):
        some = [row for row in rows if row["audio"] == audio]
        if not some:
            continue
        kind = "with audio" if audio else "without audio"
        outcomes = collections.Counter(row["outcome"] for row in some)
        findings = sum(bool(row["faults"]) for row in some)
        codes = collections.Counter()
        for row in some:
            for code, count in row["codes"]:
                codes[code] += 1
        print(f"\n{len(some)} specs {kind}: " + ", ".join(f"{count} {name}" for name, count in outcomes.most_common())
              + f"; {sum(row['checked'] for row in some)} read by validators; {findings} with findings")
        own = collections.Counter(text for row in some for text in set(row.get("validators", [])))
        for text, count in sorted(own.items()):
            print(f"{count} specs with what is the validator's own: {text}")
        print("\n| diagnostic | specs |\n|---|---|")
        for code, count in sorted(codes.items()):
            print(f"| {code} | {count} |")
        print("\n| length | specs | wall, ms: half | 95 % | most | CPU, ms: half | 95 % | most | MiB: half | 95 % | most |")
        print("|---|---|---|---|---|---|---|---|---|---|---|")
        classes = {}
        low = 0
        for high, name in CLASSES:
            group = [row for row in some if row["outcome"] == "built" and low <= row["seconds"] < high]
            low = high
            if not group:
                continue
            figures = {}
            for key, factor in (("wall", 1000), ("cpu", 1000), ("mib", 1)):
                values = [row[key] * factor for row in group]
                figures[key] = [round(percentile(values, share)) for share in (0.5, 0.95, 1)]
            classes[name] = {"specs": len(group), **figures}
            cells = [str(figure) for key in ("wall", "cpu", "mib") for figure in figures[key]]
            print(f"| {name} | {len(group)} | " + " | ".join(cells) + " |")
        for key, name, unit, factor in (("cpu", "slowest", "ms", 1000), ("mib", "largest", "MiB", 1)):
            most = sorted(some, key=lambda row: -row[key])[:5]
            print(f"\n{name}: " + ", ".join(f"s{row['number']} ({row.get('seconds', 0):.0f} s) {row[key] * factor:.0f} {unit}" for row in most))
        summary[kind] = {"specs": len(some), "outcomes": dict(outcomes), "codes": dict(codes), "classes": classes, "findings": findings}
    faults = [(row["number"], fault) for row in rows for fault in row["faults"]]
    if faults:
        print(f"\n{len(faults)} findings:")
        for number, fault in faults:
            print(f"s{number}: {fault}")
    if path:
        with open(path, "w") as output:
            json.dump({"summary": summary, "findings": faults}, output, indent=1, sort_keys=True)
    return bool(faults)


def files(options):
    """The table of single specs: without audio, and as their `export` says."""
    print("| spec | length | wall, s | CPU, s | MiB | whole build: wall, s | CPU, s | MiB |\n|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for spec in options.files + options.symbolic_only:
            cells = []
            for whole in (False, True):
                if whole and spec in options.symbolic_only:
                    cells += ["", "", ""]
                    continue
                figures = []
                for _ in range(options.runs if not whole else 1):
                    shutil.rmtree(f"{folder}/out", ignore_errors=True)
                    command = [options.songc, "build", spec, "-o", f"{folder}/out", "--no-cache", "--quiet"]
                    code, *figure = run(command + ([] if whole else ["--emit", "midi,musicxml"]), f"{folder}/log", options.timeout)
                    assert code == 0, open(f"{folder}/log").read()
                    figures.append(figure)
                wall, cpu, memory = sorted(figures)[len(figures) // 2]
                report = json.load(open(glob.glob(f"{folder}/out/*.report.json")[0]))
                cells += [f"{wall:.2f}", f"{cpu:.2f}", f"{memory:.0f}"]
            name = os.path.basename(spec).removesuffix(".song.yaml")
            print(f"| {name} | {report['duration']['seconds']:.1f} s | " + " | ".join(cells) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("songc", nargs="?")
    parser.add_argument("soakspecs", nargs="?")
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--audio", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--checks")
    parser.add_argument("--checked", type=int, default=1000)
    parser.add_argument("--rows")
    parser.add_argument("--json")
    parser.add_argument("--findings")
    parser.add_argument("--timeout", type=float, default=300)
    parser.add_argument("--longest", type=float, default=120)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--table", nargs="+", default=[])
    parser.add_argument("--files", nargs="+", default=[])
    parser.add_argument("--symbolic-only", nargs="+", default=[])
    options = parser.parse_args()
    if options.table:
        rows = [json.loads(line) for path in options.table for line in open(path)]
        raise SystemExit(1 if table(rows, options.json) else 0)
    if not options.songc:
        parser.error("which songc?")
    options.songc = os.path.abspath(options.songc)
    if options.files or options.symbolic_only:
        return files(options)
    if not options.soakspecs:
        parser.error("which soakspecs?")
    options.soakspecs = os.path.abspath(options.soakspecs)
    options.checks = options.checks and os.path.abspath(options.checks)
    raise SystemExit(1 if table(soak(options), options.json) else 0)


main()
