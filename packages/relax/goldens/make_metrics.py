"""Writes goldens/metrics.json.gz: metrics of DiCE's and CARLA's kind by their definitions, in NumPy and scikit-learn.

    python make_metrics.py

Data: two numbers, a category of three, an immutable one of two; a linear classifier of two classes; three counterfactuals for each row.
"""

import gzip
import json
from itertools import combinations
from pathlib import Path

import numpy as np
import sklearn
from sklearn.neighbors import LocalOutlierFactor, NearestNeighbors

rng = np.random.default_rng(5)
RANGES = [(0, 1), (1, 2), (2, 5), (5, 7)]
one_hot = lambda codes, size: np.eye(size)[codes]


def draw(n):
    return np.concatenate([rng.random((n, 2)), one_hot(rng.integers(0, 3, n), 3), one_hot(rng.integers(0, 2, n), 2)], 1)


f32 = lambda x: np.asarray(x, "float32").astype(float)
xs = f32(draw(80))
train = rng.permutation(80)[:60]
w, b = f32(rng.normal(size=7) * 2), -0.6
classify = lambda x: (x @ w + b > 0).astype(int)
ys = np.where(rng.random(80) < 0.8, classify(xs), 1 - classify(xs))
# Some features of each row as another row has them; a few points far away, a few that break rules.
cfs = np.repeat(xs[:, None], 3, 1)
for i, j in np.ndindex(80, 3):
    other = xs[rng.integers(80)]
    for feature in rng.permutation(4)[: rng.integers(1, 4)]:
        start, end = RANGES[feature]
        cfs[i, j, start:end] = other[start:end]
cfs[::9, 0, 0] += 3
cfs[::7, 1, 2:5] = [0.5, 0.2, 0.3]
cfs = f32(cfs)
points, rows, own = cfs.reshape(-1, 7), xs[train], np.repeat(xs, 3, 0)
changed = lambda a, c: np.stack([(np.abs(a - c) > 1e-5)[..., s:e].any(-1) for s, e in RANGES], -1)
nearest = lambda x, db, k: NearestNeighbors(n_neighbors=k, algorithm="brute").fit(db).kneighbors(x)

lof = -LocalOutlierFactor(n_neighbors=20, novelty=True).fit(rows).score_samples(points)
_, around = nearest(points, rows, 5)
apart = np.sort(nearest(rows, rows, 2)[0][:, 1])
usual = apart[int(0.9 * len(apart))]


def connectedness(epsilon):
    right = classify(rows) == ys[train]
    near = np.linalg.norm(points[:, None] - rows[None], axis=-1) <= epsilon
    return (near & right & (classify(rows) == classify(points)[:, None])).any(1).mean()


def instability():
    ratios = []
    for wanted in (0, 1):
        x, c = xs[classify(xs) == wanted], cfs[classify(xs) == wanted, 0]
        distances = np.linalg.norm(x[:, None] - x[None], axis=-1) + np.diag(np.full(len(x), np.inf))
        next_ = distances.argmin(1)
        ratios += list(np.abs(c - c[next_]).sum(1) / (1 + np.abs(x - x[next_]).sum(1)))
    return np.mean(ratios)


def redundancy():
    count = 0
    for start, end in RANGES:
        back = points.copy()
        back[:, start:end] = own[:, start:end]
        count += ((np.abs(points - own) > 1e-5)[:, start:end].any(1) & (classify(back) == classify(points))).sum()
    return count / len(points)


def allowed():
    return np.concatenate(
        [np.clip(points[:, :2], 0, 1), one_hot(points[:, 2:5].argmax(1), 3), own[:, 5:7]], 1
    )


pairs = list(combinations(range(3), 2))
kernel = 1 / (1 + np.abs(cfs[:, :, None] - cfs[:, None]).sum(-1))
out = {
    "meta": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "xs": xs.tolist(), "ys": ys.tolist(), "cfs": cfs.tolist(), "train_indices": train.tolist(), "w": w.tolist(), "b": b,
    "lof": lof.tolist(),
    "values": {
        "plausibility": (lof <= 1.5).mean(),
        "ynn": (classify(rows)[around] == classify(points)[:, None]).mean(),
        "connectedness": connectedness(usual),
        "connectedness_within_a_half": connectedness(0.5),
        "instability": instability(),
        "redundancy": redundancy(),
        "constraint_violation": (changed(allowed(), points) & changed(own, points)).sum(1).mean(),
        "diversity": np.mean([np.abs(cfs[:, i] - cfs[:, j]).sum(-1) for i, j in pairs]),
        "diversity_count": np.mean([changed(cfs[:, i], cfs[:, j]).mean(-1) for i, j in pairs]),
        "diversity_dpp": np.linalg.det(kernel).mean(),
        "validity": np.mean([(classify(cfs[:, i]) != classify(xs)).mean() for i in range(3)]),
        "proximity": np.abs(cfs - xs[:, None]).sum(-1).mean(),
        "manifold_dist": nearest(points, xs, 1)[0].mean(),
    },
}
out["values"] = {name: float(value) for name, value in out["values"].items()}
print(out["values"])
target = Path(__file__).with_name("metrics.json.gz")
target.write_bytes(gzip.compress(json.dumps(out).encode(), mtime=0))
