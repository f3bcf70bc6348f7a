"""Milliseconds per training step of flows: those of gyoza, the original, and of RealNVP in Keras.

Usage: GYOZA=/path/to/gyoza/src KERAS_BACKEND=tensorflow python gyoza_bench.py tutorial 400 64
       KERAS_BACKEND=jax python gyoza_bench.py realnvp 40 128
For every line on standard input, trains for 400 steps of 64 samples and prints a JSON line: {"ms", "cpu_ms"} per step.
"""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, os.environ.get("GYOZA", ""))

import keras
import numpy as np
from keras import layers, ops

SIZE = 16


def dense(units, size):
    return keras.Sequential([layers.Dense(units, activation="relu"), layers.Dense(size)])


def flow_layers(name):
    from gyoza.modelling import flow_layers as gmfl, masks as gmm

    size = 2 if name == "tutorial" else SIZE
    along = {"axes": [1], "shape": [size]}

    def coupling(mask=gmm.CheckerBoardMask):
        return gmfl.AdditiveCoupling(**along, compute_coupling_parameters=dense(4 * size, size), mask=mask(**along))

    normalization = lambda: gmfl.ActivationNormalization(**along)
    reflection = lambda count: gmfl.Reflection(**along, reflection_count=count)
    stage = lambda: [
        reflection(1), coupling(), gmfl.CheckerBoardPermutation(**along), coupling(), gmfl.CheckerBoardPermutation(**along), normalization(),
    ]
    make = {
        "normalization": lambda: [normalization()],
        "reflection": lambda: [reflection(4)],
        "coupling": lambda: [coupling()],
        "permutation": lambda: [gmfl.ShufflePermutation(**along)],
        "tutorial": lambda: [*stage(), *stage()],
    }
    return size, [normalization(), *make[name]()]


def pair_model(name):
    """As the tutorial trains: a functional model of both halves."""
    from gyoza.modelling import flow_layers as gmfl, losses as gml

    size, found = flow_layers(name)
    flow = gmfl.FlowModel(found)
    flow.build([None, size])
    a, b = keras.Input((size,)), keras.Input((size,))
    (za, ja), (zb, jb) = flow(a), flow(b)
    outputs = layers.Concatenate(axis=-1)([za, zb, ops.reshape(ja, (-1, 1)), ops.reshape(jb, (-1, 1))])
    model = keras.Model([a, b], outputs)
    model.compile(optimizer=keras.optimizers.Adam(0.001), loss=gml.SupervisedFactorLoss([size // 2, size - size // 2]))
    return model, size


class RealNVP(keras.Model):
    """Affine couplings of 784 pixels, or of squeezed pictures by convolutions, trained by maximum likelihood."""

    def __init__(self, networks, masks):
        super().__init__()
        self.networks, self.masks = networks, masks

    def call(self, x):
        total = 0.0
        for network, mask in zip(self.networks, self.masks):
            kept = x * mask
            log_scale, shift = ops.split(network(kept), 2, axis=-1)
            log_scale = log_scale * (1 - mask)
            x = kept + (1 - mask) * (x * ops.exp(log_scale) + shift)
            total = total + ops.sum(log_scale, axis=list(range(1, len(x.shape))))
        energy = ops.sum(ops.square(x) + np.log(2 * np.pi).astype("float32"), axis=list(range(1, len(x.shape))))
        return 0.5 * energy - total


def dense_real_nvp():
    network = lambda: keras.Sequential([layers.Dense(256, activation="relu"), layers.Dense(2 * 784, kernel_initializer="zeros")])
    masks = [np.array([(i + k) % 2 for i in range(784)], "float32") for k in range(6)]
    return RealNVP([network() for _ in masks], masks), (784,)


def conv_real_nvp():
    network = lambda: keras.Sequential([
        layers.Conv2D(32, 3, padding="same", activation="relu"), layers.Conv2D(32, 1, activation="relu"),
        layers.Conv2D(8, 3, padding="same", kernel_initializer="zeros"),
    ])
    board = np.add.outer(np.arange(14), np.arange(14)) % 2
    masks = [np.repeat(((board + k) % 2)[:, :, None], 4, -1).astype("float32") for k in range(6)]
    return RealNVP([network() for _ in masks], masks), (14, 14, 4)


def main():
    workload, steps, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    random = np.random.default_rng(0)
    if workload.startswith("realnvp"):
        model, shape = {"realnvp": dense_real_nvp, "realnvp-conv": conv_real_nvp}[workload]()
        x = random.random((steps * batch, *shape), "float32")
        y = np.zeros((steps * batch,), "float32")
        model.compile(optimizer=keras.optimizers.Adam(0.001), loss=lambda _, losses: losses)
    else:
        model, size = pair_model(workload)
        x = [random.standard_normal((steps * batch, size)).astype("float32") for _ in range(2)]
        y = np.tile(np.array([[0.0, 0.9]], "float32"), [steps * batch, 1])
    for _ in sys.stdin:
        before, cpu = time.perf_counter(), time.process_time()
        model.fit(x, y, batch_size=batch, epochs=1, verbose=0, shuffle=False)
        print(json.dumps({"ms": 1000 * (time.perf_counter() - before) / steps, "cpu_ms": 1000 * (time.process_time() - cpu) / steps}), flush=True)


main()
