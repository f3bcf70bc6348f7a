"""Writes goldens/files.json.gz: a data module's files as jax-relax's formulas write them, in hexadecimal digits.

    python make_files.py

A tree is kept in data.npy, its leaves by np.save one after the other in JAX's order, and treedef.json, the tree with true for each leaf
that is an array. Columns of texts are arrays of objects, as pandas gives them.
"""

import gzip
import io
import json

import jax
import numpy as np


def files(tree):
    data = io.BytesIO()
    for leaf in jax.tree_util.tree_leaves(tree):
        np.save(data, leaf)
    shape = jax.tree_util.tree_map(lambda leaf: isinstance(leaf, (np.ndarray, list)), tree)
    return {"data": data.getvalue().hex(), "treedef": json.dumps(shape)}


def feature(name, data, transformed, transformation, immutable=False, categorical=False):
    return {
        "name": name,
        "data": data,
        "transformed_data": transformed,
        "transformation": transformation,
        "is_immutable": immutable,
        "is_categorical": categorical,
    }


age = np.array([[20], [35], [50], [41]])
hours = np.array([[7.5], [40.0], [38.25], [60.0]])
job = np.array([["clerk"], ["nürse"], ["clerk"], ["baker"]], dtype=object)
flag = np.array([[True], [False], [True], [True]])
label = np.array([[0], [1], [1], [0]])
codes = {"job": np.array([1, 2, 1, 0]), "flag": np.array([1, 0, 1, 1])}


def minmax(data):
    low, high = data.min(axis=0), data.max(axis=0)
    return (data - low) / (high - low), {"name": "minmax", "transformer": {"min_": low, "max_": high}}


features = {
    "features": [
        feature("age", age, *minmax(age)),
        feature("hours", hours, *minmax(hours)),
        feature(
            "job",
            job,
            np.eye(3)[codes["job"]],
            {"name": "ohe", "transformer": {"categories_": np.array(["baker", "clerk", "nürse"])}},
            immutable=True,
            categorical=True,
        ),
        feature(
            "flag",
            flag,
            np.eye(2)[codes["flag"]],
            {"name": "gumbel", "transformer": {"categories_": np.array([False, True])}, "tau": 0.5},
            categorical=True,
        ),
    ]
}
labels = {"features": [feature("y", label, label, {"name": "identity"})]}
config = {
    "data_dir": "mini.csv",
    "data_name": "mini",
    "continous_cols": ["age", "hours"],
    "discret_cols": ["job", "flag"],
    "imutable_cols": ["job"],
    "continuous_transformation": "minmax",
    "discret_transformation": "ohe",
    "sample_frac": None,
    "train_indices": [3, 0, 1],
    "test_indices": [2],
}

kinds = {
    "floats": [np.float32([[1.5, -2.0]]), np.float64([0.1, np.nan]), 0.25],
    "integers": {"b": np.int64([2**40, -1]), "a": np.int32([[1], [2]]), "c": 7, "u": np.uint8([255]), "i": np.int8([-1])},
    "others": ("text", True, None, np.array([True, False]), np.array(["a", "längér"]), np.zeros((0, 3), np.float32)),
    "objects": np.array([["x", None], [1.5, 3]], dtype=object),
    "numpy scalars": np.array([np.float64(0.5), np.int64(-3), np.bool_(True), 2**70, "x" * 300], dtype=object),
}

result = {
    "numpy": np.__version__,
    "jax": jax.__version__,
    "kinds": {name: files(tree) for name, tree in kinds.items()},
    "features": files(features),
    "label": files(labels),
    "config": json.dumps(config, indent=4),
    "csv": "age,hours,job,flag,y\n20,7.5,clerk,True,0\n35,40.0,nürse,False,1\n50,38.25,clerk,True,1\n41,60.0,baker,True,0\n",
    "xs": np.concatenate([f["transformed_data"] for f in features["features"]], axis=1).astype(np.float32).tolist(),
}
with gzip.GzipFile("files.json.gz", "w", mtime=0) as out:
    out.write(json.dumps(result).encode())
