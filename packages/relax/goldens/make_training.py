"""Writes goldens/training.json.gz: how jax-relax 0.2.10 itself trains VAECF and CCHVAE, from given weights, without shuffling.

    PYTHONPATH=<jax-relax 0.2.10> python make_training.py

Data and predictor are those of features.json.gz and vanilla.json.gz. By SGD: Adam would make a step of rounding where a derivative is 0.
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
from relax.explain import prepare_cf_module
from relax.methods import CCHVAE, VAECF

HERE = Path(__file__).parent
load = lambda name: json.loads(gzip.decompress((HERE / f"{name}.json.gz").read_bytes()))
features, predictor = load("features"), {k: jnp.array(v, "float32") for k, v in load("vanilla")["predictor"].items() if k in ("W1", "b1", "W2", "b2")}
EPOCHS, BATCH = 6, 8
VAECF_CONFIG = {"layers": [8, 6, 3], "mc_samples": 4, "lr": 0.005, "opt_name": "sgd"}


def pred_fn(x):
    hidden = jax.nn.leaky_relu(x @ predictor["W1"] + predictor["b1"], 0.2)
    return jax.nn.softmax(hidden @ predictor["W2"] + predictor["b2"])


def one_class(x):
    """A predictor that says the first class of all rows."""
    return jax.nn.softmax(jnp.log(pred_fn(x)) + jnp.array([20.0, 0.0]))


class Losses(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.losses = []

    def on_epoch_end(self, epoch, logs=None):
        loss = float(logs["loss"])
        self.losses.append(loss if np.isfinite(loss) else None)


def weights(net):
    return [{"path": v.path, "value": np.asarray(v.value).tolist()} for v in net.weights if "seed" not in v.path and "rng" not in v.path]


def run(method, prepare, pred_fn=pred_fn):
    keras.utils.set_random_seed(7)
    data = relax.DataModule.from_config(relax.DataModuleConfig(**features["config"]), pd.DataFrame(features["data"]))
    net = method._init_model(method.config, None)
    prepare(net, data, pred_fn)
    net(data["train"][0][:BATCH])
    seeds = net.rng_keys if hasattr(net, "rng_keys") else net.seed_generator
    seeds.state.assign(keras.random.SeedGenerator(42).state.value)
    method.vae, losses, first = net, Losses(), weights(net)
    config = {"epochs": EPOCHS, "batch_size": BATCH, "verbose": 0, "shuffle": False, "callbacks": [losses]}
    prepare_cf_module(method, data, pred_fn, config)
    method._is_trained = True
    cfs = relax.generate_cf_explanations(method, data, pred_fn).cfs
    return {"config": method.config.dict(), "first": first, "last": weights(net), "losses": losses.losses, "cfs": np.asarray(cfs).tolist()}


def vaecf(net, data, pred_fn):
    net.set_pred_fn(pred_fn)
    net.set_compute_regularization_fn(data.compute_reg_loss)


out = {
    "meta": {"relax": "0.2.10", "jax": jax.__version__, "keras": keras.__version__, "numpy": np.__version__, "threefry_partitionable": True},
    "epochs": EPOCHS,
    "batch_size": BATCH,
    "vaecf": run(VAECF(VAECF_CONFIG), vaecf),
    # The loss is not a number where no row is of a class; what the networks learn is.
    "vaecf_one_class": run(VAECF(VAECF_CONFIG), vaecf, one_class),
    "cchvae": run(
        CCHVAE({"vae_layers": [8, 6], "vae_lr": 0.001, "opt_name": "sgd", "max_steps": 20, "n_search_samples": 10}),
        lambda net, data, _: net.set_apply_constraints_fn(data.apply_constraints),
    ),
}
print(out["vaecf"]["losses"], out["cchvae"]["losses"])
(HERE / "training.json.gz").write_bytes(gzip.compress(json.dumps(out).encode(), mtime=0))
