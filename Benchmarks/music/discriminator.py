# SPDX-License-Identifier: Apache-2.0
"""Can a classifier tell what songc composes from real pieces?

    python3 discriminator.py --songc BINARY --corpora DIR --count N --seed S
                             [--stdlib DIR] [--domain pop|folk|chords|drums] [--json FILE]

Needs numpy, scikit-learn and mido. `--corpora` is the folder that holds `pop909`, `nottingham`, `billboard` and
`groove_midi` as JSON Lines; N pieces of each style are built with `--songc`. Without `--domain` all four are measured.

Drummers of songc play takes of one half of Groove MIDI; the real takes here are of the other half.

For each domain real pieces are drawn into two sets of the same size, R and S, with no piece in both. Every line of the
answer is a classifier for R against one other set of excerpts, with the same features and folds by piece:

    ours            what songc composed
    real            R and S together, split anew five times: the mean must be about 0.5; the bracket is least and most
    through files   S written to MusicXML and MIDI and read like ours: must be about 0.5
    shuffled        S with its phrases of four bars in another order
    markov          chains of the third order that learnt S
    conventions     ours again, told apart by marks of the notation alone

An AUC of 0.5 is a guess, 1 is certain. The interval is 95 %, by the bootstrap over pieces.
"""

import argparse
import json
import random
import tempfile

import numpy as np

from classifier import by_itself, importance, told_apart
from controls import markov, shuffled, through_files
from corpora import READERS
from encoding import excerpts
from features import conventions, features
from songc_pieces import STYLE_OF_DOMAIN, build

PER_PIECE = 2
TOP = 10
SPLITS = 5


def drawn(pieces, domain, count, dice):
    """Excerpts of at most `count` pieces, in a drawn order; pieces without one are passed over."""
    pieces = sorted(pieces, key=lambda p: p.id)
    dice.shuffle(pieces)
    cut = [e for e in (excerpts(p, domain, PER_PIECE) for p in pieces) if e]
    return cut[:count]


