"""Slices in functional models, as Python Keras writes them; writes keras/sliced_models.json.gz.

    python make_slices.py check DIR  compares the .keras files in DIR, written elsewhere and named by the ids of the cases
"""

import gzip
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy as np
from keras import Input, Model

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras", "sliced_models.json.gz")
DATA = np.arange(2 * 5 * 4, dtype="float32").reshape(2, 5, 4)

s = slice
KEYS = [
    (s(None), s(1, 3)),
    (s(None), s(None, None, 2)),
    (s(None), s(None, None, -1)),
    (s(None), s(4, 1, -2), s(-3, None)),
    (s(None), s(-2, None), s(None, -1)),
    (..., 0),
    (..., -1),
    (..., s(1, 3)),
    (s(None), ..., s(None, None, -1)),
    (s(None), None),
    (s(None), None, ..., None),
    (..., None, 1),
    (s(None), 1),
    (s(None), -1, s(1, None)),
    (s(None), 1, 2),
    (s(None), s(3, 3)),
    (s(0, 1),),
    0,
    -1,
    (1, s(None), 2),
]


def encode(part):
    if part is ...:
        return {"ellipsis": True}
    return {"slice": [part.start, part.stop, part.step]} if isinstance(part, slice) else part


def decode(part):
    if not isinstance(part, dict):
        return part
    return ... if "ellipsis" in part else slice(*part["slice"])


def cases():
    for i, key in enumerate(KEYS):
        keras.backend.clear_session()
        x = Input((5, 4), batch_size=2, name="x")
        model = Model(x, x[key], name="sliced")
        parts = [encode(part) for part in key] if isinstance(key, tuple) else [key]
        config = json.loads(model.to_json())["config"]
        out = np.asarray(model(DATA))
        assert np.array_equal(out, DATA[key]), key
        yield {"id": str(i), "key": parts, "config": config, "shape": list(out.shape), "out": out.reshape(-1).tolist()}


def write():
    result = list(cases())
    document = {"format": "keras-golden-1", "keras": keras.__version__, "backend": "jax", "family": "sliced_models"}
    document |= {"count": len(result), "cases": result}
    with gzip.GzipFile(PATH, "wb", 9, mtime=0) as file:
        file.write(json.dumps(document).encode())
    print(len(result), "cases,", os.path.getsize(PATH), "bytes")


def check(folder):
    for i, key in enumerate(KEYS):
        model = keras.models.load_model(os.path.join(folder, f"{i}.keras"))
        assert np.array_equal(np.asarray(model(DATA)), DATA[key]), key
    print(len(KEYS), "agree")


if __name__ == "__main__":
    check(sys.argv[2]) if sys.argv[1:2] == ["check"] else write()
