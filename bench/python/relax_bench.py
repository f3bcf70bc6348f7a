"""Training and generation of CLUE and L2C as jax-relax has them, in JAX: the algorithms written out and jitted, with Adam.

Usage: python relax_bench.py METHOD train|generate DATA.npy, where the array holds rows [n, 29] of Adult (two numbers, then one-hot
categories). Prints {"ms": milliseconds per step, or for all rows} for each line on standard input.
"""

import json
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np
from jax import random

CATEGORIES = [7, 6, 4, 6, 2, 2]
BOUNDS, at = [], 2
for size in CATEGORIES:
    BOUNDS.append((at, at + size))
    at += size
BATCH = 128


def leaky(x):
    return jnp.where(x > 0, x, 0.2 * x)


def dense(key, m, n):
    return {"w": random.normal(key, (m, n)) * (2 / m) ** 0.5, "b": jnp.zeros(n)}


def mlp(key, sizes):
    return [dense(k, m, n) for k, m, n in zip(random.split(key, len(sizes)), sizes, sizes[1:])]


def body(layers, x, key=None, rate=0.0):
    for i, layer in enumerate(layers):
        x = leaky(x @ layer["w"] + layer["b"])
        if key is not None and rate > 0:
            keep = random.bernoulli(random.fold_in(key, i), 1 - rate, x.shape)
            x = jnp.where(keep, x / (1 - rate), 0.0)
    return x


def head(layer, x):
    return x @ layer["w"] + layer["b"]


PREDICTOR = mlp(random.PRNGKey(7), [29, 64, 32, 16, 2])


def predict(x):
    return jax.nn.softmax(head(PREDICTOR[-1], body(PREDICTOR[:-1], x)))


def constrain(x, cf, hard):
    parts = [jnp.clip(cf[:, :2], 0, 1)]
    for start, end in BOUNDS[:-2]:
        part = cf[:, start:end]
        parts.append(jax.nn.one_hot(jnp.argmax(part, -1), end - start) if hard else jax.nn.softmax(part, -1))
    return jnp.concatenate(parts + [x[:, BOUNDS[-2][0] :]], -1)


def divergence(t, p):
    t, p = jnp.clip(t, 1e-7, 1), jnp.clip(p, 1e-7, 1)
    return jnp.sum(t * jnp.log(t / p), -1)


