#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the manual page of songc from what the program says of its commands.

    songc --experimental-dump-help | Tools/manual.py > songc.1

Source: man(7); ArgumentParser's description of a program, version 0.
"""
import json
import sys


def text(words):
    """Words as man(7) takes them: what looks like a request or an escape isn't one, hyphens can be copied."""
    words = words.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in words.split("\n"))


def name(argument):
    """How an option is written, or the name of a value."""
    value = f"\\fI{text(argument['valueName'])}\\fR"
    if argument["kind"] == "positional":
        return value
    names = [("-" if n["kind"] == "short" else "--") + n["name"] for n in argument["names"]]
    shown = ", ".join(f"\\fB{text(n)}\\fR" for n in names)
    return shown if argument["kind"] == "flag" else f"{shown} {value}"


def described(argument):
    """What it means, with the value that stands where none is given."""
    words = argument.get("abstract", "")
    if argument.get("defaultValue"):
        words += f" Default: {argument['defaultValue']}."
    return text(words)


def section(command, path):
    """A command and those in it."""
    lines = []
    own = [a for a in command.get("arguments", []) if a["shouldDisplay"] and a.get("abstract")]
    inner = [c for c in command.get("subcommands", []) if c["shouldDisplay"] and c["commandName"] != "help"]
    if path:
        values = [a for a in own if a["kind"] == "positional"]
        usage = [f"\\fBsongc {text(' '.join(path))}\\fR"] + (["[\\fIoptions\\fR]"] if len(own) > len(values) else [])
        for value in values:
            words = name(value) + ("..." if value["isRepeating"] else "")
            usage.append(f"[{words}]" if value["isOptional"] else words)
        lines += [".SS " + " ".join(usage), text(command["abstract"])]
        if command.get("discussion"):
            lines += [".PP", text(command["discussion"])]
        for argument in own:
            lines += [".TP", name(argument), described(argument)]
    for child in inner:
        lines += section(child, path + [child["commandName"]])
    return lines


def main():
    command = json.load(sys.stdin)["command"]
    print('.TH SONGC 1 "" songc "User commands"')
    print(".SH NAME")
    print("songc \\- " + text(command["abstract"].rstrip(".")[0].lower() + command["abstract"].rstrip(".")[1:]))
    print(".SH SYNOPSIS\n\\fBsongc\\fR \\fIcommand\\fR [\\fIoptions\\fR] [\\fIarguments\\fR]")
    print(".SH COMMANDS")
    print("\n".join(section(command, [])))
    print(".SH EXIT STATUS")
    for code, meaning in [
        (0, "success"),
        (1, "a spec has errors"),
        (2, "wrong usage"),
        (3, "differences: goldens, a locked lock, the layout of specs"),
        (4, "constraints that can't be met"),
        (5, "missing or unreadable input, an output that can't be written"),
        (6, "an output that fails its own check"),
        (70, "an internal error"),
        (130, "interrupted, with nothing half written"),
    ]:
        print(f".TP\n{code}\n{text(meaning)}")
    print(".SH ENVIRONMENT")
    for variable, meaning in [
        ("SONGC_CACHE", "The folder of earlier results; empty for none. Else songc in $XDG_CACHE_HOME or ~/.cache."),
        ("SONGC_CACHE_SIZE", "How large it may be: 500M, 20G. 10 GiB if left out."),
        ("SONGC_PLAYER", "The command by which songc review plays a file of sound, whose path comes last."),
        ("BROWSER", "By what songc review opens a page: commands with colons between them. Else xdg-open."),
        ("CI", "Where it is set, songc test writes nothing and fails for missing goldens."),
        ("NO_COLOR", "Where it is set, diagnostics have no colours."),
    ]:
        print(f".TP\n.B {variable}\n{text(meaning)}")
    print(".SH FILES\n.TP\n.I ../share/songc/stdlib\nThe standard library, from the folder of the program.")


main()
