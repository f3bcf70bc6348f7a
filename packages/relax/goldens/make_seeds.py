"""Writes goldens/seeds.json.gz: losses by epoch of what jax-relax 0.2.10 trains after `keras.utils.set_random_seed`, with default settings.

    PYTHONPATH=<jax-relax 0.2.10> python make_seeds.py

First weights, the order of rows, dropout and the noise of codes all come of that seed. Data and predictor are those of features.json.gz and
vanilla.json.gz.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"
import gzip
import json
from pathlib import Path

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pandas as pd
import relax
from relax import methods
from relax.explain import prepare_cf_module

HERE = Path(__file__).parent
load = lambda name: json.loads(gzip.decompress((HERE / f"{name}.json.gz").read_bytes()))
features, predictor = load("features"), {k: jnp.array(v, "float32") for k, v in load("vanilla")["predictor"].items() if k in ("W1", "b1", "W2", "b2")}
SEED, EPOCHS, BATCH = 7, 4, 8


def pred_fn(x):
    hidden = jax.nn.leaky_relu(x @ predictor["W1"] + predictor["b1"], 0.2)
    return jax.nn.softmax(hidden @ predictor["W2"] + predictor["b2"])


class Losses(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.losses = []

    def on_epoch_end(self, epoch, logs=None):
        loss = float(logs["loss"])
        self.losses.append(loss if np.isfinite(loss) else None)


def run(name):
    data = relax.DataModule.from_config(relax.DataModuleConfig(**features["config"]), pd.DataFrame(features["data"]))
    keras.utils.set_random_seed(SEED)
    losses = Losses()
    config = {"epochs": EPOCHS, "batch_size": BATCH, "verbose": 0, "callbacks": [losses]}
    if name == "MLModule":
        relax.MLModule().train(data, **config)
    else:
        prepare_cf_module(getattr(methods, name)(), data, pred_fn, config)
    return losses.losses


out = {
    "meta": {"relax": "0.2.10", "jax": jax.__version__, "keras": keras.__version__, "numpy": np.__version__, "threefry_partitionable": True},
    "seed": SEED,
    "epochs": EPOCHS,
    "batch_size": BATCH,
    "losses": {name: run(name) for name in ("MLModule", "ProtoCF", "CLUE", "CCHVAE", "VAECF", "L2C")},
}
print(out["losses"])
(HERE / "seeds.json.gz").write_bytes(gzip.compress(json.dumps(out).encode(), mtime=0))
