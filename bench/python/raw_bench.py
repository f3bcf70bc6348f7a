"""Milliseconds per step of the workloads in ../README.md, written for jitted JAX or for torch alone, eager or compiled.

Usage: python raw_bench.py jax|torch|torch-compiled transformer 12 32
For every line on standard input, runs 12 steps of 32 samples and prints a JSON line: {"ms", "cpu_ms"} per step.
"""

import json
import sys
import time

import numpy as np

# Shapes of samples and numbers of classes.
INPUTS = {
    "mlp_small": ((29,), 2),
    "mlp_large": ((784,), 10),
    "embedding": ((200,), 2),
    "lstm": ((50, 16), 10),
    "gru": ((50, 16), 10),
    "vae": ((784,), None),
    "transformer": ((64, 128), 10),
    "cnn": ((28, 28, 1), 10),
    "resnet20": ((32, 32, 3), 10),
    "resnet50": ((224, 224, 3), 1000),
    "mobilenetv2": ((224, 224, 3), 1000),
    "efficientnetb0": ((224, 224, 3), 1000),
    "transfer": ((160, 160, 3), 10),
}

# Workloads on the model of another one.
MODEL_OF = {
    "mlp_batch32": "mlp_large",
    "generator": "mlp_small",
    "dataset": "mlp_small",
    "sizes": "mlp_small",
    "predict": "cnn",
}

PREDICTED = ("predict", "resnet50", "mobilenetv2", "efficientnetb0")


class Batches:
    """A data set of batches."""

    def __init__(self, x, y, size):
        self.all = list(batches(x, y, size))

    def __len__(self):
        return len(self.all)

    def __getitem__(self, index):
        return self.all[index]


def batches(x, y, size):
    for first in range(0, len(x), size):
        yield x[first : first + size], y[first : first + size]


def tasks(library, name):
    model = MODEL_OF.get(name, name)
    if library == "jax":
        from raw import jax_tasks

        return jax_tasks.Tasks(model)
    from raw import torch_tasks

    return torch_tasks.Tasks(model, library == "torch-compiled", dynamic=name == "sizes")


def data(name, samples, labels):
    shape, classes = INPUTS[MODEL_OF.get(name, name)]
    rng = np.random.default_rng(0)
    if name == "embedding":
        x = rng.integers(0, 20_000, (samples, *shape)).astype("int32")
    else:
        x = rng.random((samples, *shape), dtype="float32")
    return x, x if classes is None else rng.integers(0, classes, samples).astype(labels)


def rounds(task, name, steps, batch, x, y):
    """What each round runs."""
    if name in PREDICTED:
        return lambda: task.predict(samples for samples, _ in batches(x, y, batch))
    if name == "dataset":
        return lambda: task.train(task.loader(Batches(x, y, batch)))
    if name != "sizes":
        return lambda: task.train(batches(x, y, batch))
    last = 0

    def sizes():
        nonlocal last
        for _ in range(steps):
            last += 1
            task.predict([x[:last]])

    return sizes


def main():
    library, name, steps, batch = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    x, y = data(name, batch * steps, "int32" if library == "jax" else "int64")
    run = rounds(tasks(library, name), name, steps, batch, x, y)
    for _ in sys.stdin:
        start, start_cpu = time.perf_counter(), time.process_time()
        run()
        wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
        print(json.dumps({"ms": wall / steps * 1e3, "cpu_ms": cpu / steps * 1e3}), flush=True)


main()
