"""Training and prediction by jitted JAX."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from . import jax_models as models
from . import jax_networks as networks

MODELS = {
    "first": lambda: models.mlp(29, 64, 64, 2),
    "mlp_small": lambda: models.mlp(29, 64, 64, 64, 2),
    "mlp_large": lambda: models.mlp(784, 512, 512, 10),
    "embedding": models.embedding,
    "lstm": models.lstm,
    "gru": models.gru,
    "vae": models.vae,
    "transformer": models.transformer,
    "cnn": networks.cnn,
    "resnet20": networks.resnet20,
    "resnet50": networks.resnet50,
    "mobilenetv2": networks.mobilenetv2,
    "efficientnetb0": networks.efficientnetb0,
    "transfer": networks.transfer,
}


def crossentropy(logits, y):
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1).mean()


def reconstruction(outputs, x):
    logits, divergence = outputs
    return (jax.nn.softplus(logits) - x * logits).mean() + divergence


class Tasks:
    def __init__(self, name):
        params, apply, kept = MODELS[name]()
        loss_of = reconstruction if name == "vae" else crossentropy

        def objective(params, kept, x, y):
            outputs, kept = apply(params, x, kept)
            return loss_of(outputs, y), kept

        @partial(jax.jit, donate_argnums=0)
        def step(state, x, y):
            params, m, v, t, kept, total = state
            (loss, kept), gradients = jax.value_and_grad(objective, has_aux=True)(params, kept, x, y)
            rate = 1e-3 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
            m = jax.tree.map(lambda a, g: 0.9 * a + 0.1 * g, m, gradients)
            v = jax.tree.map(lambda a, g: 0.999 * a + 0.001 * g * g, v, gradients)
            params = jax.tree.map(lambda p, a, b: p - rate * a / (jnp.sqrt(b) + 1e-7), params, m, v)
            return params, m, v, t + 1, kept, total + loss

        self.step = step
        self.forward = jax.jit(lambda params, x, kept: jax.nn.softmax(apply(params, x, kept)[0]))
        m, v = (jax.tree.map(jnp.zeros_like, params) for _ in range(2))
        self.state = (params, m, v, jnp.float32(1), kept, jnp.float32(0))

    def train(self, batches):
        """The mean loss of steps on the batches."""
        state = (*self.state[:-1], jnp.float32(0))
        steps = 0
        for x, y in batches:
            state = self.step(state, x, y)
            steps += 1
        self.state = jax.block_until_ready(state)
        return float(state[-1]) / steps

    def predict(self, batches):
        """Probabilities, as one array of NumPy."""
        params, kept = self.state[0], self.state[4]
        return np.concatenate([np.asarray(each) for each in [self.forward(params, x, kept) for x in batches]])

    def loader(self, batches):
        return batches
