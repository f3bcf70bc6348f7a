"""Writes goldens/searches.json.gz: what ProtoCF, CCHVAE and VAECF find, by their formulas in JAX, for random weights.

    python make_searches.py

The formulas are those of jax-relax 0.2.10, its faults included, written anew: dense layers with leaky_relu (slope .2), Adam as optax has
it, keys split as there. Data: two numbers, a category of three, an immutable one of two.
"""

import gzip
import json

import jax
import jax.numpy as jnp
import numpy as np

rng = np.random.default_rng(11)
K = 7


def dense(inputs, outputs, scale=0.8):
    w = rng.normal(size=(inputs, outputs)) * scale / np.sqrt(inputs)
    return [w.astype("float32"), (rng.normal(size=outputs) * 0.1).astype("float32")]


def norm(size):
    draw = lambda low, high: rng.uniform(low, high, size).astype("float32")
    return [draw(0.5, 1.5), draw(-0.3, 0.3), draw(-0.2, 0.2), draw(0.5, 1.5)]  # gamma, beta, mean, variance


leaky = lambda x: jnp.where(x > 0, x, 0.2 * x)
linear = lambda x, wb: x @ wb[0] + wb[1]
normalized = lambda x, g: (x - g[2]) / jnp.sqrt(g[3] + 1e-3) * g[0] + g[1]


def blocks(x, layers):
    for wb, *bn in layers:
        x = leaky(linear(x, wb))
        if bn:
            x = normalized(x, bn[0])
    return x


W1, W2 = dense(K, 8, 3), dense(8, 2, 3)
predict = lambda x: jax.nn.softmax(linear(leaky(linear(x, W1)), W2), -1)


def constrain(x, cf, hard):
    category = cf[:, 2:5]
    chosen = jax.nn.one_hot(category.argmax(-1), 3) if hard else jax.nn.softmax(category, -1)
    return jnp.concatenate([jnp.clip(cf[:, :2], 0, 1), chosen, x[:, 5:]], -1)


def rows(n):
    job, sex = np.eye(3)[rng.integers(0, 3, n)], np.eye(2)[rng.integers(0, 2, n)]
    return np.concatenate([rng.uniform(size=(n, 2)), job, sex], -1).astype("float32")


def proto(x, y_target, enc, dec, out, sampled, labels, n_steps, lr, c, beta, gamma, theta):
    encode = lambda v: blocks(v, enc)
    autoencode = lambda v: jax.nn.sigmoid(linear(blocks(encode(v), dec), out))
    own = jnp.where((y_target.argmax(-1) == labels)[:, None], sampled, 0.0)
    count = jnp.where((own == 0).all(1), 0, 1).sum()

    def loss(cf):
        t, p = jnp.clip(y_target, 1e-7, 1), jnp.clip(predict(cf), 1e-7, 1)
        validity = c * (t * jnp.log(t / p)).sum(-1)
        cost = beta * jnp.abs(cf - x).mean() + (0.5 * (cf - x) ** 2).mean()
        rest = gamma * ((autoencode(cf) - cf) ** 2).mean()
        prototype = theta * ((encode(cf) - encode(own).sum(0) / count) ** 2).sum()
        return (validity + cost + rest + prototype).mean()

    cf, m, v = x, jnp.zeros_like(x), jnp.zeros_like(x)
    for t in range(1, n_steps + 1):
        g = jax.grad(loss)(cf)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        cf = cf - lr * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8)
        cf = constrain(x, cf, False)
    return constrain(x, cf, True)


