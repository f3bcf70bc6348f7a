"""jax-relax itself, whose sources are at the paths of JAX_RELAX, on Adult in RELAX_DATA_HOME.

Usage: python relax_original.py METHOD train|generate ROWS PREDICTOR, where PREDICTOR is a folder that MLModule.save wrote. For each line on
standard input it prints {"ms": milliseconds, "cpu_ms": those of all threads}: per step of training, the first epoch left out, or for the
counterfactuals of ROWS rows, as `generate_cf_explanations` makes them.
"""

import json
import os
import sys
import time

os.environ["KERAS_BACKEND"] = "jax"
sys.path[:0] = os.environ["JAX_RELAX"].split(os.pathsep)
import warnings

warnings.filterwarnings("ignore")
import jax
import jax.numpy as jnp
import keras
import numpy as np
import relax
from relax import methods
from relax.data_utils import FeaturesList
from relax.explain import prepare_cf_module

NAME, WHAT, ROWS, PREDICTOR = sys.argv[1:5]
EPOCHS, BATCH = 4, 128
HOME = os.path.join(os.environ["RELAX_DATA_HOME"], "adult")
sys.stdout, answers = sys.stderr, sys.stdout


def data_module():
    with open(os.path.join(HOME, "configs.json")) as file:
        config = json.load(file)["data_configs"]
    known = {k: v for k, v in config.items() if k in relax.DataModuleConfig.__fields__}
    return relax.DataModule.from_config({**known, "data_dir": os.path.join(HOME, "data.csv")})


class Clock(keras.callbacks.Callback):
    """When epochs end."""

    def __init__(self):
        super().__init__()
        self.times = []

    def on_epoch_end(self, epoch, logs=None):
        self.times.append((time.perf_counter(), time.process_time()))


def per_step(times, steps):
    (wall, cpu), (last_wall, last_cpu) = times[0], times[-1]
    count = (len(times) - 1) * steps
    return (last_wall - wall) / count * 1e3, (last_cpu - cpu) / count * 1e3


def train_counternet(method, data):
    """The loop of its trainer, without the progress bar, which waits for each step."""
    module = method._init_model(method.config, None)
    key = jax.random.PRNGKey(42)
    params, state = module.init_net_opt(data, key)
    xs, ys = (np.asarray(each) for each in data["train"])
    step = jax.jit(module.training_step)
    steps, times = -(-len(xs) // BATCH), []
    for epoch in range(EPOCHS):
        order = np.random.default_rng(epoch).permutation(len(xs))
        for i in range(steps):
            key, own = jax.random.split(key)
            rows = order[i * BATCH : (i + 1) * BATCH]
            logs, (params, state) = step(params, state, own, (xs[rows], ys[rows]))
        jax.block_until_ready(params)
        times.append((time.perf_counter(), time.process_time()))
    return per_step(times, steps)


def train(method, data, pred_fn, epochs):
    clock = Clock()
    config = {"epochs": epochs} if NAME == "CounterNet" else {"epochs": epochs, "verbose": 0, "callbacks": [clock]}
    prepare_cf_module(method, data, pred_fn, config)
    method._is_trained = True
    return clock.times


def main():
    predictor = relax.MLModule.load_from_path(PREDICTOR)
    data, explained = data_module(), data_module()
    steps = -(-len(data.train_indices) // BATCH)
    method = getattr(methods, NAME)()
    if WHAT == "generate":
        train(method, data, predictor.pred_fn, 1)
        rows = int(ROWS)
        if rows < explained.xs.shape[0]:
            part = data_module()
            take = lambda features: FeaturesList([f.with_transformed_data(jnp.asarray(f.transformed_data)[:rows]) for f in list(features)])
            explained = relax.DataModule(take(part.features), take(part.label), relax.DataModuleConfig(data_name="adult"))
        method.set_data_module(explained)
    for _ in sys.stdin:
        if WHAT == "generate":
            start, cpu = time.perf_counter(), time.process_time()
            relax.generate_cf_explanations(method, explained, predictor.pred_fn).cfs.block_until_ready()
            timing = (time.perf_counter() - start) * 1e3, (time.process_time() - cpu) * 1e3
        elif NAME == "CounterNet":
            method.set_data_module(data)
            timing = train_counternet(method, data)
        else:
            timing = per_step(train(getattr(methods, NAME)(), data_module(), predictor.pred_fn, EPOCHS), steps)
        print(json.dumps({"ms": timing[0], "cpu_ms": timing[1]}), file=answers, flush=True)


main()
