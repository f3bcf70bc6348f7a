"""Values of metrics by numpy and scipy, for the tests of this package: python make_metrics.py (numpy, scipy, tabulate)."""

import gzip
import json
from pathlib import Path

import numpy as np
from scipy.stats import entropy, spearmanr
from tabulate import tabulate

rng = np.random.default_rng(0)
values = {}
for name, shape in {"three": (4, 3, 5, 6), "four": (3, 4, 4, 4), "two": (3, 2, 4, 5)}.items():
    maps = np.round(np.abs(rng.normal(size=shape)) * (rng.uniform(size=shape) > 0.3), 2)
    maps[:, 0, 0] += 0.5
    maps[0, :, 1, 1] = 0
    d = shape[1]
    rows = maps.swapaxes(0, 1).reshape(d, -1)
    off = lambda m: float((m.sum() - np.trace(m)) / (d * (d - 1)))
    cos = np.ones((d, d))
    for i in range(d):
        for j in range(d):
            dots = (maps[:, i] * maps[:, j]).sum((-2, -1))
            cos[i, j] = (dots / np.sqrt((maps[:, i] ** 2).sum((-2, -1)) * (maps[:, j] ** 2).sum((-2, -1)))).mean()
    pixels = maps.swapaxes(1, -1).reshape(-1, d)
    pixels = pixels[pixels.sum(1) > 0]
    rank = spearmanr(rows, axis=1)[0]
    rank = rank if d > 2 else np.array([[1, rank], [rank, 1]])
    values[name] = {
        "maps": maps.tolist(), "pearson": off(np.corrcoef(rows)), "spearman": off(rank), "cos": off(cos),
        "entropy": float(entropy(pixels, axis=1).mean()),
        "active": float((pixels / pixels.sum(1, keepdims=True) > 1 / d).sum(1).mean()),
    }
importance = rng.normal(size=(6, 10))
train, test = rng.integers(0, 3, 10), rng.integers(0, 3, 6)
order = np.argsort(-importance, 1)
tops = [1, 2, 5, 10]
values["similarity"] = {
    "importance": importance.tolist(), "train": train.tolist(), "test": test.tolist(), "tops": tops,
    "most": [float(np.mean(train[order[:, :k]] == test[:, None])) for k in tops],
    "least": [float(np.mean(train[order[:, -k:]] == test[:, None])) for k in tops],
}
avg, std, headers = [[1.0, 0.51], [0.51, 1.0]], [[0.0, 0.1], [0.1, 0.0]], ["Reconstruction", "Cls"]
cells = [[headers[i]] + [f"${avg[i][j]} \\pm {std[i][j]}$" for j in range(2)] for i in range(2)]
values["table"] = {"avg": avg, "std": std, "headers": headers, "text": tabulate(cells, tablefmt="latex_raw", headers=headers)}
with open(Path(__file__).parent / "metrics.json.gz", "wb") as f:
    with gzip.GzipFile(fileobj=f, mode="wb", mtime=0) as z:
        z.write(json.dumps(values).encode())
