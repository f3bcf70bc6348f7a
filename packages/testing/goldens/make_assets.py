"""A model whose layers keep files beside their weights; writes keras/assets.keras.gz."""

import gzip
import os
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
import keras
from keras import Input, Model, layers

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras", "assets.keras.gz")


@keras.saving.register_keras_serializable("golden")
class Words(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.words = []

    def call(self, x):
        return x

    def save_assets(self, dir_path):
        os.makedirs(os.path.join(dir_path, "more"))
        for name in ["words.txt", "more/count.txt"]:
            with open(os.path.join(dir_path, name), "w") as file:
                file.write("\n".join(self.words) if name == "words.txt" else str(len(self.words)))

    def load_assets(self, dir_path):
        with open(os.path.join(dir_path, "words.txt")) as file:
            self.words = file.read().split("\n")


@keras.saving.register_keras_serializable("golden")
class Reader(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.words = [[Words()], Words()]

    def call(self, x):
        return self.words[1](self.words[0][0](x))


def build():
    x = Input((2,), name="x")
    words, reader = Words(name="words"), Reader(name="reader")
    model = Model(x, layers.Dense(1, kernel_initializer="ones", name="dense")(reader(words(x))), name="model")
    words.words, reader.words[0][0].words, reader.words[1].words = ["a", "b"], ["ä", "b c"], ["d"]
    return model


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        build().save(path)
        with open(path, "rb") as file, gzip.GzipFile(PATH, "wb", 9, mtime=0) as out:
            out.write(file.read())
