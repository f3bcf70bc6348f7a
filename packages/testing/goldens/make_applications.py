"""Networks of keras.applications: their configurations and numbers of parameters, and what two with layers of their own compute; writes
keras/applications.json.gz.
"""

import json
import os

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy as np
from golden_format import encode, write

A = keras.applications

HEADLESS = [
    "VGG16", "ResNet50", "ResNet50V2", "MobileNet", "MobileNetV2", "MobileNetV3Small", "DenseNet121", "InceptionV3", "InceptionResNetV2",
    "Xception", "NASNetMobile", "EfficientNetB0", "EfficientNetV2B0", "EfficientNetV2S", "ConvNeXtTiny",
]  # fmt: skip

OTHERS = [
    ("MobileNet", {"alpha": 0.5, "depth_multiplier": 2, "input_shape": [128, 128, 3], "classes": 10}),
    ("MobileNetV2", {"alpha": 1.4, "classes": 7, "classifier_activation": None}),
    ("MobileNetV2", {"alpha": 0.35, "input_shape": [96, 96, 3]}),
    ("MobileNetV3Large", {"minimalistic": True, "alpha": 0.75, "include_preprocessing": False, "dropout_rate": 0}),
    ("MobileNetV3Small", {"alpha": 1.3, "classes": 5, "input_shape": [64, 64, 3]}),
    ("EfficientNetV2B1", {"include_preprocessing": False, "input_shape": [64, 64, 1], "classes": 3}),
    ("ConvNeXtTiny", {"include_preprocessing": False, "classes": 4, "name": "mine"}),
]

COMPUTED = [
    ("InceptionResNetV2", {"include_top": False, "input_shape": [75, 75, 3], "pooling": "avg"}),
    ("ConvNeXtTiny", {"classes": 4, "input_shape": [32, 32, 3]}),
    ("MobileNetV3Small", {"classes": 4, "input_shape": [32, 32, 3]}),
    ("NASNetMobile", {"include_top": False, "input_shape": [33, 35, 3], "pooling": "max"}),
]


def made(model, options):
    keras.utils.clear_session()
    return getattr(A, model)(weights=None, **{key: tuple(each) if isinstance(each, list) else each for key, each in options.items()})


def wave(index, shape, name):
    """Weights that the test makes as well: a wave about 0, or about 1 for scales and variances."""
    wave = np.sin(np.arange(np.prod(shape), dtype="float64") * 0.7 + index)
    size = 0.1 if len(shape) < 2 else (2 / np.prod(shape[:-1])) ** 0.5
    return (wave * size + (name in ("gamma", "moving_variance"))).reshape(shape).astype("float32")


def cases():
    names = [name for name in dir(A) if name[0].isupper()]
    plain = [(name, {}) for name in names]
    headless = [(name, {"include_top": False, "pooling": "avg", "input_shape": [96, 96, 3]}) for name in HEADLESS]
    open_sizes = [(name, {"include_top": False, "pooling": "max"}) for name in HEADLESS]
    for model, options in plain + headless + open_sizes + OTHERS:
        # Variables without values: some networks have hundreds of megabytes of them.
        with keras.StatelessScope():
            network = made(model, options)
        config = json.loads(network.to_json())
        yield {"id": f"{model} {json.dumps(options)}", "model": model, "options": options, "config": config, "parameters": network.count_params()}
    for model, options in COMPUTED:
        network = made(model, options)
        for index, weight in enumerate(network.weights):
            weight.assign(wave(index, weight.shape, weight.name))
        x = np.random.default_rng(3).uniform(0, 255, (2, *options["input_shape"])).astype("float32")
        yield {"id": f"{model} {json.dumps(options)} computed", "model": model, "options": options, "x": encode(x), "out": encode(network(x))}


write("applications", list(cases()))
