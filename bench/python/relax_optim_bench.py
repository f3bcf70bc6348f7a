"""The methods of jax-relax that search or train by themselves, as the original computes them: jit(vmap(generate_cf)) over all rows.

jax-relax does not run with these versions of its dependencies, so its steps are written out here (same losses, optimizers, constraints, numbers
of steps). python relax_optim_bench.py DATA.csv; environment: JAX_PLATFORMS=cpu.
"""

import csv
import os
import sys
import time

os.environ["KERAS_BACKEND"] = "jax"
import jax
import jax.numpy as jnp
import keras
import numpy as np
from jax import grad, jit, lax, vmap

CONTINUOUS = ["age", "hours_per_week"]
CATEGORICAL = ["workclass", "education", "marital_status", "occupation", "race", "gender"]
IMMUTABLE = ["race", "gender"]


def load(path):
    with open(path) as file:
        names, *rows = csv.reader(file)
    table = dict(zip(names, np.array(rows).T))
    parts, blocks, start = [], [], 0
    for name in CONTINUOUS:
        x = table[name].astype(np.float32)
        parts.append(((x - x.min()) / (x.max() - x.min()))[:, None])
        blocks.append((start, start + 1, False, False))
        start += 1
    for name in CATEGORICAL:
        codes = np.unique(table[name], return_inverse=True)
        parts.append(np.eye(len(codes[0]), dtype=np.float32)[codes[1]])
        blocks.append((start, start + len(codes[0]), True, name in IMMUTABLE))
        start += len(codes[0])
    y = np.unique(table[names[-1]], return_inverse=True)[1].astype(np.float32)
    return jnp.asarray(np.concatenate(parts, 1)), jnp.asarray(y)[:, None], blocks


xs, ys, blocks = load(sys.argv[1])
train = jax.random.permutation(jax.random.PRNGKey(42), xs.shape[0])[: int(0.75 * xs.shape[0])]


def constrain(x, cf, hard):
    parts = []
    for start, end, is_categorical, is_immutable in blocks:
        part = cf[:, start:end]
        if is_immutable:
            part = jnp.broadcast_to(x[:, start:end], part.shape)
        elif not is_categorical:
            part = jnp.clip(part, 0, 1)
        else:
            part = jax.nn.one_hot(part.argmax(-1), end - start) if hard else jax.nn.softmax(part)
        parts.append(part)
    return jnp.concatenate(parts, -1)


def reg_loss(cf):
    return sum(jnp.mean((cf[:, s:e].sum(-1) - 1) ** 2) for s, e, cat, _ in blocks if cat)


def block(size, rate):
    return [keras.layers.Dense(size, "leaky_relu", kernel_initializer="he_normal"), keras.layers.Dropout(rate)]


keras.utils.set_random_seed(42)
model = keras.Sequential([keras.Input([xs.shape[1]])] + [l for s in (64, 32, 16) for l in block(s, 0.3)] + [keras.layers.Dense(2, "softmax")])
model.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy")
model.fit(np.asarray(xs[train]), np.asarray(ys[train]), 128, 3, verbose=0)
pred = lambda x: model(x, training=False)
kl = keras.losses.KLDivergence(reduction=None)


def adam(lr):
    init = lambda p: (0.0, jnp.zeros_like(p), jnp.zeros_like(p))

    def update(g, state, p):
        t, m, v = state
        t, m, v = t + 1, 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        return p - lr * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8), (t, m, v)

    return init, update


def rmsprop(lr):
    return jnp.zeros_like, lambda g, v, p: ((lambda w: (p - lr * g * lax.rsqrt(w + 1e-8), w))(0.9 * v + 0.1 * g * g))


def descend(x, cf, loss, optimizer, steps, soft=True):
    init, update = optimizer

    def step(_, carry):
        cf, state = carry
        cf, state = update(grad(loss)(cf), state, cf)
        return (constrain(x, cf, False) if soft else cf), state

    cf, _ = lax.fori_loop(0, steps, step, (cf, init(cf)))
    return constrain(x, cf, True)


