"""Numbers that random functions and initializers draw from given keys and seeds, as Keras on JAX draws them.

Run with KERAS_BACKEND=jax JAX_PLATFORMS=cpu; writes keras/{jax_random,keras_random,initializers_seeded}.json.gz beside this file.
"""

import jax
import jax.numpy as jnp
import keras
import numpy as np
from golden_format import encode, write


def call_cases(prefix, functions, calls):
    cases = []
    for name, args, kwargs in calls:
        out = functions[name](*args, **kwargs)
        index = sum(c["fn"] == f"{prefix}.{name}" for c in cases)
        cases.append({
            "id": f"{prefix}.{name}/{index}",
            "fn": f"{prefix}.{name}",
            "args": [encode(a) for a in args],
            "kwargs": {k: encode(v) for k, v in kwargs.items()},
            "out": encode(out),
        })
    return cases


R = jax.random
KEYS = [R.PRNGKey(0), R.PRNGKey(42), jnp.array([1337, 4000000000], "uint32")]
LOGITS = np.linspace(-2, 2, 12, dtype="float32").reshape(3, 4)
VECTOR = np.arange(10, dtype="int32")
MATRIX = np.arange(12, dtype="float32").reshape(4, 3)
ALPHA = np.array([0.05, 0.5, 1.0, 2.5, 40.0], "float32")

jax_calls = []
for key in KEYS:
    jax_calls += [
        ("split", (key,), {}),
        ("split", (key, 5), {}),
        ("split", (key, (2, 3)), {}),
        ("fold_in", (key, 7), {}),
        ("bits", (key, (2, 3)), {}),
        ("bits", (key,), {}),
        ("bits", (key, (4,), "uint8"), {}),
        ("bits", (key, (4,), "uint16"), {}),
        ("uniform", (key, (2, 5)), {}),
        ("uniform", (key,), {}),
        ("uniform", (key, (7,), "float32", -0.3, 0.71), {}),
        ("uniform", (key, (7,)), {"minval": 2, "maxval": 7}),
        ("uniform", (key, (2, 3)), {"minval": np.array([[-1.0], [3.0]], "float32"), "maxval": np.array([0.1, 4.2, 9.0], "float32")}),
        ("uniform", (key, (9,), "float16", -0.05, 0.05), {}),
        ("uniform", (key, (9,), "bfloat16", 1, 3), {}),
        ("normal", (key, (100,)), {}),
        ("normal", (key,), {}),
        ("normal", (key, (9,), "float16"), {}),
        ("normal", (key, (9,), "bfloat16"), {}),
        ("truncated_normal", (key, -2.0, 2.0, (50,)), {}),
        ("truncated_normal", (key, np.array([-1.0, 0.5], "float32"), 3.0), {}),
        ("truncated_normal", (key, 1.0, 1.5, (8,)), {}),
        ("randint", (key, (20,), 0, 10), {}),
        ("randint", (key, (20,), -3, 100000), {}),
        ("randint", (key, (20,), 0, 2**31 - 1), {}),
        ("randint", (key, (20,), -(2**31), 2**31 - 1), {}),
        ("randint", (key, (5,), 5, 5), {}),
        ("randint", (key, (20,), 0, 256, "uint8"), {}),
        ("randint", (key, (20,), -5, 300, "int8"), {}),
        ("randint", (key, (20,), np.uint32(3), np.uint32(4000000000), "uint32"), {}),
        ("randint", (key, (2, 3), np.array([0, 10, 20], "int32"), np.array([[5], [50]], "int32")), {}),
        ("bernoulli", (key, 0.3, (20,)), {}),
        ("bernoulli", (key,), {}),
        ("bernoulli", (key, np.array([0.1, 0.9], "float32"), (4, 2)), {}),
        ("bernoulli", (key, 0.3, (20,), "high"), {}),
        ("gumbel", (key, (20,)), {}),
        ("gumbel", (key, (20,)), {"mode": "high"}),
        ("exponential", (key, (20,)), {}),
        ("laplace", (key, (20,)), {}),
        ("logistic", (key, (20,)), {}),
        ("categorical", (key, LOGITS), {}),
        ("categorical", (key, LOGITS), {"axis": 0}),
        ("categorical", (key, LOGITS), {"shape": (5, 3)}),
        ("categorical", (key, LOGITS), {"shape": (2, 3), "replace": False}),
        ("permutation", (key, 10), {}),
        ("permutation", (key, VECTOR), {}),
        ("permutation", (key, MATRIX), {}),
        ("permutation", (key, MATRIX), {"axis": 1}),
        ("permutation", (key, MATRIX), {"axis": 1, "independent": True}),
        ("permutation", (key, 2000), {}),
        ("choice", (key, 10), {}),
        ("choice", (key, 10, (2, 3)), {}),
        ("choice", (key, 10, (4,)), {"replace": False}),
        ("choice", (key, MATRIX, (5,)), {}),
        ("choice", (key, MATRIX, (2,)), {"replace": False, "axis": 1}),
        ("choice", (key, VECTOR, (6,)), {"p": np.linspace(0, 1, 10, dtype="float32") / 5}),
        ("choice", (key, VECTOR, (4,)), {"p": np.linspace(0, 1, 10, dtype="float32") / 5, "replace": False}),
        ("gamma", (key, ALPHA), {}),
        ("gamma", (key, ALPHA, (3, 5)), {}),
        ("loggamma", (key, ALPHA), {}),
        ("beta", (key, ALPHA, 2.0), {}),
        ("beta", (key, 0.5, 0.5, (6,)), {}),
        ("dirichlet", (key, ALPHA), {}),
        ("dirichlet", (key, ALPHA, (3,)), {}),
        ("binomial", (key, 12.0, 0.3, (20,)), {}),
        ("binomial", (key, 100.0, 0.7, (20,)), {}),
        ("binomial", (key, np.array([5.0, 40.0, 1000.0], "float32"), np.array([[0.1], [0.5], [0.95]], "float32")), {}),
    ]
