"""Milliseconds per training step of the workloads in ../README.md on one backend of Keras.

Usage: KERAS_BACKEND=jax python keras_bench.py mlp_small 400 128
For every line on standard input, trains for 400 steps of 128 samples and prints a JSON line: {"ms", "cpu_ms"} per step.
"""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers


def mlp(inputs, hidden, classes):
    return keras.Sequential(
        [keras.Input((inputs,))]
        + [layers.Dense(units, activation="relu") for units in hidden]
        + [layers.Dense(classes, activation="softmax")]
    )


def cnn():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


class Sampling(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(1)

    def call(self, inputs):
        mean, log_var = inputs
        noise = keras.random.normal(keras.ops.shape(mean), seed=self.seed_generator)
        self.add_loss(-0.5 * keras.ops.mean(1 + log_var - mean**2 - keras.ops.exp(log_var)))
        return mean + keras.ops.exp(0.5 * log_var) * noise


def vae():
    x = keras.Input((784,))
    h = layers.Dense(256, activation="relu")(x)
    mean, log_var = layers.Dense(16)(h), layers.Dense(16)(h)
    z = Sampling()([mean, log_var])
    h = layers.Dense(256, activation="relu")(z)
    return keras.Model(x, layers.Dense(784, activation="sigmoid")(h))


def transformer():
    x = keras.Input((64, 128))
    attended = layers.MultiHeadAttention(4, 32)(x, x)
    seen = layers.LayerNormalization()(layers.Add()([x, attended]))
    fed = layers.Dense(128)(layers.Dense(512, activation="relu")(seen))
    y = layers.LayerNormalization()(layers.Add()([seen, fed]))
    return keras.Model(x, layers.Dense(10, activation="softmax")(layers.GlobalAveragePooling1D()(y)))


def resnet():
    def conv(x, filters, size, strides):
        return layers.Conv2D(filters, size, strides, padding="same", use_bias=False)(x)

    def block(x, filters, strides):
        y = layers.ReLU()(layers.BatchNormalization()(conv(x, filters, 3, strides)))
        y = layers.BatchNormalization()(conv(y, filters, 3, 1))
        return layers.ReLU()(layers.Add()([y, conv(x, filters, 1, strides) if strides > 1 else x]))

    image = keras.Input((32, 32, 3))
    x = layers.ReLU()(layers.BatchNormalization()(conv(image, 16, 3, 1)))
    for filters, strides in [(16, 1), (32, 2), (64, 2)]:
        for n in range(3):
            x = block(x, filters, strides if n == 0 else 1)
    return keras.Model(image, layers.Dense(10, activation="softmax")(layers.GlobalAveragePooling2D()(x)))


def recurrent(layer):
    return keras.Sequential([keras.Input((50, 16)), layer, layers.Dense(10, activation="softmax")])


def embedding():
    return keras.Sequential(
        [
            keras.Input((200,), dtype="int32"),
            layers.Embedding(20_000, 64),
            layers.GlobalAveragePooling1D(),
            layers.Dense(64, activation="relu"),
            layers.Dense(2, activation="softmax"),
        ]
    )


def frozen():
    """MobileNetV2, whose weights stay, below a head that is trained."""
    base = keras.applications.MobileNetV2((160, 160, 3), include_top=False, weights=None, pooling="avg")
    base.trainable = False
    image = keras.Input((160, 160, 3))
    return keras.Model(image, layers.Dense(10, activation="softmax")(base(image, training=False)))


NETWORKS = {"resnet50": "ResNet50", "mobilenetv2": "MobileNetV2", "efficientnetb0": "EfficientNetB0"}


class Batches(keras.utils.PyDataset):
    def __init__(self, x, y, size):
        super().__init__()
        self.all = list(batches(x, y, size))

    def __len__(self):
        return len(self.all)

    def __getitem__(self, index):
        return self.all[index]


def batches(x, y, size):
    for first in range(0, len(x), size):
        yield x[first : first + size], y[first : first + size]


def workload(name):
    if name in ("generator", "dataset", "sizes"):
        return workload("mlp_small")
    if name == "predict":
        return workload("cnn")
    if name == "embedding":
        return embedding(), (200,), 2
    if name == "mlp_batch32":
        return workload("mlp_large")
    if name == "lstm":
        return recurrent(layers.LSTM(64)), (50, 16), 10
    if name == "gru":
        return recurrent(layers.GRU(64)), (50, 16), 10
    if name == "mlp_small":
        return mlp(29, [64, 64, 64], 2), (29,), 2
    if name == "mlp_large":
        return mlp(784, [512, 512], 10), (784,), 10
    if name == "cnn":
        return cnn(), (28, 28, 1), 10
    if name == "transformer":
        return transformer(), (64, 128), 10
    if name == "resnet20":
        return resnet(), (32, 32, 3), 10
    if name in NETWORKS:
        return getattr(keras.applications, NETWORKS[name])(weights=None), (224, 224, 3), 1000
    if name == "transfer":
        return frozen(), (160, 160, 3), 10
    return vae(), (784,), None


def main():
    name, steps, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    model, shape, classes = workload(name)
    rng = np.random.default_rng(0)
    if name == "embedding":
        x = rng.integers(0, 20_000, (batch * steps, *shape)).astype("int32")
    else:
        x = rng.random((batch * steps, *shape), dtype="float32")
    y = x if classes is None else rng.integers(0, classes, batch * steps).astype("int32")
    loss = "binary_crossentropy" if classes is None else "sparse_categorical_crossentropy"
    model.compile(optimizer="adam", loss=loss)
    last = 0
    for _ in sys.stdin:
        start, start_cpu = time.perf_counter(), time.process_time()
        if name == "generator":
            model.fit(batches(x, y, batch), verbose=0)
        elif name == "dataset":
            model.fit(Batches(x, y, batch), verbose=0, shuffle=False)
        elif name == "predict" or name in NETWORKS:
            model.predict(x, batch_size=batch, verbose=0)
        elif name == "sizes":
            for _ in range(steps):
                last += 1
                model.predict(x[:last], batch_size=last, verbose=0)
        else:
            model.fit(x, y, batch_size=batch, epochs=1, verbose=0, shuffle=False)
        wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
        print(json.dumps({"ms": wall / steps * 1e3, "cpu_ms": cpu / steps * 1e3}), flush=True)


main()
