# SPDX-License-Identifier: Apache-2.0
"""Kinds of excerpts, one classifier: the mean of a logistic regression and of boosted trees, five folds by piece."""

import warnings

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FOLDS = 5
RESAMPLES = 1000


def auc(y, p):
    """How often an excerpt of kind 1 gets more than one of kind 0; a tie counts half."""
    zeros, ones = np.sort(p[y == 0]), p[y == 1]
    below = np.searchsorted(zeros, ones, "left") + np.searchsorted(zeros, ones, "right")
    return float(below.mean() / 2 / len(zeros))


def models(seed):
    return (make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=500, class_weight="balanced")),
            HistGradientBoostingClassifier(max_iter=60, max_bins=32, max_leaf_nodes=8, learning_rate=0.1, min_samples_leaf=10,
                                           class_weight="balanced", random_state=seed))


def probabilities(fitted, x):
    """Of each kind, in a column of its own."""
    return np.mean([m.predict_proba(x) for m in fitted], axis=0)


def probability(fitted, x):
    return probabilities(fitted, x)[:, 1]


def folds(x, y, groups, seed):
    """For each fold the fitted models and the indexes held out."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    for train, test in StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed).split(x, y, groups):
        yield [m.fit(x[train], y[train]) for m in models(seed)], test


def interval(y, p, groups, seed):
    """95 % by the bootstrap over pieces, each kind resampled by itself."""
    dice = np.random.default_rng(seed)
    kinds = [[np.flatnonzero(groups == g) for g in np.unique(groups[y == kind])] for kind in (0, 1)]
    values = []
    for _ in range(RESAMPLES):
        drawn = np.concatenate([pieces[i] for pieces in kinds for i in dice.integers(0, len(pieces), len(pieces))])
        values.append(auc(y[drawn], p[drawn]))
    return [float(v) for v in np.percentile(values, [2.5, 97.5])]


def told_apart(real, other, groups_real, groups_other, seed, with_interval=True):
    """AUC of "real" against the other kind, and the share of the other kind that is taken for real."""
    x, y = np.concatenate([real, other]), np.r_[np.ones(len(real), int), np.zeros(len(other), int)]
    groups = np.array([*groups_real, *groups_other])
    p, fitted = np.zeros(len(y)), []
    for models_of_fold, test in folds(x, y, groups, seed):
        p[test] = probability(models_of_fold, x[test])
        fitted.append((models_of_fold, test))
    result = {"auc": auc(y, p), "interval": interval(y, p, groups, seed) if with_interval else None,
              "taken for real": float(np.mean(p[y == 0] > 0.5)), "excerpts": [len(real), len(other)]}
    return result, (x, y, p, fitted)


def by_itself(x, y):
    """What each feature tells alone, as an AUC of at least 0.5."""
    aucs = np.array([auc(y, x[:, i]) if np.ptp(x[:, i]) else 0.5 for i in range(x.shape[1])])
    return np.maximum(aucs, 1 - aucs)


def importance(x, y, p, fitted, column, dice, repeats=3):
    """How much AUC is lost in the folds held out when the column is permuted."""
    losses = []
    for _ in range(repeats):
        q = np.zeros(len(y))
        for models_of_fold, test in fitted:
            changed = x[test].copy()
            changed[:, column] = dice.permutation(changed[:, column])
            q[test] = probability(models_of_fold, changed)
        losses.append(auc(y, p) - auc(y, q))
    return float(np.mean(losses))