write("jax_random", call_cases("jax.random", vars(R), jax_calls))

K = keras.random
keras_calls = []
for seed in (0, 1337, 4294967295):
    s = {"seed": seed}
    keras_calls += [
        ("normal", ((3, 4),), s),
        ("normal", ((20,), 1.5, 0.2), s),
        ("normal", ((6,),), {"dtype": "float16", **s}),
        ("uniform", ((3, 4),), s),
        ("uniform", ((20,), -0.05, 0.05), s),
        ("truncated_normal", ((20,),), s),
        ("truncated_normal", ((20,), 0.5, 0.1), s),
        ("randint", ((20,), 0, 10), s),
        ("randint", ((20,), 0, 200), {"dtype": "uint8", **s}),
        ("categorical", (LOGITS, 5), s),
        ("dropout", (np.ones((4, 5), "float32"), 0.4), s),
        ("dropout", (np.ones((4, 5), "float32"), 0.4), {"noise_shape": (4, 1), **s}),
        ("dropout", (np.ones((4, 5), "float32"), 0.4), {"noise_shape": (None, 1), **s}),
        ("shuffle", (MATRIX,), s),
        ("shuffle", (MATRIX,), {"axis": 1, **s}),
        ("shuffle", (VECTOR,), s),
        ("gamma", ((5,), ALPHA), s),
        ("beta", ((5,), ALPHA, 2.0), s),
        ("binomial", ((5,), 30.0, 0.4), s),
    ]
write("keras_random", call_cases("keras.random", vars(K), keras_calls))

I = keras.initializers
initializer_cases = []
for name in ("RandomNormal", "RandomUniform", "TruncatedNormal", "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform",
             "LecunNormal", "LecunUniform", "Orthogonal", "VarianceScaling"):
    for seed, shape, dtype in ((0, (3, 4), "float32"), (1337, (2, 2, 3, 2), "float32"), (7, (5, 2), "float32"), (3, (2, 3), "float16")):
        if name == "Orthogonal" and dtype == "float16":
            continue
        options = {"scale": 0.5, "mode": "fan_out", "distribution": "untruncated_normal"} if name == "VarianceScaling" else {}
        layer = getattr(I, name)(seed=seed, **options)
        initializer_cases.append({"id": f"{name}/{seed}", "class": name, "config": layer.get_config(), "shape": list(shape),
                                  "dtype": dtype, "out": encode(layer(shape, dtype=dtype))})
write("initializers_seeded", initializer_cases)