def adam(lr):
    def init(params):
        zeros = jax.tree_util.tree_map(jnp.zeros_like, params)
        return zeros, zeros, 0

    def update(grads, state, params):
        m, v, t = state
        t = t + 1
        tree = jax.tree_util.tree_map
        m = tree(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
        v = tree(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
        move = lambda p, m, v: p - lr * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8)
        return tree(move, params, m, v), (m, v, t)

    return init, update


class Clue:
    def __init__(self, rows):
        keys = random.split(random.PRNGKey(0), 3)
        self.params = {"e": mlp(keys[0], [29, 20, 16, 14, 12]), "d": mlp(keys[1], [6, 12, 14, 16, 20, 29])}

    def encode(self, p, x, key=None):
        mean, sigma = jnp.split(body(p["e"], x, key, 0.1), 2, -1)
        return mean, jnp.maximum(jax.nn.softplus(sigma), 1e-3)

    def decode(self, p, z, key=None):
        return jax.nn.sigmoid(head(p["d"][-1], body(p["d"][:-1], z, key, 0.1)))

    def loss(self, p, x, key):
        a, b, c = random.split(key, 3)
        mean, sigma = self.encode(p, x, a)
        out = self.decode(p, mean + random.normal(b, mean.shape) * jnp.exp(0.5 * sigma), c)
        kl = -0.5 * jnp.sum(1 + sigma - mean**2 - jnp.exp(sigma), -1)
        return jnp.mean((jnp.sum(jnp.mean(0.5 * (x - out) ** 2, -1)) + kl) / x.shape[0])

    def generate(self, p, xs, keys):
        init, update = adam(0.01)

        def one(x, key):
            x = x[None]
            target = 1 - predict(x)
            mean, sigma = self.encode(p, x)
            z = mean + random.normal(key, mean.shape) * jnp.exp(0.5 * sigma)

            def loss(z):
                cf = constrain(x, self.decode(p, z), False)
                return 0.1 * jnp.mean(jnp.abs(cf - x)) + jnp.mean(divergence(target, predict(cf)))

            step = lambda _, carry: update(jax.grad(loss)(carry[0]), carry[1], carry[0])
            z, _ = jax.lax.fori_loop(0, 500, step, (z, init(z)))
            return constrain(x, self.decode(p, z), True)[0]

        return jax.vmap(one)(xs, keys)


class L2c:
    """Rows are given in bins: two of four, then the categories."""

    def __init__(self, rows):
        self.bounds = [(0, 4), (4, 8)] + [(start + 6, end + 6) for start, end in BOUNDS]
        keys = random.split(random.PRNGKey(0), 2)
        self.params = {"g": mlp(keys[0], [35, 64, 64, 64, 35]), "s": mlp(keys[1], [35, 64, 8])}
        self.quantiles = jnp.quantile(rows[:, :2], jnp.array([0.25, 0.5, 0.75]), axis=0).T
        ends = jnp.stack([rows[:, :2].min(0), rows[:, :2].max(0)], -1)
        bounds = jnp.concatenate([ends[:, :1], self.quantiles, ends[:, 1:]], -1)
        self.mid = (bounds[:, 1:] + bounds[:, :-1]) / 2

    def discretize(self, xs):
        cut = lambda i: jax.nn.one_hot(jnp.digitize(xs[:, i], self.quantiles[i]), 4)
        return jnp.concatenate([cut(0), cut(1), xs[:, 2:]], -1)

    def values(self, bins):
        cut = lambda i: (bins[:, 4 * i : 4 * i + 4] @ self.mid[i])[:, None]
        return jnp.concatenate([cut(0), cut(1), bins[:, 8:]], -1)

    def forward(self, p, x, key, training):
        a, b = random.split(key)
        logits = head(p["g"][-1], body(p["g"][:-1], x))
        probs = jax.nn.sigmoid(head(p["s"][-1], body(p["s"][:-1], x)))
        if training:
            c, d = random.split(a)
            yes = probs * jnp.exp(random.gumbel(c, probs.shape))
            no = (1 - probs) * jnp.exp(random.gumbel(d, probs.shape))
            probs = yes / (yes + no)
        else:
            probs = random.bernoulli(a, probs).astype(jnp.float32)
        parts = []
        for i, (start, end) in enumerate(self.bounds):
            part = logits[:, start:end]
            if training:
                choice = jax.nn.softmax((part + random.gumbel(random.split(b)[0], part.shape)) / 0.7, -1)
            else:
                choice = jax.nn.one_hot(jnp.argmax(part, -1), end - start)
            q = probs[:, i : i + 1] * (i < 6)
            parts.append(x[:, start:end] * (1 - q) + choice * q)
        return jnp.concatenate(parts, -1), probs

    def loss(self, p, x, key):
        cfs, probs = self.forward(p, x, key, True)
        target = jnp.argmin(predict(self.values(x)), -1)
        out = predict(self.values(cfs))
        ce = -jnp.log(jnp.clip(jnp.take_along_axis(out, target[:, None], 1), 1e-7, 1))
        return jnp.mean(ce) + 1e-4 * jnp.max(jnp.sum(jnp.abs(probs), 0))

    def generate(self, p, xs, keys):
        one = lambda x, key: self.values(self.forward(p, self.discretize(x[None]), key, False)[0])[0]
        return jax.vmap(one)(xs, keys)


METHODS = {"CLUE": Clue, "L2C": L2c}


def main():
    name, what, path = sys.argv[1:4]
    rows = jnp.array(np.load(path))
    method = METHODS[name](rows)
    init, update = adam(1e-3)
    data = method.discretize(rows) if name == "L2C" else rows

    @jax.jit
    def step(params, state, x, key):
        return update(jax.grad(method.loss)(params, x, key), state, params)

    generate = jax.jit(method.generate)
    keys = random.split(random.PRNGKey(42), rows.shape[0])
    params, state, key = method.params, init(method.params), random.PRNGKey(1)
    host = np.asarray(data)

    def epoch(params, state, key, steps=190):
        order = np.random.permutation(len(host))
        for i in range(steps):
            key, own = random.split(key)
            params, state = step(params, state, host[order[i * BATCH : (i + 1) * BATCH]], own)
        return params, state, key

    if what == "train":
        params, state, key = epoch(params, state, key, 5)
    else:
        generate(params, rows, keys).block_until_ready()
    for _ in sys.stdin:
        start, start_cpu = time.perf_counter(), time.process_time()
        if what == "train":
            params, state, key = epoch(params, state, key)
            jax.block_until_ready(params)
            count = 190
        else:
            generate(params, rows, keys).block_until_ready()
            count = 1
        wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
        print(json.dumps({"ms": wall / count * 1e3, "cpu_ms": cpu / count * 1e3}), flush=True)


main()
