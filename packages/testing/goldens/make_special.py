"""Functions at special values: NaN, infinities, zeros of both signs, bounds and ties, with gradients also where they are not finite.

Run with KERAS_BACKEND=jax JAX_PLATFORMS=cpu; writes keras/{ops_special,jax_special,jnp_where}.json.gz beside this file.
"""

import jax
import jax.numpy as jnp
import numpy as np
from keras import ops
from golden_cases import cases_of
from golden_format import write

nan, inf = float("nan"), float("inf")


def v(*values):
    return jnp.asarray(np.asarray(values, "float32"))


def i(*values):
    return jnp.asarray(np.asarray(values, "int32"))


# Bounds of the piecewise functions are among them.
V = v(nan, inf, -inf, 0.0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 6, 1.5)
SHORT = v(nan, inf, -inf, 0.0, -0.0, 1, -1, 0.5, -2)
X, Y = jnp.repeat(SHORT, len(SHORT)), jnp.tile(SHORT, len(SHORT))
NUMBERS = v(inf, -inf, 0.0, -0.0, 1, -1, 0.5, -2, 1)
A, B = jnp.repeat(NUMBERS, len(NUMBERS)), jnp.tile(NUMBERS, len(NUMBERS))
# Ties, zeros, infinities; then the same with NaN.
TIES = v([2, 1, 2, 1, 2, 1], [0, -0.0, 0, -0.0, -1, -1], [inf, 3, inf, 3, 1, 2], [-inf, 3, 3, -inf, 1, 2], [0, 0, 0, 0, 0, 0])
MIXED = v([3, nan, 1, 3, nan, 2], [inf, -inf, 0, inf, -inf, -0.0], [inf, nan, -inf, 1, inf, nan], [2, 1, 1, 2, 0, nan], [nan] * 6)
ROWS = [TIES, MIXED]
# XLA's TopK, unlike its sort, takes -0 for less than 0.
ONE_ZERO = [x + 0.0 for x in ROWS]
# 300 elements: what compares a few elements need not be what compares many.
LONG = jnp.asarray(np.tile(np.asarray(MIXED).reshape(-1), 10))
FINITE = v([2, 1, 2, 1, 2, 1], [0.5, -1, 0, 3, -1, -1], [1, 3, 0.1, 3, 1, 2], [0, 0, 0, 0, 0, 0], [1, 2, 3, 4, 5, 6])
MASK = jnp.asarray(np.arange(30).reshape(5, 6) % 4 != 1).at[3].set(False)
SEGMENTS = i(*([0] * 6 + [1] * 6 + [4] * 6 + [2] * 6 + [1] * 6))
SORTED = v(-inf, -1, -0.0, 0, 0, 1, 1, inf)
SORTED_NAN = v(-inf, -1, 0, 1, inf, nan, nan)
MANY_SORTED = jnp.concatenate([v(-inf), jnp.arange(-50.0, 50.0), v(inf, nan)])

ELEMENTWISE = """abs absolute arccos arccosh arcsin arcsinh arctan arctanh cbrt ceil cos cosh deg2rad exp exp2 expm1 fabs floor isfinite
isinf isnan isneginf isposinf log log10 log1p log2 logical_not nan_to_num negative reciprocal round sign signbit sin sinc sinh sqrt
square tan tanh trunc relu6 sigmoid softplus softsign silu log_sigmoid leaky_relu hard_sigmoid hard_silu elu selu gelu celu tanh_shrink
hard_tanh hard_shrink squareplus soft_shrink sparse_plus sparse_sigmoid erf erfc erfinv i0""".split()
PAIRS = """add arctan2 divide divide_no_nan equal floor_divide fmax fmin fmod greater greater_equal heaviside hypot isclose less less_equal
logaddexp logaddexp2 logical_and logical_or logical_xor maximum minimum mod multiply nextafter not_equal power subtract""".split()
REDUCTIONS = """max min amax amin argmax argmin sum mean prod std var ptp any all count_nonzero median nanmax nanmin nanargmax nanargmin
nansum nanmean nanprod nanstd nanvar nanmedian logsumexp""".split()
ROWWISE = """softmax log_softmax sort argsort cumsum cumprod nancumsum nancumprod diff normalize sparsemax""".split()

