"""One training step of a small network, and the CPU time that the process took for it, in milliseconds.

Usage: KERAS_BACKEND=jax python first_step.py
"""

import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers

model = keras.Sequential(
    [
        keras.Input((29,)),
        layers.Dense(64, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(2, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.train_on_batch(np.ones((128, 29), "float32"), np.zeros(128, "int32"))
print(time.process_time() * 1e3)
