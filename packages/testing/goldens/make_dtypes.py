"""Dtypes of the results of keras.ops for operands of every dtype.

Run with KERAS_BACKEND=jax JAX_PLATFORMS=cpu; writes keras-dtypes.json.gz beside this file.
"""

import gzip
import json
import pathlib

import jax
import keras
from keras import ops

DTYPES = ["bool", "uint8", "uint16", "uint32", "int8", "int16", "int32", "float16", "bfloat16", "float32"]
UNARY = """
abs absolute angle arccos arccosh arcsin arcsinh arctan arctanh bitwise_invert bitwise_not cbrt ceil conj conjugate copy cos cosh deg2rad
exp exp2 expm1 fabs floor i0 imag isfinite isinf isnan isneginf isposinf isreal log log10 log1p log2 logical_not nan_to_num negative
rad2deg real reciprocal round sign signbit sin sinc sinh sqrt square tan tanh trunc erfc erfinv logsumexp all any amax amin argmax argmin
argsort average count_nonzero cumprod cumsum diff max mean median min nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmedian
nanmin nanprod nanstd nansum nanvar prod ptp sort std sum trapezoid var corrcoef norm trace diag diagonal tril triu zeros_like ones_like
empty_like det slogdet flip ravel transpose vander unique nonzero relu relu6 sigmoid softplus softsign silu gelu elu selu celu leaky_relu
hard_sigmoid hard_tanh log_sigmoid softmax log_softmax squareplus
""".split()
BINARY = """
add subtract multiply divide true_divide divide_no_nan floor_divide mod fmod power maximum minimum fmax fmin arctan2 hypot logaddexp
logaddexp2 heaviside ldexp nextafter gcd lcm bitwise_and bitwise_or bitwise_xor left_shift right_shift equal not_equal greater
greater_equal less less_equal logical_and logical_or logical_xor isclose matmul dot inner outer tensordot vdot kron cross append isin
searchsorted digitize where correlate quantile
""".split()
VECTORS = {"vander", "correlate", "searchsorted", "digitize"}


def make(name, dtype):
    x = ops.cast(ops.reshape(ops.arange(9) % 3 + 1, (3, 3)), dtype)
    return x[0] if name in VECTORS else x


def call(name, *dtypes):
    operands = [make(name, dtype) for dtype in dtypes]
    if name == "where":
        return ops.where(True, *operands)
    if name == "quantile":
        return ops.quantile(operands[0], ops.cast(1, dtypes[1]))
    return getattr(ops, name)(*operands)


def dtypes_of(name, *dtypes):
    try:
        return [str(leaf.dtype) for leaf in jax.tree_util.tree_leaves(call(name, *dtypes))]
    except Exception:
        return None


result = {
    "format": "keras-dtypes-1",
    "keras": keras.__version__,
    "backend": "jax",
    "unary": {name: {a: dtypes_of(name, a) for a in DTYPES} for name in UNARY},
    "binary": {name: {a: {b: dtypes_of(name, a, b) for b in DTYPES} for a in DTYPES} for name in BINARY},
}
path = pathlib.Path(__file__).parent / "keras-dtypes.json.gz"
with open(path, "wb") as f:
    with gzip.GzipFile(filename="", mode="wb", fileobj=f, mtime=0) as z:
        z.write(json.dumps(result, separators=(",", ":")).encode())