def real_sets(folder, domain, count, dice):
    """Two sets of the same size. Where a domain has two corpora, each gives half."""
    pieces = list(READERS[domain](folder))
    corpora = sorted({p.id.split("/")[0] for p in pieces})
    first, second = [], []
    for name in corpora:
        found = drawn([p for p in pieces if p.id.startswith(name)], domain, 2 * count // len(corpora), dice)
        first += found[0::2]
        second += found[1::2]
    size = min(len(first), len(second))
    return first[:size], second[:size]


def flat(pieces):
    return [e for piece in pieces for e in piece]


def groups(excerpts_of_set):
    return [e.piece for e in excerpts_of_set]


def matrix(rows):
    return np.array([list(row.values()) for row in rows])


def split_again(rows, groups_of_rows, dice, seed):
    """Real against real for several splits: one split by chance lies some way from 0.5."""
    x, pieces, aucs = matrix(rows), sorted(set(groups_of_rows)), []
    for _ in range(SPLITS):
        dice.shuffle(pieces)
        half = set(pieces[::2])
        of_half = np.array([g in half for g in groups_of_rows])
        names = np.array(groups_of_rows)
        found, _ = told_apart(x[of_half], x[~of_half], names[of_half], names[~of_half], seed, with_interval=False)
        aucs.append(found["auc"])
    return {"auc": float(np.mean(aucs)), "interval": [min(aucs), max(aucs)]}


def separate(x, order):
    """The first columns of the order that say different things: none correlates above 0.7 with one before."""
    chosen = []
    for i in order:
        if len(chosen) < TOP and all(abs(np.corrcoef(x[:, i], x[:, j])[0, 1]) < 0.7 for j in chosen):
            chosen.append(i)
    return chosen


def measured(domain, arguments, ours, folder):
    dice = random.Random(f"{domain} {arguments.seed}")
    first, second = map(flat, real_sets(arguments.corpora, domain, arguments.count, dice))
    mine = flat(drawn(ours, domain, arguments.count, dice))
    sets = {"ours": mine, "real": second, "through files": [through_files(e, domain, folder, dice) for e in second],
            "shuffled": [shuffled(e, dice) for e in second], "markov": list(markov(second, len(second), dice))}
    rows = {name: [features(e, domain) for e in them] for name, them in ({"first": first} | sets).items()}
    names = list(rows["first"][0])
    real = matrix(rows["first"])
    result, inside = {"features": len(names), "pieces": [len(set(groups(s))) for s in (first, mine)]}, None
    for name, them in sets.items():
        result[name], found = told_apart(real, matrix(rows[name]), groups(first), groups(them), arguments.seed)
        inside = inside or found
    result["through files"]["unchanged"] = float(np.mean(
        [a == b for a, b in zip(rows["real"], rows["through files"])]))
    marks = [matrix([conventions(e, domain) for e in them]) for them in (first, mine)]
    result["conventions"], _ = told_apart(*marks, groups(first), groups(mine), arguments.seed)
    result["real"] |= split_again(rows["first"] + rows["real"], groups(first) + groups(second), dice, arguments.seed)
    result["groups"] = {}
    for group in sorted({n.split(".")[0] for n in names}):
        columns = [i for i, n in enumerate(names) if n.split(".")[0] == group]
        alone, _ = told_apart(real[:, columns], matrix(rows["ours"])[:, columns], groups(first), groups(mine), arguments.seed,
                               with_interval=False)
        result["groups"][group] = alone["auc"]
    x, y, p, fitted = inside
    alone = by_itself(x, y)
    numbers = np.random.default_rng(arguments.seed)
    result["alone"] = {n: [float(alone[i]), float(x[y == 1, i].mean()), float(x[y == 0, i].mean())] for i, n in enumerate(names)}
    result["top"] = [{"feature": names[i], "auc": float(alone[i]), "importance": importance(x, y, p, fitted, i, numbers),
                      "real": float(x[y == 1, i].mean()), "ours": float(x[y == 0, i].mean())}
                     for i in separate(x, np.argsort(-alone, kind="stable"))]
    return result


def show(domain, result):
    print(f"\n{domain}: {result['features']} features, {result['pieces'][0]} real pieces, {result['pieces'][1]} of ours")
    for name in ("ours", "real", "through files", "shuffled", "markov", "conventions"):
        r = result[name]
        low, high = r["interval"]
        print(f"  {name:14} AUC {r['auc']:.3f}  [{low:.3f}, {high:.3f}]  taken for real {r['taken for real']:.0%}"
              f"  excerpts {r['excerpts'][0]} + {r['excerpts'][1]}")
    print(f"  through files: {result['through files']['unchanged']:.0%} of the excerpts keep all their features")
    print("  ours by group:", ", ".join(f"{g} {v:.3f}" for g, v in result["groups"].items()))
    for f in result["top"]:
        print(f"  {f['feature']:44} alone {f['auc']:.3f}  permuted {f['importance']:+.4f}"
              f"  real {f['real']:.3f}  ours {f['ours']:.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songc", required=True)
    parser.add_argument("--stdlib")
    parser.add_argument("--corpora", required=True)
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--domain", choices=list(READERS))
    parser.add_argument("--json")
    arguments = parser.parse_args()
    domains = [arguments.domain] if arguments.domain else list(READERS)
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        ours = {style: list(build(arguments.songc, arguments.stdlib, style, arguments.count, arguments.seed, folder))
                for style in sorted({STYLE_OF_DOMAIN[d] for d in domains})}
        for domain in domains:
            results[domain] = measured(domain, arguments, ours[STYLE_OF_DOMAIN[domain]], folder)
            show(domain, results[domain])
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=2, sort_keys=True)
            file.write("\n")


if __name__ == "__main__":
    main()
