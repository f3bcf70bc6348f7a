"""Milliseconds for TextVectorization of 100,000 lines: to learn the vocabulary, or to turn the lines into numbers.

Usage: KERAS_BACKEND=jax|tensorflow|torch python text_bench.py adapt|call
For every line on standard input, goes over all lines and prints a JSON line: {"ms", "cpu_ms"}.
"""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

LINES, WORDS_IN_LINE, WORDS = 100_000, 10, 30_000


def make_lines():
    state = 1

    def word():
        nonlocal state
        state = (state * 1664525 + 1013904223) % 2**32
        index = int(WORDS * (state / 2**32) ** 3) + 26 * 26
        text = ""
        while index > 0:
            text += chr(97 + index % 26)
            index //= 26
        return text

    lines = (" ".join(word() for _ in range(WORDS_IN_LINE)) for _ in range(LINES))
    return np.array([line[0].upper() + line[1:] + "." for line in lines])


lines = make_lines()
vectorize = keras.layers.TextVectorization(max_tokens=20_000, output_sequence_length=12)
vectorize.adapt(lines)
run = (lambda: vectorize.adapt(lines)) if sys.argv[1] == "adapt" else (lambda: np.asarray(vectorize(lines)))

for _ in sys.stdin:
    start, start_cpu = time.perf_counter(), time.process_time()
    run()
    wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    print(json.dumps({"ms": wall * 1e3, "cpu_ms": cpu * 1e3}), flush=True)
