#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds all specs and suite cases against the JSON Schema with an independent validator.

    schema_check.py CHECKOUT      needs the packages jsonschema and PyYAML

A case that expects no error, or only what isn't built yet (S2006), is valid and must pass, with its scalars as text and
as YAML 1.2's core schema types them. Of the others it is counted how many the schema refuses, by code.
"""
import collections
import glob
import json
import re
import sys

import jsonschema
import yaml

CORE = [
    (re.compile(r"(?:|~|null|Null|NULL)"), lambda text: None),
    (re.compile(r"true|True|TRUE"), lambda text: True),
    (re.compile(r"false|False|FALSE"), lambda text: False),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+"), lambda text: int(text[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text, 16)),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"), float),
]


def value(node, typed):
    """A node as data: scalars as their text, or typed by the core schema; null is null in both."""
    if isinstance(node, yaml.MappingNode):
        pairs = [(key.value, value(item, typed)) for key, item in node.value]
        if not all(isinstance(key, yaml.ScalarNode) for key, _ in node.value):
            raise yaml.YAMLError("a key is no scalar")
        if len(dict(pairs)) < len(pairs):
            raise yaml.YAMLError("a key stands twice")
        return dict(pairs)
    if isinstance(node, yaml.SequenceNode):
        return [value(item, typed) for item in node.value]
    if node.style is None:
        for pattern, read in CORE if typed else CORE[:1]:
            if pattern.fullmatch(node.value):
                return read(node.value)
    return node.value


def cases(checkout):
    """Name, text and the codes of the expected errors."""
    for path in sorted(glob.glob(f"{checkout}/specs/*.song.yaml")):
        yield path.split("/")[-1], open(path, encoding="utf-8").read(), []
    for path in sorted(glob.glob(f"{checkout}/Tests/Suite/*.txt")):
        for part in re.split(r"(?m)^--- ", open(path, encoding="utf-8").read())[1:]:
            name, _, text = part.partition("\n")
            yield f"{path.split('/')[-1]}: {name}", text, re.findall(r"# error(?: at \d+)?: \[(S\d+)\]", text)


def main():
    checkout = sys.argv[1]
    schema = json.load(open(f"{checkout}/Documentation/song-1.schema.json", encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    valid = wrong = no_yaml = refused = 0
    by_code = collections.defaultdict(lambda: [0, 0])
    missed = []
    for name, text, codes in cases(checkout):
        is_valid = set(codes) <= {"S2006"}
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
            data = [value(node, typed) for typed in (False, True)] if node else [None]
        except (yaml.YAMLError, ValueError, RecursionError) as problem:
            if is_valid:
                print(f"VALID AND NO YAML  {name}: {problem}")
                wrong += 1
            no_yaml += 1
            continue
        errors = [error for item in data for error in validator.iter_errors(item)]
        if is_valid:
            valid += 1
            if errors:
                wrong += 1
                for error in errors:
                    best = jsonschema.exceptions.best_match([error])
                    print(f"VALID AND REFUSED  {name}: {'.'.join(map(str, best.absolute_path))}: {best.message[:200]}")
            continue
        refused += bool(errors)
        for code in sorted(set(codes) - {"S2006"}):
            by_code[code][0] += bool(errors)
            by_code[code][1] += 1
        if not errors:
            missed.append(f"{' '.join(sorted(set(codes)))}  {name}")
    invalid = sum(1 for _, _, codes in cases(checkout) if not set(codes) <= {"S2006"})
    print(f"{valid} valid, {wrong} of them refused; {invalid} with errors, {refused} of them refused, {no_yaml} are no YAML")
    for code, (found, total) in sorted(by_code.items()):
        print(f"  {code}  {found} of {total}")
    if "-v" in sys.argv:
        print("\n".join(missed))
    sys.exit(1 if wrong else 0)


main()