def cchvae(x, y_target, key, net, max_steps, n_search_samples, step_size):
    encoder, mean, decoder, row, bn = net
    code = linear(blocks(x, encoder), mean)
    key, _ = jax.random.split(key)
    best, wanted = jnp.full_like(x, jnp.inf), y_target.argmax(-1)
    for step in range(max_steps):
        key, own, _ = jax.random.split(key, 3)
        first, second = jax.random.split(own)
        delta = jax.random.normal(first, (n_search_samples, code.shape[1]))
        distance = jax.random.normal(second, (n_search_samples,)) * step_size * 1.0 + step_size * step
        codes = code + delta * (distance / jnp.abs(delta).sum(1))[:, None]
        # All samples lie in one row; constraints take the columns of the first.
        point = constrain(x, normalized(linear(blocks(codes, decoder), row), bn)[:1], True)
        apart = jnp.where(predict(point).argmax(-1) == wanted, jnp.abs(point - x).sum(), jnp.inf)
        best = jnp.where(apart < jnp.abs(x - best).sum(), point, best)
    return jnp.where(jnp.isinf(best), x, best)


def vaecf(x, y_target, key, net):
    encoder, mean, variance, decoder, row = net
    body = blocks(x, encoder)
    m, v = linear(body, mean), 0.5 + jax.nn.sigmoid(linear(body, variance))
    (key,) = jax.random.split(key, 1)
    code = m + jax.random.normal(key, v.shape) * jnp.sqrt(v)
    wanted = y_target.argmax(-1, keepdims=True).astype("float32")
    return linear(blocks(jnp.concatenate([code, wanted], -1), decoder), row)


xs = rows(6)
targets = 1 - np.asarray(predict(xs))
keys = jax.random.split(jax.random.PRNGKey(3), len(xs))
each = lambda fn: [fn(xs[i : i + 1], targets[i : i + 1], keys[i]) for i in range(len(xs))]
plain = lambda tree: jax.tree_util.tree_map(lambda a: np.asarray(a).tolist(), tree)

ae = {"enc": [[dense(K, 6)], [dense(6, 3)]], "dec": [[dense(3, 6)]], "out": dense(6, K)}
sampled, labels = rows(20), rng.integers(0, 2, 20)
cf_proto = [
    {
        "config": config,
        "cfs": plain([proto(x[None], t[None], ae["enc"], ae["dec"], ae["out"], sampled, labels, **config)[0] for x, t in zip(xs, targets)]),
    }
    for config in (
        dict(n_steps=1, lr=0.05, c=1.0, beta=0.1, gamma=0.1, theta=0.1),
        dict(n_steps=15, lr=0.02, c=1.0, beta=0.1, gamma=0.1, theta=0.1),
        dict(n_steps=10, lr=0.05, c=0.5, beta=0.3, gamma=0.7, theta=0.9),
    )
]
ch = [[[dense(K, 8)]], dense(8, 4), [[dense(4, 8)]], dense(8, K, 2), norm(K)]
cf_cchvae = [
    {"config": config, "cfs": plain([y[0] for y in each(lambda x, t, k: cchvae(x, t, k, ch, **config))])}
    for config in (
        dict(max_steps=1, n_search_samples=10, step_size=0.5),
        dict(max_steps=20, n_search_samples=10, step_size=0.3),
        dict(max_steps=40, n_search_samples=5, step_size=1.0),
    )
]
va = [[[dense(K, 8), norm(8)]], dense(8, 3), dense(8, 3), [[dense(4, 8), norm(8)]], dense(8, K)]
result = {
    "meta": {"jax": jax.__version__, "threefry_partitionable": True},
    "predictor": {"W1": W1[0].tolist(), "b1": W1[1].tolist(), "W2": W2[0].tolist(), "b2": W2[1].tolist()},
    "xs": xs.tolist(),
    "y_target": targets.tolist(),
    "rng_keys": np.asarray(keys).tolist(),
    "proto": {"ae": plain(ae), "sampled": sampled.tolist(), "labels": labels.tolist(), "cases": cf_proto},
    "cchvae": {"network": plain(ch), "cases": cf_cchvae},
    "vaecf": {"network": plain(va), "cfs": plain([y[0] for y in each(lambda x, t, k: vaecf(x, t, k, va))])},
}
with gzip.GzipFile("searches.json.gz", "wb", mtime=0) as file:
    file.write(json.dumps(result).encode())
print([len({tuple(np.round(cf, 3)) for cf in case["cfs"]}) for case in cf_proto + cf_cchvae])
