"""The convolutional networks of ../../README.md in JAX."""

import jax
import jax.numpy as jnp
from jax import lax

from . import networks
from .jax_models import Model, dense, glorot, linear, plain


def kernel(size, n, m):
    return {"w": glorot(size, size, n, m), "b": jnp.zeros(m)}


def convolve(w, x, strides=1, padding="SAME"):
    return lax.conv_general_dilated(x, w, (strides, strides), padding, dimension_numbers=("NHWC", "HWIO", "NHWC"))


def conv(p, x, strides=1, padding="SAME"):
    return convolve(p["w"], x, strides, padding) + p["b"]


def depthwise(p, x, strides):
    """Of padding SAME, as a sum of products: XLA's convolution of a group for each channel takes four times as long."""
    size, height = p["w"].shape[0], x.shape[1]
    last = (height - 1) // strides * strides
    before, after = (last + size - height) // 2, (last + size - height + 1) // 2
    x = jnp.pad(x, ((0, 0), (before, after), (before, after), (0, 0)))
    offsets = [(i, j) for i in range(size) for j in range(size)]
    moved = (x[:, i : i + last + 1 : strides, j : j + last + 1 : strides] * p["w"][i, j, 0] for i, j in offsets)
    return sum(moved) + p["b"]


def halved(x):
    """The largest of each window of 2 x 2, whose gradient is faster than that of a window's reduction."""
    b, h, w, c = x.shape
    return x[:, : h // 2 * 2, : w // 2 * 2].reshape(b, h // 2, 2, w // 2, 2, c).max((2, 4))


def cnn():
    def apply(p, x):
        x = halved(jax.nn.relu(conv(p["c1"], x, padding="VALID")))
        x = halved(jax.nn.relu(conv(p["c2"], x, padding="VALID")))
        return linear(p["head"], jax.nn.relu(linear(p["hidden"], x.reshape(x.shape[0], -1))))

    kernels = {"c1": kernel(3, 1, 32), "c2": kernel(3, 32, 64)}
    return plain({**kernels, "hidden": dense(1600, 128), "head": dense(128, 10)}, apply)


def resnet20():
    def norm(p, x, kept):
        """Batch normalization, and what its moving statistics become."""
        mean = x.mean((0, 1, 2))
        variance = (x**2).mean((0, 1, 2)) - mean**2
        kept = jax.tree.map(lambda old, new: 0.99 * old + 0.01 * new, kept, {"mean": mean, "variance": variance})
        return (x - mean) * lax.rsqrt(variance + 1e-3) * p["gamma"] + p["beta"], kept

    def block(p, x, kept, strides):
        y, n1 = norm(p["n1"], convolve(p["c1"], x, strides), kept["n1"])
        y, n2 = norm(p["n2"], convolve(p["c2"], jax.nn.relu(y)), kept["n2"])
        return jax.nn.relu(y + (convolve(p["short"], x, strides) if "short" in p else x)), {"n1": n1, "n2": n2}

    def apply(p, x, kept):
        x, stem = norm(p["stem_n"], convolve(p["stem"], x), kept["stem"])
        x, blocks = jax.nn.relu(x), []
        for weights, statistics, (_, _, strides) in zip(p["blocks"], kept["blocks"], networks.resnet20()):
            x, statistics = block(weights, x, statistics, strides)
            blocks.append(statistics)
        return linear(p["head"], x.mean((1, 2))), {"stem": stem, "blocks": blocks}

    def scale(n):
        return {"gamma": jnp.ones(n), "beta": jnp.zeros(n)}

    def statistics(n):
        return {"mean": jnp.zeros(n), "variance": jnp.ones(n)}

    def weights(n, m, strides):
        shortcut = {"short": glorot(1, 1, n, m)} if strides > 1 else {}
        return {"c1": glorot(3, 3, n, m), "n1": scale(m), "c2": glorot(3, 3, m, m), "n2": scale(m), **shortcut}

    blocks = list(networks.resnet20())
    stem = {"stem": glorot(3, 3, 3, 16), "stem_n": scale(16)}
    kept = {"stem": statistics(16), "blocks": [{"n1": statistics(m), "n2": statistics(m)} for _, m, _ in blocks]}
    return Model({**stem, "blocks": [weights(*each) for each in blocks], "head": dense(64, 10)}, apply, kept)


# Those below predict: each convolution has the batch normalization after it folded into it.


def resnet50():
    def block(p, x, strides):
        y = jax.nn.relu(conv(p["c1"], x, strides))
        y = conv(p["c3"], jax.nn.relu(conv(p["c2"], y)))
        return jax.nn.relu(y + (conv(p["short"], x, strides) if "short" in p else x))

    def apply(p, x):
        x = jax.nn.relu(conv(p["stem"], x, 2, [(3, 3), (3, 3)]))
        x = lax.reduce_window(x, -jnp.inf, lax.max, (1, 3, 3, 1), (1, 2, 2, 1), [(0, 0), (1, 1), (1, 1), (0, 0)])
        for weights, (_, _, strides) in zip(p["blocks"], networks.resnet50()):
            x = block(weights, x, strides)
        return linear(p["head"], x.mean((1, 2)))

    def weights(n, m, _strides):
        shortcut = {"short": kernel(1, n, 4 * m)} if n != 4 * m else {}
        return {"c1": kernel(1, n, m), "c2": kernel(3, m, m), "c3": kernel(1, m, 4 * m), **shortcut}

    blocks = [weights(*each) for each in networks.resnet50()]
    return plain({"stem": kernel(7, 3, 64), "blocks": blocks, "head": dense(2048, 1000)}, apply)


def inverted(stages, activation, squeezed):
    """Weights and a function of a network of inverted residuals, up to the mean of its features."""

    def block(p, x, strides):
        y = activation(conv(p["expand"], x)) if "expand" in p else x
        y = activation(depthwise(p["depthwise"], y, strides))
        if squeezed:
            gate = activation(linear(p["squeeze"], y.mean((1, 2))))
            y = y * jax.nn.sigmoid(linear(p["excite"], gate))[:, None, None]
        y = conv(p["project"], y)
        return y + x if y.shape == x.shape else y

    def features(p, x):
        x = activation(conv(p["stem"], x, 2))
        for weights, (_, _, _, strides, _) in zip(p["blocks"], networks.inverted(stages)):
            x = block(weights, x, strides)
        return activation(conv(p["top"], x)).mean((1, 2))

    def weights(n, inner, m, _strides, size):
        expansion = {"expand": kernel(1, n, inner)} if inner != n else {}
        gate = {"squeeze": dense(inner, n // 4), "excite": dense(n // 4, inner)} if squeezed else {}
        return {**expansion, "depthwise": kernel(size, 1, inner), **gate, "project": kernel(1, inner, m)}

    blocks = [weights(*each) for each in networks.inverted(stages)]
    return {"stem": kernel(3, 3, 32), "blocks": blocks, "top": kernel(1, 320, 1280)}, features


def mobilenetv2():
    weights, features = inverted(networks.MOBILENET, jax.nn.relu6, squeezed=False)
    return plain({**weights, "head": dense(1280, 1000)}, lambda p, x: linear(p["head"], features(p, x)))


def efficientnetb0():
    weights, features = inverted(networks.EFFICIENTNET, jax.nn.silu, squeezed=True)
    return plain({**weights, "head": dense(1280, 1000)}, lambda p, x: linear(p["head"], features(p, x / 255)))


def transfer():
    """A head on MobileNetV2, whose weights stay."""
    weights, features = inverted(networks.MOBILENET, jax.nn.relu6, squeezed=False)
    return Model(dense(1280, 10), lambda p, x, base: (linear(p, features(base, x)), base), weights)
