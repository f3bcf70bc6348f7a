"""Milliseconds for one step of a training loop that is written out, with the loss read in each step, run eagerly.

Usage: KERAS_BACKEND=torch|tensorflow python tape_bench.py 100, or python tape_bench.py 100 plain|accumulation|gan for torch without Keras
For every line on standard input, takes 100 steps and prints a JSON line: {"ms", "cpu_ms"} per step.
"""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers

BATCH = 32
PARTS = 4


def rounds(steps, step):
    for _ in sys.stdin:
        start, start_cpu = time.perf_counter(), time.process_time()
        for _ in range(steps):
            step()
        wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
        print(json.dumps({"ms": wall / steps * 1e3, "cpu_ms": cpu / steps * 1e3}), flush=True)


def torch_classifier():
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_of = nn.CrossEntropyLoss()
    x, y = torch.rand(BATCH, 784), torch.randint(0, 10, (BATCH,))
    return lambda x, y: loss_of(model(x), y), optimizer, x, y


def torch_plain():
    forward, optimizer, x, y = torch_classifier()

    def step():
        optimizer.zero_grad()
        loss = forward(x, y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def torch_accumulation():
    forward, optimizer, x, y = torch_classifier()
    parts = list(zip(x.chunk(PARTS), y.chunk(PARTS)))

    def step():
        optimizer.zero_grad()
        total = 0
        for part in parts:
            loss = forward(*part) / PARTS
            loss.backward()
            total = total + loss.detach()
        optimizer.step()
        return total.item()

    return step


def torch_gan():
    import torch
    from torch import nn

    maker = nn.Sequential(nn.Linear(32, 128), nn.ReLU(), nn.Linear(128, 784), nn.Tanh())
    critic = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 1))
    loss_of = nn.BCEWithLogitsLoss()
    of_maker, of_critic = (torch.optim.Adam(net.parameters(), lr=2e-4) for net in (maker, critic))
    ones, zeros = torch.ones(BATCH, 1), torch.zeros(BATCH, 1)
    real, noise = torch.rand(BATCH, 784), torch.rand(BATCH, 32)

    def step():
        of_critic.zero_grad()
        critic_loss = loss_of(critic(real), ones) + loss_of(critic(maker(noise).detach()), zeros)
        critic_loss.backward()
        of_critic.step()
        of_maker.zero_grad()
        maker_loss = loss_of(critic(maker(noise)), ones)
        maker_loss.backward()
        of_maker.step()
        return critic_loss.item(), maker_loss.item()

    return step


def keras_step():
    rng = np.random.default_rng(0)
    x = keras.ops.convert_to_tensor(rng.random((BATCH, 784), dtype="float32"))
    y = keras.ops.convert_to_tensor(rng.integers(0, 10, BATCH).astype("int32"))
    model = keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(64, activation="relu"),
            layers.Dense(64, activation="relu"),
            layers.Dense(10),
        ]
    )
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.Adam(1e-3)
    variables = model.trainable_variables

    def torch_step():
        loss = loss_of(y, model(x, training=True))
        model.zero_grad()
        loss.backward()
        import torch

        with torch.no_grad():
            optimizer.apply([v.value.grad for v in variables], variables)
        return float(loss)

    def tensorflow_step():
        import tensorflow as tf

        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True))
        optimizer.apply(tape.gradient(loss, [v.value for v in variables]), variables)
        return float(loss)

    return torch_step if keras.backend.backend() == "torch" else tensorflow_step


own = {"plain": torch_plain, "accumulation": torch_accumulation, "gan": torch_gan}
rounds(int(sys.argv[1]), own[sys.argv[2]]() if len(sys.argv) > 2 else keras_step())
