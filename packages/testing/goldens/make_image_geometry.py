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

    ("RandomFlip", (), {"seed": 1}, images(4, 4, 5, 3)),
    ("RandomFlip", ("horizontal",), {"seed": 2, **XYXY}, data(4, 4, 5)),
    ("RandomFlip", ("vertical",), {"seed": 3, "bounding_box_format": "rel_xywh"}, data(4, 4, 5, relative=True)),
    ("RandomFlip", (), {"seed": 4, "data_format": "channels_first", **XYXY}, data(4, 4, 5, channels_first=True)),
    ("RandomFlip", (), {"seed": 6, "bounding_box_format": "center_yxhw"}, data(None, 4, 5)),
    ("RandomFlip", (), {"seed": 5, "dtype": "mixed_bfloat16", **XYXY}, data(3, 4, 5)),
    ("RandomFlip", (), {"seed": 5}, images(3, 4, 5, 3, dtype="uint8")),
    ("RandomFlip", (), {"seed": 5}, images(3, 4, 5, 3, dtype="uint8"), {"training": False}),

    ("RandomRotation", (0.3,), {"seed": 1}, images(3, 6, 7, 2)),
    ("RandomRotation", ([-0.1, 0.2],), {"seed": 2, "fill_mode": "wrap", **XYXY}, data(3, 6, 7)),
    ("RandomRotation", (0.5,), {"seed": 3, "fill_mode": "nearest", "bounding_box_format": "rel_xyxy"}, data(3, 6, 7)),
    ("RandomRotation", (1.0,), {"seed": 4, "fill_mode": "constant", "fill_value": 7.0, "data_format": "channels_first", **XYXY},
     data(3, 6, 7, channels_first=True)),
    ("RandomRotation", (0.2,), {"seed": 5, "bounding_box_format": "xywh"}, data(None, 6, 7)),
    ("RandomRotation", (0.2,), {"seed": 6}, images(2, 6, 7, 2, dtype="uint8")),
    ("RandomRotation", (0.2,), {"seed": 6}, images(2, 6, 7, 2, dtype="uint8"), {"training": False}),

    ("RandomTranslation", (0.3, 0.2), {"seed": 1}, images(3, 6, 7, 2)),
    ("RandomTranslation", ([-0.1, 0.5], 0.2), {"seed": 2, "fill_mode": "wrap", **XYXY}, data(3, 6, 7)),
    ("RandomTranslation", (1.0, [-1, 0.2]), {"seed": 3, "fill_mode": "nearest", "bounding_box_format": "rel_yxyx"},
     data(3, 6, 7, relative=True)),
    ("RandomTranslation", (0.4, 0.4), {"seed": 4, "fill_mode": "constant", "fill_value": 7.0, "data_format": "channels_first", **XYXY},
     data(3, 6, 7, channels_first=True)),
    ("RandomTranslation", (0.2, 0), {"seed": 5, "interpolation": "nearest", "bounding_box_format": "xywh"}, data(None, 6, 7)),
    ("RandomTranslation", (0.2, 0.3), {"seed": 6, "dtype": "mixed_float16", **XYXY}, data(2, 6, 7)),
    ("RandomTranslation", (0.2, 0.3), {"seed": 6}, images(2, 6, 7, 2, dtype="uint8")),

    ("RandomZoom", (0.3, 0.2), {"seed": 1}, images(3, 6, 7, 2)),
    ("RandomZoom", (0.5,), {"seed": 2, "fill_mode": "wrap", **XYXY}, data(3, 6, 7)),
    ("RandomZoom", ([-0.5, -0.1],), {"seed": 2, "fill_mode": "reflect", **XYXY}, data(3, 6, 7)),
    ("RandomZoom", (1.0, [-0.9, 0.2]), {"seed": 3, "fill_mode": "nearest", "bounding_box_format": "rel_xyxy"},
     data(3, 6, 7, relative=True)),
    ("RandomZoom", (0.4, 0.4), {"seed": 4, "fill_mode": "constant", "fill_value": 7.0, "data_format": "channels_first", **XYXY},
     data(3, 6, 7, channels_first=True)),
    ("RandomZoom", (0.2, 0), {"seed": 5, "interpolation": "nearest", "bounding_box_format": "xywh"}, data(None, 6, 7)),
    ("RandomZoom", (0.2, 0.3), {"seed": 6, "dtype": "mixed_float16"}, images(2, 6, 7, 2)),
    ("RandomZoom", (0.2, 0.3), {"seed": 6}, images(2, 6, 7, 2, dtype="uint8")),

    ("Resizing", (3, 9), {}, images(2, 6, 7, 2)),
    ("Resizing", (9, 5), {"interpolation": "nearest", **XYXY}, data(2, 6, 7)),
    ("Resizing", (4, 8), {"interpolation": "bicubic", "antialias": True}, images(2, 6, 7, 2)),
    ("Resizing", (4, 8), {"interpolation": "lanczos3", "bounding_box_format": "rel_xyxy"}, data(2, 6, 7, relative=True)),
    ("Resizing", (4, 8), {"interpolation": "lanczos5", "data_format": "channels_first", **XYXY}, data(2, 6, 7, channels_first=True)),
    ("Resizing", (5, 9), {"crop_to_aspect_ratio": True, "bounding_box_format": "xywh"}, data(3, 6, 7)),
    ("Resizing", (9, 4), {"crop_to_aspect_ratio": True, **XYXY}, data(None, 7, 6)),
    ("Resizing", (5, 9), {"pad_to_aspect_ratio": True, "fill_value": 3.0, **XYXY}, data(3, 6, 7)),
    ("Resizing", (9, 5), {"pad_to_aspect_ratio": True, "bounding_box_format": "center_xywh"}, data(None, 6, 7)),
    ("Resizing", (4, 8), {}, images(2, 6, 7, 2, dtype="uint8")),
    ("Resizing", (4, 8), {"interpolation": "bicubic"}, images(6, 7, 2, dtype="uint8")),
    ("Resizing", (4, 8), {"pad_to_aspect_ratio": True, "fill_value": 3.0}, images(6, 7, 2, dtype="uint8")),
    ("Resizing", (4, 8), {"dtype": "mixed_float16"}, images(2, 6, 7, 2)),
    ("Resizing", (4, 8), {}, images(2, 6, 7, 2), {"training": False}),

    ("CenterCrop", (3, 4), XYXY, data(2, 6, 7)),
    ("CenterCrop", (6, 3), {"bounding_box_format": "rel_xyxy"}, data(None, 6, 7, relative=True)),
    ("CenterCrop", (9, 4), XYXY, data(2, 6, 7)),
    ("CenterCrop", (3, 9), {"data_format": "channels_first", "bounding_box_format": "xywh"}, data(2, 6, 7, channels_first=True)),
    ("CenterCrop", (8, 9), XYXY, data(None, 6, 7)),
    ("CenterCrop", (3, 9), {}, images(2, 6, 7, 3, dtype="uint8")),
    ("CenterCrop", (3, 4), {"dtype": "mixed_float16"}, images(2, 6, 7, 3, dtype="uint8"), {"training": False}),

    ("RandomCrop", (3, 4), {"seed": 1, **XYXY}, data(3, 6, 7)),
    ("RandomCrop", (5, 2), {"seed": 2, "data_format": "channels_first", "bounding_box_format": "rel_xyxy"},
     data(3, 6, 7, channels_first=True, relative=True)),
    ("RandomCrop", (3, 4), {"seed": 3, "bounding_box_format": "xywh"}, data(None, 6, 7)),
    ("RandomCrop", (6, 3), {"seed": 4, **XYXY}, data(2, 6, 7)),
    ("RandomCrop", (9, 3), {"seed": 5, **XYXY}, data(2, 6, 7)),
    ("RandomCrop", (9, 12), {"seed": 5, "data_format": "channels_first"}, images(2, 3, 6, 7)),
    ("RandomCrop", (3, 4), {"seed": 6}, images(2, 6, 7, 3, dtype="uint8")),
    ("RandomCrop", (3, 4), {"seed": 6, **XYXY}, data(2, 6, 7), {"training": False}),
    ("RandomCrop", (3, 4), {"seed": 6}, images(2, 6, 7, 3, dtype="uint8"), {"training": False}),

    ("RandomShear", (0.5, 0.2), {"seed": 1}, images(3, 6, 7, 2)),
    ("RandomShear", ([0.1, 0.5], 0.2), {"seed": 2, "fill_mode": "wrap", **XYXY}, data(4, 6, 7)),
    ("RandomShear", (1.0, [0, 0.2]), {"seed": 3, "fill_mode": "nearest", "bounding_box_format": "rel_yxyx"},
     data(3, 6, 7, relative=True)),
    ("RandomShear", (0.4, 0.4), {"seed": 4, "fill_mode": "constant", "fill_value": 7.0, "data_format": "channels_first", **XYXY},
     data(3, 6, 7, channels_first=True)),
    ("RandomShear", (0.2, 0), {"seed": 5, "interpolation": "nearest", "bounding_box_format": "xywh"}, data(None, 6, 7)),
    ("RandomShear", (0.2, 0.3), {"seed": 6, "dtype": "mixed_float16", **XYXY}, data(2, 6, 7)),
    ("RandomShear", (0.2, 0.3), {"seed": 6}, images(2, 6, 7, 2, dtype="uint8")),

    ("RandomPerspective", (), {"seed": 1}, images(3, 6, 7, 2)),
    ("RandomPerspective", (0.6, 0.5), {"seed": 2, **XYXY}, data(4, 6, 7)),
    ("RandomPerspective", ([0.5, 1], 0.3), {"seed": 3, "interpolation": "nearest", "bounding_box_format": "rel_yxyx"},
     data(3, 6, 7, relative=True)),
    ("RandomPerspective", (1.0,), {"seed": 4, "fill_value": 7.0, "data_format": "channels_first", **XYXY},
     data(3, 6, 7, channels_first=True)),
    ("RandomPerspective", (1.0, 0.2), {"seed": 5, "bounding_box_format": "xywh"}, data(None, 6, 7)),
    ("RandomPerspective", (1.0, 0.2), {"seed": 6}, images(2, 6, 7, 2, dtype="uint8")),
    ("RandomPerspective", (1.0, 0.2), {"seed": 6, **XYXY}, data(2, 6, 7), {"training": False}),

    ("RandomElasticTransform", (), {"seed": 1}, images(3, 16, 17, 2)),
    ("RandomElasticTransform", (0.6, 0.5), {"seed": 2, "fill_mode": "wrap"}, data(3, 26, 27, boxed=False)),
    ("RandomElasticTransform", ([0.5, 1], [0.5, 0.7]), {"seed": 3, "interpolation": "nearest", "fill_mode": "mirror"},
     images(3, 26, 17, 2)),
    ("RandomElasticTransform", (1.0,), {"seed": 4, "fill_mode": "constant", "fill_value": 7.0, "data_format": "channels_first"},
     data(3, 16, 27, channels_first=True, boxed=False)),
    ("RandomElasticTransform", (1.0, 0.8), {"seed": 5, "fill_mode": "nearest", "value_range": [20, 200]}, data(None, 16, 17, boxed=False)),
    ("RandomElasticTransform", (1.0, 0.9), {"seed": 6}, images(2, 16, 17, 2, dtype="uint8")),
    ("RandomElasticTransform", (0, 0.9), {"seed": 6}, images(2, 16, 17, 2, dtype="uint8")),
    ("RandomElasticTransform", (1.0, 0.9), {"seed": 6}, data(2, 16, 17, boxed=False), {"training": False}),

    ("MaxNumBoundingBoxes", (2,), XYXY, data(2, 4, 5)),
    ("MaxNumBoundingBoxes", (5,), XYXY, data(2, 4, 5)),
    ("MaxNumBoundingBoxes", (5,), {"data_format": "channels_first", **XYXY}, data(None, 4, 5, channels_first=True)),
    ("MaxNumBoundingBoxes", (5,), {}, images(2, 4, 5, 3, dtype="uint8")),

    ("ContrastLimitedAdaptiveHistogramEqualization", (), {}, images(2, 16, 24, 3)),
    ("ContrastLimitedAdaptiveHistogramEqualization", (), {"tile_grid_size": (3, 2), "clip_limit": 1.5}, images(2, 11, 13, 2)),
    ("ContrastLimitedAdaptiveHistogramEqualization", ((0, 1),), {"tile_grid_size": (2, 2), "clip_limit": 0}, images(8, 9, 3, high=1)),
    ("ContrastLimitedAdaptiveHistogramEqualization", (), {"tile_grid_size": (2, 3)}, images(2, 8, 9, 3, dtype="uint8")),
    ("ContrastLimitedAdaptiveHistogramEqualization", (), {"tile_grid_size": (2, 2), "data_format": "channels_first"},
     images(2, 3, 8, 9)),

    *(
        (name, args, {**({"seed": 7} if name.startswith("Random") else {}), **keywords, **XYXY}, data(2, 6, 7, **kinds))
        for name, args, keywords in (
            ("RandomBrightness", (0.2,), {}),
            ("RandomFlip", (), {}),
            ("RandomRotation", (0.3,), {"interpolation": "nearest"}),
            ("RandomTranslation", (0.3, 0.2), {}),
            ("RandomZoom", (0.3,), {"fill_mode": "nearest"}),
            ("RandomShear", (0.4, 0.3), {}),
            ("RandomPerspective", (1.0, 0.4), {}),
            ("RandomCrop", (4, 5), {}),
            ("CenterCrop", (4, 5), {}),
            ("Resizing", (3, 14), {}),
        )
        for kinds in ({"dtype": "uint8", "masks": "uint8"}, {"dtype": "int32", "masks": "int32"}, {"dtype": "float16", "masks": "int32"})
    ),
]

write("layers_image_geometry", cases_of(calls))
