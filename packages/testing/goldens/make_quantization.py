"""Layers whose weights are quantized: their whole numbers and scales, what they compute, derivatives, configs and files.

    python make_quantization.py            writes keras/quantization.json.gz
    python make_quantization.py check DIR  loads the .keras files in DIR, written elsewhere and named by the ids of the cases
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
from keras import quantizers

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras", "quantization.json.gz")
# Class, its arguments, the shape of its input without the batch.
LAYERS = [
    ("Dense", {"units": 5, "activation": "tanh"}, [7]),
    ("Dense", {"units": 4, "use_bias": False}, [2, 6]),
    ("EinsumDense", {"equation": "abc,cde->abde", "output_shape": [None, 2, 3], "bias_axes": "de"}, [3, 5]),
    ("EinsumDense", {"equation": "abcd,cde->abe", "output_shape": [None, 5]}, [2, 3, 4]),
    ("Embedding", {"input_dim": 6, "output_dim": 5}, [3]),
    ("ReversibleEmbedding", {"input_dim": 6, "output_dim": 5}, [3]),
    ("ReversibleEmbedding", {"input_dim": 6, "output_dim": 5, "tie_weights": False}, [3]),
]
CONFIGS = {
    "int8": lambda: quantizers.Int8QuantizationConfig(),
    "int8-weights": lambda: quantizers.Int8QuantizationConfig(activation_quantizer=None),
    "int4-rows": lambda: quantizers.Int4QuantizationConfig(block_size=None),
    "int4-rows-inputs": lambda: quantizers.Int4QuantizationConfig(
        block_size=None, activation_quantizer=quantizers.AbsMaxQuantizer()
    ),
    "int4-blocks": lambda: quantizers.Int4QuantizationConfig(block_size=3),
    "float8": lambda: quantizers.Float8QuantizationConfig(),
}
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


def build(name, options, shape):
    layer = getattr(keras.layers, name)(**options, name="quantized")
    dtype = "int32" if name in INTEGER else "float32"
    return keras.Sequential([keras.Input(shape, dtype=dtype), layer], name="model"), layer


def derivatives(layer, x):
    """Of sum(out * cotangent) by the inputs, and by the trained variables."""
    trained = layer.trainable_variables

    def loss(values, x):
        with keras.StatelessScope(state_mapping=list(zip(trained, values))):
            out = layer(x, training=True) if "Dense" in type(layer).__name__ else layer(x)
            return jnp.sum(out * cotangent(0, out.size).reshape(out.shape))

    values = [v.value for v in trained]
    if x.dtype == "int32":
        return None, jax.grad(loss)(values, x)
    by_values, by_x = jax.grad(loss, argnums=(0, 1))(values, x)
    return by_x, by_values


def cases():
    for n, (name, options, shape) in enumerate(LAYERS):
        for kind, config in CONFIGS.items():
            for adapted in (False, True):
                if kind == "float8" and (adapted or name in INTEGER):
                    continue
                keras.backend.clear_session()
                model, layer = build(name, options, shape)
                if adapted:
                    layer.enable_lora(2, lora_alpha=3)
                layer.set_weights([numbers(w.name, w.shape) for w in layer.weights])
                layer.quantize(config=config())
                if kind == "float8":
                    for w in layer.trainable_variables:
                        if w.name.endswith("history"):
                            w.assign(numbers(w.name, w.shape) ** 2)
                x = inputs(name, shape)
                with tempfile.TemporaryDirectory() as folder:
                    path = os.path.join(folder, "model.keras")
                    model.save(path)
                    with open(path, "rb") as file:
                        data = file.read()
                    loaded = keras.models.load_model(path)
                by_x, by_trained = derivatives(layer, x)
                case = {
                    "id": f"{n}-{name}-{kind}{'-lora' if adapted else ''}",
                    "class": name,
                    "options": options,
                    "shape": shape,
                    "kind": kind,
                    "adapted": adapted,
                    "policy": layer.dtype_policy.name,
                    "weights": {w.name: encode(np.asarray(w)) for w in layer.weights},
                    "out": encode(model(x)),
                    "by_x": encode(by_x) if by_x is not None else None,
                    "by_trained": {w.name: encode(d) for w, d in zip(layer.trainable_variables, by_trained)},
                    "config": layer.get_config(),
                    "loaded": encode(loaded(x)),
                    "file": data.hex(),
                }
                if name == "ReversibleEmbedding":
                    case["back"] = encode(layer(numbers("back", [2, 5]), reverse=True))
                yield case


def check(folder):
    with gzip.open(PATH) as file:
        known = json.load(file)["cases"]
    for case in known:
        model = keras.models.load_model(os.path.join(folder, f"{case['id']}.keras"))
        out = np.asarray(model(inputs(case["class"], case["shape"])), "float32").reshape(-1)
        expected = np.array(case["loaded"]["data"])
        worst = np.abs(out - expected).max()
        print("good" if worst <= 1e-5 * np.abs(expected).max() else "BAD", case["id"], worst)


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"]:
        check(sys.argv[2])
    else:
        write("quantization", list(cases()))