CALLS = [
    *((name, [V], {}) for name in ELEMENTWISE),
    *((name, [X, Y], {}) for name in PAIRS),
    ("isclose", [X, Y], {"equal_nan": True}),
    *((name, [x], {"axis": axis}) for name in REDUCTIONS for x in ROWS for axis in (0, 1)),
    *((name, [LONG], {}) for name in REDUCTIONS),
    *((name, [x], {"axis": axis}) for name in ROWWISE for x in ROWS for axis in (0, 1)),
    ("max", [TIES], {"axis": 1, "initial": 2.0}),
    ("max", [TIES], {"axis": 1, "initial": nan}),
    ("min", [MIXED], {"initial": 0.0}),
    ("sort", [LONG], {}),
    ("argsort", [LONG], {}),
    *(("top_k", [x, k], {}) for x in ONE_ZERO for k in (1, 3, 6)),
    ("top_k", [LONG, 70], {}),
    ("in_top_k", [i(0, 1, 2, 3, 4), MIXED, 2], {}),
    ("in_top_k", [i(0, 1, 2, 3, 4), TIES, 2], {}),
    *(("searchsorted", [s, V], {"side": side}) for s in (SORTED, SORTED_NAN, MANY_SORTED) for side in ("left", "right")),
    *(("digitize", [V, s], {}) for s in (SORTED, SORTED[::-1], MANY_SORTED[:-1], MANY_SORTED[:-1][::-1])),
    *(("quantile", [x, v(0.0, 0.25, 0.5, 1.0)], {"axis": 1, "method": m}) for x in ROWS for m in ("linear", "lower", "nearest")),
    ("percentile", [MIXED, 40.0], {}),
    ("nanquantile", [MIXED, v(0.25, 0.75)], {"axis": 1}),
    ("unique", [LONG], {"return_index": True, "return_inverse": True, "return_counts": True}),
    ("unique", [LONG], {"size": 9, "return_counts": True}),
    ("unique", [TIES], {"return_counts": True}),
    ("isin", [V, v(nan, inf, 0.0)], {}),
    *(("clip", [V, low, high], {}) for low, high in ((-1.0, 2.0), (0.0, inf), (-inf, 0.5), (2.0, -1.0), (nan, 1.0))),
    ("clip", [X, Y, 0.5], {}),
    ("where", [V > 0, V, -2 * V], {}),
    ("threshold", [V, 0.5, 7.0], {}),
    ("gelu", [V], {"approximate": False}),
    ("celu", [V], {"alpha": 0.5}),
    *(("norm", [x], {"ord": o, "axis": 1}) for x in ROWS for o in (None, 1, inf, -inf)),
    ("norm", [v(0, 0, 0)], {}),
    ("cdist", [v([0, 0], [1, 2]), v([0, 0], [nan, 1], [inf, 0])], {}),
    ("relu", [V[1:]], {}),
    ("rsqrt", [v(inf, 0, 1, 4)], {}),
    *((name, [x, y], {}) for name in ("logaddexp", "logaddexp2") for x, y in ((v(1, 2, -3, 0, 0), v(1, -1, -3, 0, 200)),)),
    *((f"segment_{r}", [TIES.reshape(-1), SEGMENTS], {"num_segments": 6}) for r in ("max", "min")),
    *(("max_pool", [TIES[..., None], size, stride], {"padding": p}) for size, stride in ((2, 2), (3, 1), (5, 1)) for p in ("valid", "same")),
    ("average_pool", [MIXED[..., None], 2, 2], {}),
    ("saturate_cast", [v(nan, inf, -inf, 3e9, -3e9, 1.5), "int32"], {}),
    ("cast", [v(nan, inf, -inf, 3e9, -3e9, 1.5), "int32"], {}),
    ("cast", [v(nan, inf, -inf, 300, -3, 1.5), "uint8"], {}),
    ("cast", [V, "bool"], {}),
    ("cast", [V, "float16"], {}),
    ("histogram", [v(1, 2, 2, 3, inf, -inf), 3], {"range": (1.0, 3.0)}),
    ("categorical_crossentropy", [v([1, 0, 0], [0, 1, 0]), v([0.0, 1.0, 0.0], [0.2, nan, 0.1])], {}),
    ("sparse_categorical_crossentropy", [i(0, 1), v([1, 2, inf], [0.2, nan, 0.1])], {"from_logits": True}),
    ("binary_crossentropy", [v(0, 1, 1, 0), v(0, 1, 0, 1)], {}),
    ("norm", [v([0, 0], [0, 0])], {"ord": inf, "axis": (0, 1)}),
    ("norm", [v([1, -1], [1, 1])], {"ord": 1, "axis": (0, 1)}),
    ("norm", [v([-1, 1, 1], [2, 0, -2])], {"ord": -inf, "axis": (0, 1)}),
]
# JAX's derivatives are artefacts of how it computes these (0 · ∞, an infinity taken for 0), or of where NaN happens to lead.
NO_GRADIENT = {"floor_divide", "nextafter", "cumprod", "nancumprod", "logaddexp", "logaddexp2", "power"}
VALUES_ONLY = [
    ("relu", [V], {}),
    ("rsqrt", [V], {}),
    *((f"segment_{r}", [LONG[:30], SEGMENTS], {"num_segments": 6}) for r in ("max", "min", "sum", "prod")),
    *(("max_pool", [MIXED[..., None], size, stride], {"padding": p}) for size, stride in ((2, 2), (3, 1), (5, 1)) for p in ("valid", "same")),
    ("binary_crossentropy", [v(0, 1, 1, 0), v(0, 1, 0, nan)], {}),
]

