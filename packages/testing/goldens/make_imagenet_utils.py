"""Images as networks of keras.applications expect them; writes keras/imagenet_utils.json.gz."""

import os

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy as np
from golden_format import encode, write

SHAPES = {"channels_last": [(2, 3, 3), (2, 2, 3, 3)], "channels_first": [(3, 2, 3), (2, 3, 2, 3)]}


def cases():
    draw = np.random.default_rng(7)
    for mode in ("caffe", "tf", "torch"):
        for data_format, shapes in SHAPES.items():
            for shape in shapes:
                for dtype in ("float32", "uint8"):
                    x = draw.uniform(0, 255, shape).astype(dtype)
                    options = {"data_format": data_format, "mode": mode}
                    out = keras.applications.imagenet_utils.preprocess_input(x.copy(), **options)
                    yield {"id": f"{mode} {data_format} {shape} {dtype}", "options": options, "x": encode(x), "out": encode(out)}


write("imagenet_utils", list(cases()))
