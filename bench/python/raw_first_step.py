"""The step of first_step.py without Keras, and the CPU time that the process took for it, in milliseconds.

Usage: python raw_first_step.py jax|torch
"""

import sys
import time

import numpy as np

if sys.argv[1] == "jax":
    from raw.jax_tasks import Tasks

    labels = "int32"
else:
    from raw.torch_tasks import Tasks

    labels = "int64"

Tasks("first").train([(np.ones((128, 29), "float32"), np.zeros(128, labels))])
print(time.process_time() * 1e3)
