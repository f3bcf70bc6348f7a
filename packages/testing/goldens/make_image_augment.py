"""AugMix and RandAugment: what they make of given seeds.

Run with KERAS_BACKEND=jax JAX_PLATFORMS=cpu; writes keras/layers_image_augment.json.gz beside this file.
"""

from golden_format import write
from image_cases import cases_of, data, images

XYXY = {"bounding_box_format": "xyxy"}
FIRST = {"data_format": "channels_first"}
NOT = {"training": False}


def without_boxes(all):
    return {name: part for name, part in all.items() if name != "bounding_boxes"}


one_at_a_time = [("RandAugment", (), {"seed": seed, "num_ops": 1, "factor": 0.6, **XYXY}, data(2, 5, 6)) for seed in range(6)]
rand_augment = [
    *one_at_a_time,
    ("RandAugment", (), {"seed": 1}, images(3, 5, 6, 3)),
    ("RandAugment", ((0, 1), 5, 1.0, "nearest"), {"seed": 2}, images(3, 5, 6, 3, high=1)),
    ("RandAugment", (), {"seed": 3, "num_ops": 3, "factor": [0.2, 0.4]}, without_boxes(data(2, 5, 6))),
    ("RandAugment", (), {"seed": 4, **FIRST}, without_boxes(data(2, 5, 6, channels_first=True))),
    ("RandAugment", (), {"seed": 5}, images(5, 6, 3, dtype="uint8")),
    ("RandAugment", (), {"seed": 6, "num_ops": 0}, images(2, 5, 6, 3)),
    ("RandAugment", (), {"seed": 7}, images(2, 5, 6, 3), NOT),
]
aug_mix = [
    ("AugMix", (), {"seed": 1}, images(3, 5, 6, 3)),
    ("AugMix", ((0, 1), 2, 4, 0.8, 0.5, False, "nearest"), {"seed": 2}, images(3, 5, 6, 3, high=1)),
    ("AugMix", (), {"seed": 3, **XYXY}, data(2, 5, 6)),
    ("AugMix", (), {"seed": 4, **FIRST}, without_boxes(data(2, 5, 6, channels_first=True))),
    ("AugMix", (), {"seed": 5, "num_chains": 5, "chain_depth": 1}, images(5, 6, 3, dtype="uint8")),
    ("AugMix", (), {"seed": 7}, images(2, 5, 6, 3), NOT),
]
write("layers_image_augment", cases_of(rand_augment) + cases_of(aug_mix, random_seed=7))
