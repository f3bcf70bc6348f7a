"""Models inside of models, as Python Keras writes them: their config.json, the groups of their weight files, their predictions.

    python make_nested.py            writes keras/nested_models.json.gz
    python make_nested.py check DIR  compares the .keras files in DIR, written elsewhere and named by the ids of the cases, with it
"""

import gzip
import io
import itertools
import json
import math
import os
import sys
import tempfile
import zipfile

os.environ["KERAS_BACKEND"] = "jax"
import h5py
import keras
import numpy as np
from keras import Input, Model, Sequential, layers

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras", "nested_models.json.gz")
WIDTH = 3


def leaf(kind):
    dense = layers.Dense(WIDTH, name="leaf_dense")
    if kind == "unbuilt":
        return Sequential([dense], name="leaf")
    x = Input((WIDTH,), name="leaf_in")
    if kind == "sequential":
        return Sequential([x, dense], name="leaf")
    if kind == "functional":
        return Model(x, dense(x), name="leaf")
    if kind == "shared":  # the layer of the leaf is used outside as well
        model = Model(x, dense(x), name="leaf")
        model.outside = dense
        return model
    return Model(x, [dense(x), layers.Dense(WIDTH, name="leaf_other")(x)], name="leaf")


def total(outputs, name):
    return layers.Add(name=name)(outputs) if isinstance(outputs, list) else outputs


def flat(outputs):
    return outputs if isinstance(outputs, list) else [outputs]


def single(values):
    return values[0] if len(values) == 1 else values


def build(depth, shared, outputs, leaf_kind, calls, clone):
    inner = leaf(leaf_kind)
    dense = getattr(inner, "outside", None)
    if clone == "inner":
        inner = keras.models.clone_model(inner)
    call_elsewhere(inner, calls, "leaf")
    for level in range(2, depth + 1):
        x = Input((WIDTH,), name=f"in{level}")
        y = x
        for k in range(shared):
            y = inner(total(y, f"sum{level}_{k}"))
        if outputs == "head":
            y = layers.Dense(WIDTH, name=f"head{level}")(total(y, f"sum{level}"))
        inner = Model(x, y, name=f"level{level}")
        call_elsewhere(inner, calls, f"level{level}")
    inputs = [Input((WIDTH,), name=f"in_{k}") for k in range(shared)]
    ends = []
    for k, x in enumerate(inputs):
        y = inner(dense(x) if dense else x)
        last = k == shared - 1
        if outputs == "direct" or (outputs == "mixed" and (not last or shared == 1)):
            ends += flat(y)
        if outputs == "head" or (outputs == "mixed" and last):
            ends.append(layers.Dense(2, name=f"head_{k}")(total(y, f"sum_{k}")))
    model = Model(single(inputs), single(ends), name="outer")
    call_elsewhere(model, calls, "outer", shared)
    if clone in ("outer", "recursive"):
        model = keras.models.clone_model(model, recursive=clone == "recursive")
    return model


def call_elsewhere(model, calls, name, inputs=1):
    for i in range(calls):
        model(single([Input((WIDTH,), name=f"{name}_call{i}_{k}") for k in range(inputs)]))


def denses(model):
    for layer in model.layers:
        if isinstance(layer, Model):
            yield from denses(layer)
        elif isinstance(layer, layers.Dense):
            yield layer


def numbers(name, shape):
    start = sum(map(ord, name))
    values = [math.sin(start + k) for k in range(math.prod(shape))]
    return np.array(values, "float32").reshape(shape)


def settle(model):
    """Weights that follow from the names of the layers."""
    for layer in denses(model):
        layer.set_weights([numbers(f"{layer.name}/{w.name}", w.shape) for w in layer.weights])


def predict(model, shared):
    x = [numbers(f"x{k}", (2, WIDTH)) for k in range(shared)]
    return [np.asarray(y).tolist() for y in flat(model(single(x)))]


def saved(model):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        with open(path, "rb") as file:
            return file.read()


def content(data):
    """config.json with object ids in the order of their appearance, and the groups with variables."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read("config.json").decode()
        ids = {}

        def renumber(pairs):
            result = dict(pairs)
            if "shared_object_id" in result:
                result["shared_object_id"] = ids.setdefault(result["shared_object_id"], len(ids))
            return result

        config = json.loads(text, object_pairs_hook=renumber)
        groups = []
        with h5py.File(io.BytesIO(archive.read("model.weights.h5"))) as file:
            file.visititems(lambda name, item: groups.append(name) if isinstance(item, h5py.Dataset) else None)
    return config, sorted(groups)


def settings():
    """Every combination of depth, sharing, outputs and leaf; calls elsewhere and clones for those that are shared twice."""
    leaves = ["functional", "sequential", "unbuilt", "pair", "shared"]
    for combination in itertools.product([1, 2, 3], [1, 2, 3], ["direct", "head", "mixed"], leaves):
        yield *combination, 0, "none"
    others = itertools.product([0, 1, 2], ["none", "inner", "outer", "recursive"])
    for (calls, clone), depth, outputs, kind in itertools.product(others, [1, 2, 3], ["direct", "mixed"], leaves[:2]):
        if calls or clone != "none":
            yield depth, 2, outputs, kind, calls, clone


NAMES = ["depth", "shared", "outputs", "leaf", "calls", "clone"]


def cases():
    for setting in settings():
        keras.backend.clear_session()
        model = build(*setting)
        settle(model)
        data = saved(model)
        config, groups = content(data)
        case = dict(zip(NAMES, setting))
        id = "-".join(map(str, setting))
        shared = case["shared"]
        case = {"id": id, **case, "config": config, "groups": groups, "out": predict(model, shared)}
        if not reads(data, shared, case["out"]):
            case["unreadable"] = True  # for Python itself
        if case["leaf"] in ("functional", "sequential") and case["outputs"] != "head" and id.endswith("0-none"):
            case["file"] = data.hex()
        yield case


def reads(data, shared, expected):
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "model.keras")
            with open(path, "wb") as file:
                file.write(data)
            actual = predict(keras.models.load_model(path), shared)
        return all(np.allclose(a, b, 1e-5, 1e-6) for a, b in zip(actual, expected, strict=True))
    except Exception as error:
        print(type(error).__name__, str(error)[:100])
        return False


def write():
    result = list(cases())
    document = {"format": "keras-golden-1", "keras": keras.__version__, "backend": "jax", "family": "nested_models"}
    document |= {"count": len(result), "cases": result}
    with gzip.GzipFile(PATH, "wb", 9, mtime=0) as file:
        file.write(json.dumps(document).encode())
    print(len(result), "cases,", sum("unreadable" in case for case in result), "unreadable,", os.path.getsize(PATH), "bytes")


def check(folder):
    with gzip.open(PATH) as file:
        known = {case["id"]: case for case in json.load(file)["cases"]}
    good = bad = 0
    for id, case in known.items():
        with open(os.path.join(folder, f"{id}.keras"), "rb") as file:
            data = file.read()
        if reads(data, case["shared"], case["out"]) or case.get("unreadable"):
            good += 1
        else:
            bad += 1
            print("differs:", id)
    print(good, "agree,", bad, "differ")


if __name__ == "__main__":
    check(sys.argv[2]) if sys.argv[1:2] == ["check"] else write()