JAX_CALLS = {
    "jax.lax": (
        jax.lax,
        [(name, [x, axis], {}) for name in ("cummax", "cummin", "cumprod", "cumlogsumexp") for x in ROWS for axis in (0, 1)]
        + [("top_k", [x, 4], {}) for x in ONE_ZERO]
        + [(f"arg{m}", [x, 1, "int32"], {}) for m in ("max", "min") for x in [*ROWS, -TIES]]
        + [("clamp", [-1.0, V, 2.0], {}), ("max", [X, Y], {}), ("min", [X, Y], {})],
    ),
    "jax.nn": (
        jax.nn,
        [("relu", [V[1:]], {})] + [(name, [V], {}) for name in ("relu6", "leaky_relu", "elu", "celu", "selu", "hard_tanh", "hard_sigmoid", "mish", "soft_sign")],
    ),
}

write(
    "ops_special",
    cases_of(("keras.ops", ops), CALLS, "special", NO_GRADIENT, finite=False)
    + cases_of(("keras.ops", ops), VALUES_ONLY, "special-values", {name for name, _, _ in VALUES_ONLY}),
)
JAX_CALLS["jax.nn"][1].extend(
    [
        *((name, [x], {"axis": axis, "where": MASK}) for name in ("softmax", "log_softmax") for x in ROWS for axis in (0, 1)),
        ("softmax", [NUMBERS[:6]], {"where": MASK[0]}),
        ("logsumexp", [FINITE], {"axis": 1, "where": MASK}),
        ("logsumexp", [FINITE], {"axis": 0, "b": FINITE + 4, "keepdims": True}),
        ("standardize", [FINITE], {"axis": 1, "where": MASK[:1]}),
    ]
)
WHERE_CALLS = [
    *((name, [FINITE], {"axis": 1, "where": MASK}) for name in ("sum", "prod", "mean", "var", "std", "all", "any", "nansum", "nanmean")),
    *((name, [FINITE], {"axis": 0, "where": MASK[:, :1], "keepdims": True}) for name in ("sum", "prod", "mean", "var", "std", "all", "any")),
    *((name, [MIXED], {"axis": 1, "where": MASK}) for name in ("sum", "mean", "nansum", "nanmean", "nanprod")),
    *((name, [x], {"axis": 1, "where": MASK, "initial": 1.5}) for name in ("max", "min", "amax") for x in ROWS),
    *((name, [x], {"initial": 2.0}) for name in ("sum", "prod", "max", "min", "nansum") for x in (FINITE,)),
    ("max", [i([1, 2], [3, 4])], {"axis": 0, "where": jnp.asarray([[True], [False]]), "initial": -7}),
    ("var", [FINITE], {"ddof": 1, "where": MASK, "axis": 0}),
    ("mean", [i([1, 2], [3, 4])], {"where": jnp.asarray([[True], [False]])}),
]

write("jnp_where", cases_of(("jax.numpy", jnp), WHERE_CALLS, "where"))
write(
    "jax_special",
    [case for name, (module, calls) in JAX_CALLS.items() for case in cases_of((name, module), calls, "special", {*NO_GRADIENT, "cumlogsumexp"}, finite=False)],
)
