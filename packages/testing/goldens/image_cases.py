"""Image layers as golden cases: the same seed, images of several kinds, and what belongs to them."""

import keras
import numpy as np
from golden_format import encode


def encoded(value):
    if isinstance(value, dict):
        return {key: encoded(each) for key, each in value.items()}
    return encode(value)


def images(*shape, dtype="float32", high=255, seed=0):
    drawn = np.random.default_rng(seed).integers(0, 256, shape) * (high / 255)
    return drawn.astype(dtype)


def data(batch, height, width, channels=3, channels_first=False, relative=False, boxed=True, masks="float32",
         **others):
    """A batch (None: one image) with labels, boxes in xyxy, some of them over the edge, and masks."""
    rng = np.random.default_rng(1)
    n = batch or 1
    low = rng.uniform(-0.1, 0.6, (n, 3, 2))
    boxes = np.concatenate([low, low + rng.uniform(0.1, 0.5, (n, 3, 2))], -1)
    if not relative:
        boxes = boxes * [width, height, width, height]
    space = (channels, height, width) if channels_first else (height, width, channels)
    mask = (1, height, width) if channels_first else (height, width, 1)
    all = {
        "images": images(n, *space, **others),
        "labels": rng.uniform(0, 1, (n, 4)).astype("float32"),
        "bounding_boxes": {"boxes": boxes.astype("float32"), "labels": rng.integers(0, 5, (n, 3)).astype("int32")},
        "segmentation_masks": rng.integers(0, 5, (n, *mask)).astype(masks),
    }
    if not boxed:
        del all["bounding_boxes"]
    if batch is not None:
        return all
    return keras.tree.map_structure(lambda x: x[0], all)


def copied(value):
    """Layers write into the object that they get."""
    return {k: copied(v) for k, v in value.items()} if isinstance(value, dict) else value


def cases_of(calls, random_seed=None):
    """calls: (class, positional arguments, keywords, inputs[, keywords of the call]); `random_seed`: of the program, before each."""
    cases = []
    for name, args, keywords, given, *of_call in calls:
        if random_seed is not None:
            keras.utils.set_random_seed(random_seed)
        layer = getattr(keras.layers, name)(*args, **keywords)
        config = keras.saving.serialize_keras_object(layer)["config"]
        of_call = of_call[0] if of_call else {"training": True}
        index = sum(c["class"] == name for c in cases)
        # A second call draws other numbers.
        out = [encoded(layer(copied(given), **of_call)) for _ in range(2 if index == 0 else 1)]
        cases.append({"id": f"{name}/{index}", "class": name, "config": config, "args": [encoded(given)], "kwargs": of_call,
                      "grad": False, **({"calls": 2, "out": out} if index == 0 else {"out": out[0]})})
        if random_seed is not None:
            cases[-1]["random_seed"] = random_seed
    return cases
