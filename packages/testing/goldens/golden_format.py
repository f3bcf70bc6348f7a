"""The encoding of golden files: see README.md."""

import gzip
import json
import pathlib

import keras
import numpy as np


def encode(value):
    if isinstance(value, (list, tuple)):
        return [encode(v) for v in value]
    if not hasattr(value, "dtype"):
        return value
    array = np.asarray(value)
    dtype = str(array.dtype)
    flat = array.astype("float32") if dtype == "bfloat16" else array
    data = [number(v) for v in flat.reshape(-1)]
    return {"dtype": dtype, "shape": list(array.shape), "data": data}


def number(v):
    if isinstance(v, (np.bool_, np.integer)):
        return int(v)
    v = np.float32(v)
    if not np.isfinite(v):
        return "NaN" if np.isnan(v) else "Infinity" if v > 0 else "-Infinity"
    return float(np.format_float_positional(v, unique=True)) if v != 0 else float(v)


def write(family, cases):
    here = pathlib.Path(__file__).parent / "keras"
    head = {"format": "keras-golden-1", "keras": keras.__version__, "backend": "jax", "family": family, "count": len(cases)}
    lines = ",\n".join(json.dumps(c) for c in cases)
    text = json.dumps(head)[:-1] + ',"cases":[\n' + lines + "\n]}"
    with open(here / f"{family}.json.gz", "wb") as f:
        with gzip.GzipFile(filename="", mode="wb", fileobj=f, mtime=0) as z:
            z.write(text.encode())
