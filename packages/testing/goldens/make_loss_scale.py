"""Training in mixed_float16 with a scaled loss: the scale while it grows and overflows, weights, and a file in the middle.

Run with KERAS_BACKEND=jax JAX_PLATFORMS=cpu; writes keras/loss_scale.json.gz beside this file.
"""

import os
import tempfile

import keras
import numpy as np
from golden_format import encode, write
from keras import layers

STEPS = 12


def numbers(shape, phase):
    size = int(np.prod(shape))
    return np.sin(phase + 2.3 * np.arange(size)).astype("float32").reshape(shape)


def build():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            layers.Dense(8, activation="tanh", name="hidden"),
            layers.BatchNormalization(name="norm"),
            layers.Dense(1, name="out"),
        ],
        name="model",
    )
    model.set_weights([np.abs(numbers(w.shape, n)) if "variance" in w.path else 0.5 * numbers(w.shape, n) for n, w in enumerate(model.weights)])
    return model


class Watch(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seen = []

    def on_train_batch_end(self, batch, logs=None):
        # On JAX, variables have their values at the end of a batch only where they are asked for.
        self.model.jax_state_sync()
        optimizer = self.model.optimizer
        self.seen.append([float(optimizer.dynamic_scale.value), int(optimizer.step_counter.value), int(optimizer.iterations.value)])


def case(policy, growth):
    keras.backend.clear_session()
    keras.config.set_dtype_policy(policy)
    model = build()
    inner = keras.optimizers.Adam(0.01)
    # Gradients of float16 overflow from some 2**12 on.
    optimizer = keras.optimizers.LossScaleOptimizer(inner, initial_scale=2.0**10, dynamic_growth_steps=growth) if growth else inner
    model.compile(optimizer, "mse")
    x, y = 4 * numbers((4 * STEPS, 6), 1), 20 * numbers((4 * STEPS, 1), 2)
    watch = Watch() if policy == "mixed_float16" else keras.callbacks.Callback()
    history = model.fit(x, y, batch_size=4, epochs=1, shuffle=False, verbose=0, callbacks=[watch])
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        with open(path, "rb") as file:
            data = file.read()
    keras.config.set_dtype_policy("float32")
    return {
        "id": f"{policy}-{growth}",
        "policy": policy,
        "growth": growth,
        "optimizer": type(model.optimizer).__name__,
        "scales": getattr(watch, "seen", []),
        "loss": history.history["loss"][0],
        "weights": [encode(w.value) for w in model.weights],
        "file": data.hex(),
    }


write("loss_scale", [case("mixed_float16", 3), case("mixed_float16", None), case("mixed_bfloat16", None)])
