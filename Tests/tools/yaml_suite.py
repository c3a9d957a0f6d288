# SPDX-License-Identifier: Apache-2.0
"""Packs a checkout of yaml-test-suite's data branch into one file: a line of JSON a case.

usage: yaml_suite.py FOLDER > Tests/YAMLSuite/cases.jsonl
"""
import json
import os
import sys

root = sys.argv[1]
cases = []
for folder, folders, files in os.walk(root):
    folders[:] = sorted(name for name in folders if name not in ("name", "tags", ".git"))
    if "in.yaml" not in files:
        continue

    def read(name):
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
            return file.read()

    case = {"id": os.path.relpath(folder, root).replace(os.sep, "/"), "title": read("===").strip(), "yaml": read("in.yaml")}
    if "error" in files:
        case["error"] = True
    if "in.json" in files:
        case["json"] = read("in.json")
    cases.append(case)
for case in sorted(cases, key=lambda case: case["id"]):
    print(json.dumps(case, ensure_ascii=True))
