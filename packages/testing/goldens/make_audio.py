"""Spectrograms with options that layers_audio does not have; writes keras/layers_audio_options.json.gz."""

import os

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy as np
from golden_format import write
from golden_layers import layer_case

random = np.random.default_rng(5)
STFT, Mel = keras.layers.STFTSpectrogram, keras.layers.MelSpectrogram


def signal(*shape):
    return np.round(random.normal(size=shape), 3).astype("float32")


stft = [
    ({"mode": "angle", "frame_length": 8}, (1, 20, 1)),
    ({"mode": "stft", "frame_length": 6, "frame_step": 2}, (1, 15, 2)),
    ({"mode": "stft", "frame_length": 6, "frame_step": 2, "expand_dims": True}, (1, 15, 2)),
    ({"mode": "stft", "frame_length": 6, "expand_dims": True, "data_format": "channels_first"}, (2, 2, 13)),
    ({"mode": "log", "frame_length": 5, "frame_step": 3, "data_format": "channels_first"}, (1, 3, 14)),
    ({"mode": "psd", "frame_length": 7, "fft_length": 16, "padding": "same"}, (1, 17, 2)),
    ({"mode": "psd", "frame_length": 8, "scaling": None, "window": None}, (1, 20, 1)),
    ({"mode": "magnitude", "frame_length": 8, "window": "hamming", "periodic": True}, (2, 21, 1)),
    ({"mode": "magnitude", "frame_length": 4, "window": [0.5, 1.0, 1.5, 0.25], "scaling": "spectrum"}, (1, 12, 1)),
    ({"mode": "log", "frame_length": 16, "window": "blackmanharris", "padding": "same", "frame_step": 5}, (1, 33, 1)),
    ({"mode": "imag", "frame_length": 8, "trainable": False, "data_format": "channels_first"}, (1, 2, 16)),
]
mel = [
    ({"fft_length": 32, "sequence_stride": 8, "num_mel_bins": 5, "sampling_rate": 800}, (2, 50)),
    ({"fft_length": 32, "sequence_stride": 8, "num_mel_bins": 5, "sampling_rate": 800, "window": None}, (40,)),
    ({"fft_length": 32, "sequence_length": 20, "sequence_stride": 7, "num_mel_bins": 4, "power_to_db": False}, (2, 41)),
    ({"fft_length": 16, "sequence_stride": 4, "num_mel_bins": 3, "mag_exp": 1.5, "ref_power": 4.0, "top_db": 15.0}, (1, 30)),
    ({"fft_length": 64, "sequence_stride": 16, "num_mel_bins": 8, "max_freq": 3000, "min_freq": 100.0, "min_power": 1e-3}, (70,)),
    ({"fft_length": 8, "sequence_stride": 3, "num_mel_bins": 2, "window": [0.1, 0.2, 0.4, 0.5, 0.6, 0.4, 0.3, 0.2]}, (2, 20)),
]
cases = [layer_case(f"STFTSpectrogram/options{i}", STFT(**c), [signal(*s)]) for i, (c, s) in enumerate(stft)]
cases += [layer_case(f"MelSpectrogram/options{i}", Mel(**c), [signal(*s)]) for i, (c, s) in enumerate(mel)]
write("layers_audio_options", cases)
