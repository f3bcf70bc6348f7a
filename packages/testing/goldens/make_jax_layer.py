"""Models with a JaxLayer, with and without files of Keras; writes keras/jax_layer.json.gz. `check <folder>` reads files written by ours."""

import gzip
import json
import os
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
import jax
import jax.numpy as jnp
import keras
import numpy as np
from keras import Input, Model, layers

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras", "jax_layer.json.gz")


@keras.saving.register_keras_serializable("golden")
def jax_init(rng, inputs):
    keys = jax.random.split(rng)
    kernel = jax.random.normal(keys[0], (inputs.shape[-1], 3)) * 0.5
    params = {"kernel": kernel, "bias": [jax.random.uniform(keys[1], (3,))]}
    return params, {"mean": jnp.zeros((3,)), "count": jnp.zeros((), "int32")}


@keras.saving.register_keras_serializable("golden")
def jax_call(params, state, inputs, training):
    outputs = jnp.tanh(inputs @ params["kernel"] + params["bias"][0])
    if not training:
        return outputs - state["mean"], state
    mean = 0.9 * state["mean"] + 0.1 * outputs.mean(0)
    return outputs - mean, {"mean": mean, "count": state["count"] + 1}


def build():
    keras.utils.set_random_seed(11)
    x = Input((4,), name="x")
    y = layers.JaxLayer(jax_call, jax_init, name="jax")(x)
    model = Model(x, layers.Dense(1, kernel_initializer="ones", name="head")(y), name="model")
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
    return model


def bytes_of(model):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        with open(path, "rb") as file:
            return file.read().hex()


def data():
    rng = np.random.default_rng(0)
    return rng.normal(size=(8, 4)).astype("float32"), rng.normal(size=(8, 1)).astype("float32")


def values(model):
    x, _ = data()
    return {"out": model.predict(x, verbose=0).tolist(), "weights": [w.tolist() for w in model.get_weights()]}


def write():
    x, y = data()
    model = build()
    case = {"id": "jax_layer", "x": x.tolist(), "y": y.tolist(), "initial": values(model)}
    model.fit(x, y, batch_size=4, epochs=3, shuffle=False, verbose=0)
    case |= {"trained": values(model), "file": bytes_of(model)}
    document = {"format": "keras-golden-1", "keras": keras.__version__, "backend": "jax", "family": "jax_layer"}
    with gzip.GzipFile(PATH, "wb", 9, mtime=0) as file:
        file.write(json.dumps(document | {"count": 1, "cases": [case]}).encode())
    print(os.path.getsize(PATH), "bytes")


def check(path):
    with gzip.open(PATH) as file:
        (case,) = json.load(file)["cases"]
    model = keras.models.load_model(path)
    np.testing.assert_allclose(values(model)["out"], case["trained"]["out"], 1e-4, 1e-5)
    print("agrees")


if __name__ == "__main__":
    check(sys.argv[2]) if sys.argv[1:2] == ["check"] else write()
