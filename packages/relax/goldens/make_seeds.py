"""Writes goldens/seeds.json.gz: losses by epoch of what jax-relax 0.2.10 trains after `keras.utils.set_random_seed`, with default settings.

    PYTHONPATH=<jax-relax 0.2.10 and dm-haiku> python make_seeds.py

First weights, the order of rows, dropout and the noise of codes all come of that seed, and CounterNet's keys of one of its own. Data and
predictor are those of features.json.gz and vanilla.json.gz. CounterNet's losses are those of the testing part, the others' of training.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"
import gzip
import json
import tempfile
from pathlib import Path

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pandas as pd
import relax
from relax import methods
from relax.explain import prepare_cf_module
from relax.legacy import trainer

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


def data_module():
    return relax.DataModule.from_config(relax.DataModuleConfig(**features["config"]), pd.DataFrame(features["data"]))


def run(name):
    data = data_module()
    keras.utils.set_random_seed(SEED)
    losses = Losses()
    config = {"epochs": EPOCHS, "batch_size": BATCH, "verbose": 0, "callbacks": [losses]}
    if name == "MLModule":
        relax.MLModule().train(data, **config)
    else:
        prepare_cf_module(getattr(methods, name)(), data, pred_fn, config)
    return losses.losses


def run_counternet():
    data, losses, update = data_module(), [], trainer.CheckpointManager.update_checkpoints
    method = methods.CounterNet()
    method.module = methods.counternet.CounterNetTrainingModule(method.config)
    loss = lambda params: method.module.validation_step(params, jax.random.PRNGKey(0), data["test"])["val/val_loss"]
    trainer.CheckpointManager.update_checkpoints = lambda self, params, *_: losses.append(float(loss(params)))
    keras.utils.set_random_seed(SEED)
    with tempfile.TemporaryDirectory() as folder:
        method.train(data, epochs=EPOCHS, batch_size=BATCH, log_dir=folder)
    trainer.CheckpointManager.update_checkpoints = update
    return losses


out = {
    "meta": {"relax": "0.2.10", "jax": jax.__version__, "keras": keras.__version__, "numpy": np.__version__, "threefry_partitionable": True},
    "seed": SEED,
    "epochs": EPOCHS,
    "batch_size": BATCH,
    "losses": {
        **{name: run(name) for name in ("MLModule", "ProtoCF", "CLUE", "CCHVAE", "VAECF", "L2C")},
        "CounterNet": run_counternet(),
    },
}
print(out["losses"])
(HERE / "seeds.json.gz").write_bytes(gzip.compress(json.dumps(out).encode(), mtime=0))
