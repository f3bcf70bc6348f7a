"""The models of ../../README.md in JAX: functions of their weights, which come back as logits."""

from typing import Any, Callable, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

HEADS, WIDTH, HIDDEN = 4, 128, 512

rng = np.random.default_rng(0)


class Model(NamedTuple):
    params: Any
    # (params, x, kept) -> outputs, kept
    apply: Callable
    # What a step carries beside what it trains: statistics of batches, a random key, frozen weights.
    kept: Any = ()


def plain(params, function):
    """One of weights and inputs alone."""
    return Model(params, lambda p, x, kept: (function(p, x), kept))


def glorot(*shape):
    window = int(np.prod(shape[:-2]))
    limit = np.sqrt(6 / (window * (shape[-2] + shape[-1])))
    return jnp.asarray(rng.uniform(-limit, limit, shape), "float32")


def dense(n, m):
    return {"w": glorot(n, m), "b": jnp.zeros(m)}


def linear(p, x):
    return x @ p["w"] + p["b"]


def mlp(*sizes):
    def apply(p, x):
        for layer in p[:-1]:
            x = jax.nn.relu(linear(layer, x))
        return linear(p[-1], x)

    return plain([dense(n, m) for n, m in zip(sizes, sizes[1:])], apply)


def embedding():
    def apply(p, x):
        return linear(p["head"], jax.nn.relu(linear(p["hidden"], p["table"][x].mean(1))))

    return plain({"table": glorot(20_000, 64), "hidden": dense(64, 64), "head": dense(64, 2)}, apply)


def lstm():
    def apply(p, x):
        def step(carry, projected):
            h, c = carry
            i, f, g, o = jnp.split(projected + h @ p["u"], 4, -1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

        zeros = jnp.zeros((x.shape[0], 64))
        (h, _), _ = lax.scan(step, (zeros, zeros), linear(p["x"], x.swapaxes(0, 1)), unroll=2)
        return linear(p["head"], h)

    return plain({"x": dense(16, 256), "u": glorot(64, 256), "head": dense(64, 10)}, apply)


def gru():
    def apply(p, x):
        def step(h, projected):
            xz, xr, xh = jnp.split(projected, 3, -1)
            hz, hr, hh = jnp.split(linear(p["h"], h), 3, -1)
            z = jax.nn.sigmoid(xz + hz)
            return z * h + (1 - z) * jnp.tanh(xh + jax.nn.sigmoid(xr + hr) * hh), None

        h, _ = lax.scan(step, jnp.zeros((x.shape[0], 64)), linear(p["x"], x.swapaxes(0, 1)), unroll=2)
        return linear(p["head"], h)

    return plain({"x": dense(16, 192), "h": dense(64, 192), "head": dense(64, 10)}, apply)


def vae():
    """Its outputs are logits and the divergence."""

    def apply(p, x, key):
        key, drawn = jax.random.split(key)
        h = jax.nn.relu(linear(p["encoder"], x))
        mean, log_var = linear(p["mean"], h), linear(p["log_var"], h)
        divergence = -0.5 * (1 + log_var - mean**2 - jnp.exp(log_var)).mean()
        z = mean + jnp.exp(0.5 * log_var) * jax.random.normal(drawn, mean.shape)
        return (linear(p["pixels"], jax.nn.relu(linear(p["decoder"], z))), divergence), key

    encoder = {"encoder": dense(784, 256), "mean": dense(256, 16), "log_var": dense(256, 16)}
    return Model({**encoder, "decoder": dense(16, 256), "pixels": dense(256, 784)}, apply, jax.random.key(1))


def transformer():
    def norm(p, x):
        centered = x - x.mean(-1, keepdims=True)
        return centered * lax.rsqrt((centered**2).mean(-1, keepdims=True) + 1e-3) * p["gamma"] + p["beta"]

    def heads(y):
        return y.reshape(*y.shape[:2], HEADS, -1)

    def apply(p, x):
        q, k, v = (heads(linear(p[each], x)) for each in "qkv")
        weights = jax.nn.softmax(jnp.einsum("bthd,bshd->bhts", q, k) / np.sqrt(WIDTH // HEADS).astype("float32"))
        attended = jnp.einsum("bhts,bshd->bthd", weights, v).reshape(x.shape)
        x = norm(p["n1"], x + linear(p["o"], attended))
        x = norm(p["n2"], x + linear(p["f2"], jax.nn.relu(linear(p["f1"], x))))
        return linear(p["head"], x.mean(1))

    norms = {each: {"gamma": jnp.ones(WIDTH), "beta": jnp.zeros(WIDTH)} for each in ("n1", "n2")}
    ffn = {"f1": dense(WIDTH, HIDDEN), "f2": dense(HIDDEN, WIDTH)}
    return plain({**{each: dense(WIDTH, WIDTH) for each in "qkvo"}, **norms, **ffn, "head": dense(WIDTH, 10)}, apply)
