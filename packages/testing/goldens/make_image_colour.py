"""Image layers that change colours and mix images: what they make of given seeds.

Run with KERAS_BACKEND=jax JAX_PLATFORMS=cpu; writes keras/layers_image_colour.json.gz beside this file.
"""

from golden_format import write
from image_cases import cases_of, data, images

XYXY = {"bounding_box_format": "xyxy"}
FIRST = {"data_format": "channels_first"}
NOT = {"training": False}
bytes_ = images(2, 4, 5, 3, dtype="uint8")
flat = images(2, 4, 5, 3)
flat[..., 1] = 7


def part(all, *names):
    return {name: all[name] for name in ("images", *names)}


def usual(name, *args, floats=False, **options):
    """The kinds of data that every layer takes."""
    single = part(data(None, 4, 5), "labels", "segmentation_masks")
    first = data(3, 4, 5, channels_first=True)
    whole = [] if floats else [(name, args, {"seed": 6, **options}, bytes_)]
    return [
        (name, args, {"seed": 1, **options}, images(3, 4, 5, 3)),
        (name, args, {"seed": 2, **XYXY, **options}, data(3, 4, 5)),
        (name, args, {"seed": 3, **options}, single),
        (name, args, {"seed": 4, **FIRST, **options}, part(first, "labels", "segmentation_masks")),
        (name, args, {"seed": 5, "dtype": "mixed_float16", **options}, images(2, 4, 5, 3)),
        *whole,
        (name, args, {"seed": 7, **options}, images(2, 4, 5, 3) if floats else bytes_, NOT),
    ]


def ranged(name, *args, **options):
    return (name, args, {"seed": 8, "value_range": (0, 1), **options}, images(3, 4, 5, 3, high=1))


def seedless(calls):
    return [(name, args, {k: v for k, v in options.items() if k != "seed"}, *rest) for name, args, options, *rest in calls]


def mixing(name):
    """Without masks, from which Keras makes other shapes; few, since the beta distribution takes its time."""
    return [
        (name, (), {"seed": 1}, images(3, 4, 5, 3, dtype="uint8")),
        (name, (), {"seed": 2}, part(data(4, 4, 5), "labels")),
        (name, (), {"seed": 3, **FIRST}, data(None, 4, 5, channels_first=True)["images"]),
        (name, (), {"seed": 5, "dtype": "mixed_float16", **FIRST}, part(data(4, 4, 5, channels_first=True), "labels")),
        (name, (), {"seed": 7}, bytes_, NOT),
    ]


jitter = dict(brightness_factor=0.3, contrast_factor=0.4, saturation_factor=[0.3, 0.7], hue_factor=0.2)
calls = [
    *usual("RandomContrast", 0.4),
    ranged("RandomContrast", [0.3, 0.9]),
    *usual("RandomColorDegeneration", 0.6),
    ranged("RandomColorDegeneration", [0.2, 0.9]),
    # Its seed is not in the config, and objects are refused.
    ("RandomGrayscale", (1.0,), {}, images(2, 4, 5, 3)),
    ("RandomGrayscale", (1.0,), FIRST, images(3, 4, 5)),
    ("RandomGrayscale", (1.0,), {"dtype": "mixed_float16"}, images(2, 4, 5, 3)),
    ("RandomGrayscale", (1.0,), {}, bytes_),
    ("RandomGrayscale", (1.0,), {}, images(2, 4, 5, 1)),
    ("RandomGrayscale", (0.0,), {}, bytes_),
    ("RandomGrayscale", (), {}, bytes_, NOT),
    *usual("RandomHue", 0.5),
    ranged("RandomHue", [0.3, 0.9]),
    *usual("RandomInvert", 1.0),
    ranged("RandomInvert", [0.3, 0.9]),
    *usual("RandomPosterization", 6),
    ranged("RandomPosterization", [2, 5]),
    ("RandomPosterization", ([3, 3],), {"seed": 9}, images(2, 4, 5, 3)),
    *usual("RandomSaturation", 0.6, floats=True),
    ranged("RandomSaturation", [0.3, 0.9]),
    *usual("RandomSharpness", 0.8),
    ranged("RandomSharpness", [0.3, 0.9]),
    *usual("RandomGaussianBlur", 1.0),
    ranged("RandomGaussianBlur", [0.3, 0.9], (5, 3), [0.4, 0.9]),
    ranged("RandomGaussianBlur", 1.0, 5, 0.7),
    *usual("RandomErasing", 1.0),
    ranged("RandomErasing", [0.3, 0.9], [0.2, 0.6], 0.5),
    ("RandomErasing", (), {"seed": 9, "fill_value": 300.0, "scale": 0.8}, images(3, 6, 5, 3)),
    *usual("Solarization", 0.3, 0.6),
    ranged("Solarization", [0.1, 0.2], [0.3, 0.4]),
    ("Solarization", (), {"seed": 9}, images(2, 4, 5, 3)),
    ("RandomColorJitter", (), {"seed": 1, **jitter}, images(3, 4, 5, 3)),
    ("RandomColorJitter", (), {"seed": 2, **jitter, **XYXY}, data(3, 4, 5)),
    ("RandomColorJitter", (), {"seed": 3, **jitter, "value_range": [0, 1]}, images(4, 5, 3, high=1)),
    ("RandomColorJitter", (), {"seed": 4, **jitter, "dtype": "mixed_float16"}, images(3, 4, 5, 3)),
    ("RandomColorJitter", (), {"seed": 5, **jitter}, bytes_),
    ("RandomColorJitter", (), {"seed": 5, **jitter}, bytes_, NOT),
    ("RandomColorJitter", (), {"seed": 6, "brightness_factor": 0.3, "hue_factor": [0.1, 0.2]}, images(3, 4, 5, 3)),
    ("RandomColorJitter", (), {"seed": 6, "contrast_factor": 0.3}, images(3, 4, 5, 3)),
    *mixing("MixUp"),
    ("MixUp", (1.5,), {"seed": 9}, images(5, 4, 5, 3)),
    *mixing("CutMix"),
    ("CutMix", ([0.3, 0.9],), {"seed": 9}, images(5, 4, 5, 3)),
    *seedless(usual("AutoContrast")),
    ("AutoContrast", (), {}, flat),
    ("AutoContrast", ([0, 1],), {}, images(2, 4, 5, 3, high=1)),
    # XLA's quotients of float16 are not always the nearest.
    *(call for call in seedless(usual("Equalization")) if "dtype" not in call[2]),
    ("Equalization", (), {}, flat),
    ("Equalization", ([0, 1], 16), {}, images(2, 4, 5, 3, high=1)),
    ("Equalization", ((-1, 1), 300), {}, images(2, 9, 9, 1, high=1)),
]

write("layers_image_colour", cases_of(calls))
