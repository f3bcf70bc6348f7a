"""Models with image layers, as Python Keras writes them, what they predict and what they give in training; writes
keras/image_models.json.gz.

    python make_image_models.py check DIR  compares the .keras files in DIR, written elsewhere and named by the ids of the cases
"""

import gzip
import json
import os
import pathlib
import sys

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy as np
from golden_format import encode, write
from image_cases import images
from make_layer_files import saved

L = keras.layers

CHAINS = {
    "moved": [
        L.RandomFlip(seed=1),
        L.RandomTranslation(0.2, (0.1, 0.3), seed=2),
        L.RandomRotation(0.1, fill_mode="nearest", seed=3),
        L.RandomZoom(0.3, 0.2, fill_mode="constant", fill_value=9.0, seed=4),
        L.RandomShear((0.1, 0.4), 0.0, fill_mode="wrap", seed=5),
    ],
    "distorted": [
        L.RandomPerspective(0.9, 0.3, seed=6),
        L.RandomElasticTransform(0.9, (0.5, 0.9), seed=7),
        L.RandomBrightness(0.2, value_range=(0, 255), seed=8),
    ],
    "resized": [L.Resizing(14, 9, "bicubic", crop_to_aspect_ratio=True), L.CenterCrop(12, 8), L.RandomCrop(9, 5, seed=9)],
    "equalised": [L.ContrastLimitedAdaptiveHistogramEqualization(clip_limit=2.5, tile_grid_size=(2, 3)), L.MaxNumBoundingBoxes(4)],
}


def made(chain, x):
    inputs = keras.Input((None, None, 3), name="x")
    y = inputs
    for layer in chain:
        y = layer(y)
    y = L.Conv2D(4, 3, bias_initializer="glorot_uniform", name="conv")(L.Rescaling(1 / 255, name="scaled")(y))
    return keras.Model(inputs, L.Dense(2, name="dense")(L.GlobalAveragePooling2D(name="mean")(y)), name="model")


def cases():
    keras.utils.set_random_seed(11)
    x = images(3, 18, 16, 3)
    for name, chain in CHAINS.items():
        model = made(chain, x)
        file = saved(model).hex()
        yield {"id": name, "file": file, "x": encode(x), "out": encode(model(x, training=False)),
               "trained": encode(model(x, training=True))}


def check(folder):
    with gzip.open(pathlib.Path(__file__).parent / "keras" / "image_models.json.gz") as file:
        known = json.load(file)["cases"]
    for case in known:
        model = keras.models.load_model(os.path.join(folder, f"{case['id']}.keras"))
        x = np.array(case["x"]["data"], "float32").reshape(case["x"]["shape"])
        for key, training in (("out", False), ("trained", True)):
            expected = np.array(case[key]["data"], "float32").reshape(case[key]["shape"])
            np.testing.assert_allclose(np.asarray(model(x, training=training)), expected, 1e-5, 1e-5, err_msg=case["id"])
        print(case["id"], "agrees")


if __name__ == "__main__":
    check(sys.argv[2]) if sys.argv[1:2] == ["check"] else write("image_models", list(cases()))
