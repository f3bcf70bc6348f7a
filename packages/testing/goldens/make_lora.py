"""Layers adapted by LoRA: what they compute, what a training step makes of them, and their files.

    python make_lora.py            writes keras/lora.json.gz
    python make_lora.py check DIR  loads the .keras files in DIR, written elsewhere and named by the ids of the cases
"""

import gzip
import json
import math
import os
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
import jax
import jax.numpy as jnp
import keras
import numpy as np
from golden_cases import cotangent
from golden_format import encode, write

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras", "lora.json.gz")
# Class, its arguments, the shape of its input without the batch.
LAYERS = [
    ("Dense", {"units": 5, "kernel_regularizer": "l2"}, [4]),
    ("Dense", {"units": 3, "use_bias": False, "activation": "tanh"}, [2, 4]),
    ("EinsumDense", {"equation": "abc,cde->abde", "output_shape": [None, 2, 3], "bias_axes": "de"}, [3, 4]),
    ("Embedding", {"input_dim": 6, "output_dim": 4}, [3]),
    ("ReversibleEmbedding", {"input_dim": 6, "output_dim": 4}, [3]),
    ("Conv1D", {"filters": 4, "kernel_size": 2, "padding": "causal"}, [5, 3]),
    ("Conv2D", {"filters": 4, "kernel_size": 2, "groups": 2}, [4, 4, 2]),
    ("Conv3D", {"filters": 2, "kernel_size": 2, "data_format": "channels_last"}, [3, 3, 3, 2]),
]
POLICIES = ["float32", "mixed_bfloat16"]
INTEGER = ("Embedding", "ReversibleEmbedding")


def numbers(name, shape):
    start = sum(map(ord, name))
    values = [math.sin(start + k) for k in range(math.prod(shape))]
    return np.array(values, "float32").reshape(shape)


def inputs(name, shape):
    shape = [2, *shape]
    if name in INTEGER:
        return (np.arange(math.prod(shape)) % 6).astype("int32").reshape(shape)
    return numbers("x", shape)


def build(name, options, shape, policy):
    layer = getattr(keras.layers, name)(**options, dtype=policy, name="adapted")
    dtype = "int32" if name in INTEGER else "float32"
    return keras.Sequential([keras.Input(shape, dtype=dtype), layer], name="model"), layer


def adapt(layer):
    layer.enable_lora(2, lora_alpha=3)
    layer.set_weights([numbers(w.name, w.shape) for w in layer.weights])


def after_step(layer, x):
    """The weights after SGD(1.0) on sum(out * cotangent) plus the losses."""
    trained, fixed = layer.trainable_variables, layer.non_trainable_variables

    def loss(values):
        with keras.StatelessScope(state_mapping=list(zip(trained, values))):
            out = layer(x)
            return jnp.sum(out.astype("float32") * cotangent(0, out.size).reshape(out.shape)) + sum(layer.losses)

    gradients = jax.grad(loss)([v.value for v in trained])
    after = {id(v): v.value - g for v, g in zip(trained, gradients)} | {id(v): v.value for v in fixed}
    return [after[id(v)] for v in layer.weights]


def cases():
    for n, (name, options, shape) in enumerate(LAYERS):
        for policy in POLICIES:
            keras.backend.clear_session()
            model, layer = build(name, options, shape, policy)
            adapt(layer)
            x = inputs(name, shape)
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "model.keras")
                model.save(path)
                with open(path, "rb") as file:
                    data = file.read()
                loaded = keras.models.load_model(path)
            weight = layer.embeddings if name in INTEGER else layer.kernel
            yield {
                "id": f"{n}-{name}-{policy}",
                "class": name,
                "options": options,
                "shape": shape,
                "policy": policy,
                "names": [w.name for w in layer.weights],
                "weight": encode(np.asarray(weight, "float32")),
                "out": encode(model(x)),
                "after": encode(after_step(layer, x)),
                "config": layer.get_config(),
                "loaded": encode(loaded(x)),
                "file": data.hex(),
            }


def check(folder):
    with gzip.open(PATH) as file:
        known = json.load(file)["cases"]
    for case in known:
        model = keras.models.load_model(os.path.join(folder, f"{case['id']}.keras"))
        out = np.asarray(model(inputs(case["class"], case["shape"])), "float32").reshape(-1)
        bound = 1e-5 if case["policy"] == "float32" else 2**-6
        expected = np.array(case["loaded"]["data"])
        worst = np.abs(out - expected).max()
        print("good" if worst <= bound * np.abs(expected).max() else "BAD", case["id"], worst)


if sys.argv[1:2] == ["check"]:
    check(sys.argv[2])
else:
    write("lora", list(cases()))
