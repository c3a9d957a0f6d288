#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the table of the models' cards into Documentation/models.md, between its two marks.

model_table.py CHECKOUT
"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
page = root / "Documentation/models.md"
START, END = "<!-- cards -->\n", "<!-- /cards -->\n"


def row(card):
    text = card.read_text()
    figures = dict(re.findall(r"^\| ([^|]+) \| ([0-9.]+) \| [^|]+ \|$", text, re.M))
    find = lambda start: next((v for k, v in figures.items() if k.startswith(start)), "")
    alone = next(((k, v) for k, v in figures.items() if k.startswith("this model ")), ("", ""))
    other = f"{alone[1]} {alone[0].removeprefix('this model ')}" if alone[1] else ""
    events = re.search(r"^\| events \| (\d+) \|$", text, re.M)[1]
    size = int(re.search(r"^\| size \| (\d+) bytes", text, re.M)[1])
    cells = [
        f"`{card.name.removesuffix('.card.md')}`", events, find("order 0"), find("order 3"), find("weights by entropy"),
        figures["this model"], find("with a short-term"), other, f"{size // 1000} kB",
    ]
    return "| " + " | ".join(cells) + " |\n"


table = "| model | events | order 0 | order 3 | by entropy | this model | with the short-term part | without | size |\n"
table += "|---|---|---|---|---|---|---|---|---|\n"
table += "".join(row(card) for card in sorted((root / "stdlib/models").glob("*.card.md")))
text = page.read_text()
head, rest = text.split(START)
page.write_text(head + START + table + END + rest.split(END)[1])
