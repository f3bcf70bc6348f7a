"""Milliseconds per training step of some workloads in ../README.md, written for jitted JAX or for torch alone, with Adam.

Usage: python raw_bench.py jax transformer 12 32
For every line on standard input, trains for 12 steps of 32 samples and prints a JSON line: {"ms", "cpu_ms"} per step.
"""

import json
import sys
import time

import numpy as np

HEADS, WIDTH, LENGTH, HIDDEN, CLASSES = 4, 128, 64, 512, 10
# Stages of the ResNet-20: filters and the strides of its first block.
STAGES = [(16, 1), (32, 2), (64, 2)]


def blocks():
    """Filters in and out, and the strides, of each block."""
    channels = 16
    for filters, strides in STAGES:
        for n in range(3):
            yield channels, filters, strides if n == 0 else 1
            channels = filters


def on_jax(name):
    import jax
    import jax.numpy as jnp
    from jax import lax

    keys = iter(jax.random.split(jax.random.key(0), 100))

    def glorot(*shape):
        return jax.nn.initializers.glorot_uniform()(next(keys), shape)

    def dense(n, m):
        return {"w": glorot(n, m), "b": jnp.zeros(m)}

    def apply(p, x):
        return x @ p["w"] + p["b"]

    def norm(p, x):
        centered = x - x.mean(-1, keepdims=True)
        return centered * lax.rsqrt((centered**2).mean(-1, keepdims=True) + 1e-3) * p["gamma"] + p["beta"]

    def scale(n):
        return {"gamma": jnp.ones(n), "beta": jnp.zeros(n)}

    def transformer(p, x):
        def heads(y):
            return y.reshape(*y.shape[:2], HEADS, -1)

        q, k, v = (heads(apply(p[each], x)) for each in "qkv")
        weights = jax.nn.softmax(jnp.einsum("bthd,bshd->bhts", q, k) / np.sqrt(WIDTH // HEADS).astype("float32"))
        attended = jnp.einsum("bhts,bshd->bthd", weights, v).reshape(x.shape)
        x = norm(p["n1"], x + apply(p["o"], attended))
        x = norm(p["n2"], x + apply(p["f2"], jax.nn.relu(apply(p["f1"], x))))
        return apply(p["head"], x.mean(1))

    def conv(w, x, strides=1):
        return lax.conv_general_dilated(x, w, (strides, strides), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))

    def batch_norm(p, x):
        mean = x.mean((0, 1, 2))
        variance = (x**2).mean((0, 1, 2)) - mean**2
        return (x - mean) * lax.rsqrt(variance + 1e-3) * p["gamma"] + p["beta"]

    def resnet(p, x):
        x = jax.nn.relu(batch_norm(p["stem_n"], conv(p["stem"], x)))
        for b, (_, _, strides) in zip(p["blocks"], blocks()):
            y = jax.nn.relu(batch_norm(b["n1"], conv(b["c1"], x, strides)))
            y = batch_norm(b["n2"], conv(b["c2"], y))
            x = jax.nn.relu(y + (conv(b["short"], x, strides) if "short" in b else x))
        return apply(p["head"], x.mean((1, 2)))

    def block(n, m, strides):
        shortcut = {"short": glorot(1, 1, n, m)} if strides > 1 else {}
        return {"c1": glorot(3, 3, n, m), "n1": scale(m), "c2": glorot(3, 3, m, m), "n2": scale(m), **shortcut}

    if name == "transformer":
        names = {each: dense(WIDTH, WIDTH) for each in "qkvo"}
        ffn = {"f1": dense(WIDTH, HIDDEN), "f2": dense(HIDDEN, WIDTH)}
        params = {**names, **ffn, "n1": scale(WIDTH), "n2": scale(WIDTH), "head": dense(WIDTH, CLASSES)}
        model, shape = transformer, (LENGTH, WIDTH)
    else:
        stem = {"stem": glorot(3, 3, 3, 16), "stem_n": scale(16)}
        params = {**stem, "blocks": [block(*each) for each in blocks()], "head": dense(64, CLASSES)}
        model, shape = resnet, (32, 32, 3)

    def loss(p, x, y):
        return -jnp.take_along_axis(jax.nn.log_softmax(model(p, x)), y[:, None], 1).mean()

    @jax.jit
    def step(state, x, y):
        params, m, v, t = state
        gradients = jax.grad(loss)(params, x, y)
        rate = 1e-3 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        m = jax.tree.map(lambda a, g: 0.9 * a + 0.1 * g, m, gradients)
        v = jax.tree.map(lambda a, g: 0.999 * a + 0.001 * g * g, v, gradients)
        params = jax.tree.map(lambda p, a, b: p - rate * a / (jnp.sqrt(b) + 1e-7), params, m, v)
        return params, m, v, t + 1

    zeros = jax.tree.map(jnp.zeros_like, params)
    state = [(params, zeros, zeros, jnp.float32(1))]

    def run(batches):
        for x, y in batches:
            state[0] = step(state[0], x, y)
        jax.block_until_ready(state[0])

    return run, shape


def on_torch(name):
    import torch
    from torch import nn
    from torch.nn import functional as F

    class Transformer(nn.Module):
        def __init__(self):
            super().__init__()
            self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
            self.f1, self.f2, self.head = nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, WIDTH), nn.Linear(WIDTH, CLASSES)
            self.n1, self.n2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)

        def forward(self, x):
            q, k, v = (p(x).unflatten(-1, (HEADS, -1)).transpose(1, 2) for p in (self.q, self.k, self.v))
            attended = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(-2)
            x = self.n1(x + self.o(attended))
            x = self.n2(x + self.f2(F.relu(self.f1(x))))
            return self.head(x.mean(1))

    class Block(nn.Module):
        def __init__(self, n, m, strides):
            super().__init__()
            self.c1 = nn.Conv2d(n, m, 3, strides, 1, bias=False)
            self.c2 = nn.Conv2d(m, m, 3, 1, 1, bias=False)
            self.n1, self.n2 = nn.BatchNorm2d(m), nn.BatchNorm2d(m)
            self.short = nn.Conv2d(n, m, 1, strides, bias=False) if strides > 1 else nn.Identity()

        def forward(self, x):
            return F.relu(self.n2(self.c2(F.relu(self.n1(self.c1(x))))) + self.short(x))

    class ResNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
            self.blocks = nn.Sequential(*[Block(*each) for each in blocks()])
            self.head = nn.Linear(64, CLASSES)

        def forward(self, x):
            return self.head(self.blocks(self.stem(x.permute(0, 3, 1, 2))).mean((2, 3)))

    model, shape = (Transformer(), (LENGTH, WIDTH)) if name == "transformer" else (ResNet(), (32, 32, 3))
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)

    def run(batches):
        for x, y in batches:
            optimizer.zero_grad()
            F.cross_entropy(model(torch.from_numpy(x)), torch.from_numpy(y)).backward()
            optimizer.step()

    return run, shape


def main():
    library, name, steps, batch = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    run, shape = (on_jax if library == "jax" else on_torch)(name)
    rng = np.random.default_rng(0)
    x = rng.random((steps, batch, *shape), dtype="float32")
    y = rng.integers(0, CLASSES, (steps, batch)).astype("int32" if library == "jax" else "int64")
    batches = list(zip(x, y))
    for _ in sys.stdin:
        start, start_cpu = time.perf_counter(), time.process_time()
        run(batches)
        wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
        print(json.dumps({"ms": wall / steps * 1e3, "cpu_ms": cpu / steps * 1e3}), flush=True)


main()
