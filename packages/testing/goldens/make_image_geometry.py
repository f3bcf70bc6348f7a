"""Image layers that move pixels, and RandomBrightness: what they make of given seeds.

Run with KERAS_BACKEND=jax JAX_PLATFORMS=cpu; writes keras/layers_image_geometry.json.gz beside this file.
"""

from golden_format import write
from image_cases import cases_of, data, images

XYXY = {"bounding_box_format": "xyxy"}

calls = [
    ("RandomBrightness", (0.3,), {"seed": 1}, images(3, 4, 5, 3)),
    ("RandomBrightness", ([-0.5, 0.1],), {"seed": 2, "value_range": (0, 1)}, images(4, 5, 3, high=1)),
    ("RandomBrightness", (0.3,), {"seed": 3}, images(2, 4, 5, 3, dtype="uint8")),
    ("RandomBrightness", (0.3,), {"seed": 4, "dtype": "mixed_float16"}, images(2, 4, 5, 3)),
    ("RandomBrightness", (0.3,), {"seed": 5, **XYXY}, data(2, 4, 5)),
    ("RandomBrightness", (0.3,), {"seed": 6, "data_format": "channels_first", **XYXY}, data(None, 4, 5, channels_first=True)),
    ("RandomBrightness", (0.3,), {"seed": 1}, images(3, 4, 5, 3), {"training": False}),
    ("RandomBrightness", (0.3,), {"seed": 1}, images(3, 4, 5, 3, dtype="uint8"), {"training": False}),
]

write("layers_image_geometry", cases_of(calls))
