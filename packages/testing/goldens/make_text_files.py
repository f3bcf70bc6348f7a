"""Models of one layer each that takes texts or looks numbers up, as Python Keras writes them; writes keras/text_files.json.gz.

    python make_text_files.py check DIR  compares the .keras files in DIR, written elsewhere and named by the ids of the cases

On JAX no model takes texts: the outputs are those of the layers.
"""

import os
import sys

import numpy as np
from golden_format import encode, write
from make_layer_files import saved

import keras

layers = keras.layers
LINES = np.array(["Earth, wind and FIRE!", "fire fire  water", "the wind, é"])
WORDS = np.array([["a", "b"], ["b", "é"], ["b", "zz"]])
NUMBERS = np.array([[5, 7], [7, 9], [-3, 7]])


def adapted(layer, data):
    layer.adapt(data)
    return layer


LAYERS = {
    "vectorization": (adapted(layers.TextVectorization(output_sequence_length=5), LINES), LINES),
    "vectorization_tf_idf": (adapted(layers.TextVectorization(output_mode="tf_idf", ngrams=2), LINES), LINES),
    "vectorization_given": (
        layers.TextVectorization(vocabulary=["fire", "wind", "the"], ngrams=(1, 2), output_sequence_length=6),
        LINES,
    ),
    "vectorization_characters": (
        adapted(layers.TextVectorization(9, "lower", "character", output_mode="count", pad_to_max_tokens=True), LINES),
        LINES,
    ),
    "strings": (adapted(layers.StringLookup(mask_token="a"), WORDS), WORDS),
    "strings_tf_idf": (adapted(layers.StringLookup(output_mode="tf_idf"), WORDS), WORDS),
    "strings_hashed": (layers.StringLookup(vocabulary=["a", "b"], num_oov_indices=3, salt=[3, 4]), WORDS),
    "integers": (adapted(layers.IntegerLookup(max_tokens=3), NUMBERS), NUMBERS),
    "integers_inverted": (layers.IntegerLookup(vocabulary=[5, 7], invert=True, mask_token=0), NUMBERS),
    "integers_hashed": (
        layers.IntegerLookup(vocabulary=[7], num_oov_indices=4, oov_method="farmhash", output_mode="multi_hot"),
        NUMBERS,
    ),
}


def strings(x):
    return {"dtype": "string", "shape": list(x.shape), "data": x.ravel().tolist()} if x.dtype.kind == "U" else encode(x)


def cases():
    for name, (layer, x) in LAYERS.items():
        inputs = keras.Input(x.shape[1:], dtype="string" if x.dtype.kind == "U" else "int64", name="x")
        model = keras.Model(inputs, layer(inputs), name="model")
        yield {"id": name, "file": saved(model).hex(), "x": strings(x), "out": encode(np.asarray(layer(x)))}


def check(folder):
    for name, (layer, x) in LAYERS.items():
        model = keras.models.load_model(os.path.join(folder, f"{name}.keras"))
        np.testing.assert_allclose(np.asarray(model.layers[-1](x)), np.asarray(layer(x)), 1e-6, err_msg=name)
    print(len(LAYERS), "agree")


if __name__ == "__main__":
    check(sys.argv[2]) if sys.argv[1:2] == ["check"] else write("text_files", list(cases()))