def vanilla(x, y, key):
    x, y = x[None], y[None]
    cf = x + jax.random.uniform(key, x.shape, minval=-0.1, maxval=0.1)
    return descend(x, cf, lambda cf: jnp.mean(kl(y, pred(cf))) + 0.1 * jnp.mean((cf - x) ** 2), rmsprop(0.1), 100)


def diverse(x, y, key):
    x, y = x[None], y[None]
    cf = jax.random.uniform(jax.random.split(key)[0], (5, x.shape[1]))
    one = lambda c: jnp.mean(kl(y, pred(c[None]))) + jnp.mean((c - x) ** 2) + 0.1 * reg_loss(c[None])
    return descend(x, cf, lambda cf: vmap(one)(cf).mean(), adam(1e-3), 1000, soft=False)


encoder = keras.Sequential([keras.Input([xs.shape[1]])] + [l for s in (64, 32, 16) for l in block(s, 0.2)])
decoder = keras.Sequential([keras.Input([16])] + [l for s in (16, 32, 64) for l in block(s, 0.2)] + [keras.layers.Dense(xs.shape[1], "sigmoid")])
ae = keras.Sequential([encoder, decoder])


def proto(x, y, key):
    x, y = x[None], y[None]
    keep = (ys[train][:128] == y.argmax()).astype("float32")
    prototype = encoder(xs[train][:128] * keep, training=False).sum(0) / keep.sum()

    def loss(cf):
        code = encoder(cf, training=False)
        near = 0.1 * jnp.abs(cf - x).mean() + 0.5 * ((cf - x) ** 2).mean() + 0.1 * ((decoder(code, training=False) - cf) ** 2).mean()
        return kl(y, pred(cf)).mean() + near + 0.1 * ((code - prototype) ** 2).sum()

    return descend(x, x, loss, adam(0.01), 100)


def sphere(x, y, key):
    x, target = x[None], y.argmax()

    def step(i, carry):
        best, distance, key = carry
        now, key = jax.random.split(key)
        a, b = jax.random.split(now)
        k1, k2 = jax.random.split(a)
        delta = jax.random.normal(k1, (100, x.shape[1]))
        radius = jax.random.uniform(k2, (100,)) * 0.05 + 0.05 * i
        points = x + delta * (radius / jnp.linalg.norm(delta, axis=1))[:, None]
        drawn = [jax.nn.one_hot(jax.random.categorical(b, jnp.ones((100, e - s)), axis=1), e - s) if cat else points[:, s:e] for s, e, cat, _ in blocks]
        points = constrain(x, jnp.concatenate(drawn, 1), True)
        far = jnp.where(pred(points).argmax(1) == target, jnp.linalg.norm(points - x, axis=1), jnp.inf)
        index = far.argmin()
        better = far[index] < distance
        return jnp.where(better, points[index][None], best), jnp.minimum(distance, far[index]), key

    best, distance, _ = lax.fori_loop(0, 100, step, (x, jnp.inf, key))
    return best


def timed(name, fn, n):
    x = xs[:n]
    y = 1 - pred(x)
    keys = jax.random.split(jax.random.PRNGKey(42), n)
    begin, cpu = time.time(), time.process_time()
    cfs = jit(vmap(fn))(x, y, keys).block_until_ready()
    wall, cpu = time.time() - begin, time.process_time() - cpu
    cf = cfs[:, 0] if cfs.ndim == 3 else cfs
    valid = float((pred(x).argmax(1) != pred(cf).argmax(1)).mean())
    print(f"{name} n {n} gen s {wall:.2f} cpu s {cpu:.2f} validity {valid:.3f} proximity {float(jnp.abs(cf - x).sum(1).mean()):.3f}", flush=True)


