"""Models of one preprocessing layer each, as Python Keras writes them; writes keras/layer_files.json.gz.

    python make_layer_files.py check DIR  compares the .keras files in DIR, written elsewhere and named by the ids of the cases
"""

import gzip
import json
import os
import pathlib
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy as np
from golden_format import encode, write

layers = keras.layers
HERE = pathlib.Path(__file__).parent / "keras" / "layer_files.json.gz"


def signals(*shape):
    return np.round(np.random.default_rng(3).normal(size=shape), 3).astype("float32")


LAYERS = {
    "stft": (layers.STFTSpectrogram(frame_length=8, expand_dims=True), signals(2, 21, 2)),
    "stft_window": (layers.STFTSpectrogram("psd", 4, 3, window=[0.5, 1.0, 1.0, 0.5], padding="same"), signals(1, 13, 1)),
    "mel": (layers.MelSpectrogram(16, 4, num_mel_bins=4, sampling_rate=900, top_db=20.0), signals(2, 30)),
}
# Keras makes no model of Equalization: the output is its input, a cycle.
COLOURS = [
    layers.RandomContrast(0.4, seed=1),
    layers.RandomColorDegeneration(0.5, seed=2),
    layers.RandomColorJitter((0, 255), 0.1, 0.2, [0.3, 0.6], 0.2, seed=3),
    layers.RandomGrayscale(0.5),
    layers.RandomHue(0.5, seed=4),
    layers.RandomInvert([0.1, 0.4], seed=5),
    layers.RandomPosterization(5, seed=6),
    layers.RandomSaturation(0.6, seed=7),
    layers.RandomSharpness(0.8, seed=8),
    layers.RandomGaussianBlur(0.5, (5, 3), [0.2, 0.9], seed=9),
    layers.RandomErasing(0.5, [0.1, 0.2], 7.0, seed=10),
    layers.Solarization(0.2, [0.3, 0.6], seed=11),
    layers.MixUp(0.4, seed=12),
    layers.CutMix(0.7, seed=13),
    layers.AugMix(num_chains=2, factor=0.4, seed=14),
    layers.RandAugment(num_ops=1, interpolation="nearest", seed=15),
    layers.AutoContrast(),
]
LAYERS |= {layer.name: (layer, np.round(abs(signals(2, 5, 6, 3)) * 80)) for layer in COLOURS}


def saved(model):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.keras"
        model.save(path)
        return path.read_bytes()


def cases():
    for name, (layer, x) in LAYERS.items():
        inputs = keras.Input(x.shape[1:], dtype=str(x.dtype), name="x")
        model = keras.Model(inputs, layer(inputs), name="model")
        yield {"id": name, "file": saved(model).hex(), "x": encode(x), "out": encode(model(x, training=False))}


def check(folder):
    with gzip.open(HERE) as file:
        known = json.load(file)["cases"]
    for case in known:
        model = keras.models.load_model(os.path.join(folder, f"{case['id']}.keras"))
        x, out = (np.array(each["data"], each["dtype"]).reshape(each["shape"]) for each in (case["x"], case["out"]))
        np.testing.assert_allclose(np.asarray(model(x, training=False)), out, 1e-5, 1e-5, err_msg=case["id"])
    print(len(known), "agree")


if __name__ == "__main__":
    check(sys.argv[2]) if sys.argv[1:2] == ["check"] else write("layer_files", list(cases()))