class Clock(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.begin, self.cpu = time.time(), time.process_time()

    def on_epoch_end(self, epoch, logs=None):
        self.wall, self.used = time.time() - self.begin, time.process_time() - self.cpu


def timed_training():
    ae.compile("adam", "mse")
    clock = Clock()
    rows = np.asarray(xs[train])
    ae.fit(rows, rows, 128, 3, verbose=0, callbacks=[clock])
    steps = -(-len(rows) // 128)
    print(f"ProtoCF train ms/step {clock.wall * 1e3 / steps:.2f} cpu {clock.used * 1e3 / steps:.2f}", flush=True)


def counternet():
    sizes = {"enc": (29, 50, 10), "pred": (10, 10, 1), "exp": (20, 50, 50, 29)}
    key = jax.random.PRNGKey(0)
    params = {}
    for name, widths in sizes.items():
        for i, (a, b) in enumerate(zip(widths, widths[1:])):
            key, now = jax.random.split(key)
            params[name + str(i)] = (jax.random.uniform(now, (a, b), minval=-((6 / a) ** 0.5), maxval=(6 / a) ** 0.5), jnp.zeros(b))

    def mlp(p, name, count, x, key):
        for i in range(count):
            w, b = p[name + str(i)]
            x = jax.nn.leaky_relu(x @ w + b)
            key, now = jax.random.split(key)
            x = jnp.where(jax.random.bernoulli(now, 0.7, x.shape), x / 0.7, 0)
        return x

    def net(p, x, key):
        k = jax.random.split(key, 3)
        z = mlp(p, "enc", 2, x, k[0])
        h = mlp(p, "pred", 1, z, k[1])
        y = jax.nn.sigmoid(h @ p["pred1"][0] + p["pred1"][1])
        return y, mlp(p, "exp", 2, jnp.concatenate([z, h], -1), k[2]) @ p["exp2"][0] + p["exp2"][1]

    def forward(p, x, key):
        a, b = jax.random.split(key)
        y, cf = net(p, x, a)
        cf = constrain(x, cf, False)
        return y, cf, net(p, cf, b)[0]

    half = lambda a, b: jnp.mean(0.5 * (a - b) ** 2)

    def update(g, state, p):
        t, m, v = state
        t = t + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        return jax.tree.map(lambda p, m, v: p - 0.003 * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8), p, m, v), (t, m, v)

    zeros = lambda p: (0.0, jax.tree.map(jnp.zeros_like, p), jax.tree.map(jnp.zeros_like, p))

    @jit
    def step(p, s1, s2, key, x, y):
        p, s1 = update(grad(lambda p: half(forward(p, x, key)[0], y))(p), s1, p)
        mine = {k: v for k, v in p.items() if k.startswith("exp")}
        rest = {k: v for k, v in p.items() if not k.startswith("exp")}

        def loss(mine):
            y, cf, again = forward({**rest, **mine}, x, key)
            return 0.2 * half(again, 1 - jnp.round(y)) + 0.1 * half(x, cf)

        mine, s2 = update(grad(loss)(mine), s2, mine)
        return {**rest, **mine}, s1, s2, [half(forward({**rest, **mine}, x, key)[0], y)]

    s1, s2 = zeros(params), zeros({k: v for k, v in params.items() if k.startswith("exp")})
    rows, labels = np.asarray(xs[train]), np.asarray(ys[train])
    for epoch in range(2):
        order = np.random.default_rng(epoch).permutation(len(rows))
        begin, cpu = time.time(), time.process_time()
        for i in range(0, len(rows), 128):
            key, now = jax.random.split(key)
            batch = order[i : i + 128]
            params, s1, s2, logs = step(params, s1, s2, now, rows[batch], labels[batch])
        jax.block_until_ready(params)
        steps = -(-len(rows) // 128)
    print(f"CounterNet train ms/step {(time.time() - begin) * 1e3 / steps:.2f} cpu {(time.process_time() - cpu) * 1e3 / steps:.2f}", flush=True)


only = os.environ.get("ONLY", "VanillaCF,ProtoCF,GrowingSphere,DiverseCF,CounterNet").split(",")
if "ProtoCF" in only:
    timed_training()
if "CounterNet" in only:
    counternet()
for name, fn, n in (("VanillaCF", vanilla, len(xs)), ("ProtoCF", proto, len(xs)), ("GrowingSphere", sphere, 500), ("DiverseCF", diverse, 2000)):
    if name in only:
        timed(name, fn, n)
