"""Further cases of keras.ops: arguments, axes, empty arrays and special values that the other families do not have.

Run with KERAS_BACKEND=jax JAX_PLATFORMS=cpu; writes keras/ops_more.json.gz beside this file.
"""

import jax
import jax.numpy as jnp
import numpy as np
from keras import ops
from golden_format import encode, write

rng = np.random.default_rng(7)


def f(*shape, low=-2.0, high=2.0):
    """Random floats with three decimals."""
    return jnp.asarray(np.round(rng.uniform(low, high, shape), 3).astype("float32"))


def i(values, dtype="int32"):
    return jnp.asarray(np.asarray(values, dtype))


def v(*values):
    return jnp.asarray(np.asarray(values, "float32"))


nan, inf = float("nan"), float("inf")
s = slice
A = f(3, 3) + 3 * jnp.eye(3)
S = A @ A.T
CASES = [
    # Arithmetic: broadcasting, numbers without a type, special values.
    ("add", [f(2, 1, 3), f(4, 1)], {}),
    ("add", [f(0, 3), f(3)], {}),
    ("subtract", [3, f(2)], {}),
    ("multiply", [f(2, 2), 2.5], {}),
    ("divide", [f(3), 0], {}),
    ("divide", [1, f(3)], {}),
    ("floor_divide", [v(7, -7, 7, -7, 1, inf), v(2, 2, -2, -2, 0.1, 2)], {}),
    ("floor_divide", [f(4), 0.3], {}),
    ("mod", [v(7, -7, 7, -7, 1), v(2.5, 2.5, -2.5, -2.5, 0.1)], {}),
    ("mod", [i([5, -5]), 3], {}),
    ("power", [f(2, 3, low=0.2), f(3)], {}),
    ("power", [v(0, 0, 2, -2), v(0, 2, -1, 3)], {}),
    ("power", [f(3), 2], {}),
    ("power", [i([2, -3]), 3], {}),
    ("maximum", [v(1, nan, 2), v(1, 0, nan)], {}),
    ("minimum", [i([1, 5]), 3], {}),
    ("fmax", [v(1, nan, 2), v(1, 0, nan)], {}),
    ("fmin", [v(1, nan, 2), v(3, 0, nan)], {}),
    ("arctan2", [v(0, 0, 1, -1, 1, -1, inf), v(1, -1, 0, 0, -1, -1, -inf)], {}),
    ("hypot", [v(3e20, 0, inf, 1), v(4e20, 2, nan, 1)], {}),
    ("logaddexp", [v(100, -100, -inf, inf, 1), v(99, 100, -inf, inf, 1)], {}),
    ("logaddexp2", [f(2, 1), f(3)], {}),
    ("heaviside", [v(-1, 0, 2, nan), 0.5], {}),
    ("ldexp", [f(2, 3), i([1, -2, 0])], {}),
    ("gcd", [i([[12], [-18]]), i([8, 27, 0])], {}),
    ("lcm", [i([[12], [-18]]), i([8, 27, 0])], {}),
    ("nextafter", [v(1, 1, 0, -1, 3), v(2, 0, 1, 5, 3)], {}),
    ("divide_no_nan", [f(2, 2), v(0, 2)], {}),
    ("left_shift", [i([1, -1]), 3], {}),
    ("right_shift", [i([-9, 200], "int16"), i([1, 3], "int16")], {}),
    ("bitwise_and", [i([True, False], "bool"), i([True, True], "bool")], {}),
    ("bitwise_not", [i([3, 250], "uint8")], {}),
    # Logic.
    ("isclose", [v(1, inf, nan, 1), v(1.00001, inf, nan, 1.1)], {"equal_nan": True}),
    ("isclose", [v(1, 2), v(1.05, 2.5)], {"rtol": 0.1, "atol": 0.0}),
    ("allclose", [v(1, nan), v(1, nan)], {}),
    ("isin", [f(2, 2), f(2, 2)], {"invert": True}),
    ("isin", [i([1, 2]), i([])], {}),
    ("logical_and", [i([0, 2]), f(2)], {}),
    ("where", [i([[0], [1]]), f(3), 0.5], {}),
    ("where", [i([True, False], "bool"), i([1, 2]), f(2, 1)], {}),
    ("select", [[i([1, 0, 0], "bool"), i([1, 1, 0], "bool")], [f(3), 2.0], 7], {}),
    ("equal", [f(2, 1), f(2)], {}),
    # Functions of elements.
    ("round", [v(1.2345, -2.675, 0.5), 2], {}),
    ("round", [v(123.4, -167.0), -1], {}),
    ("clip", [f(2, 3), f(3, low=-1, high=0), 1.0], {}),
    ("clip", [i([1, 5, 9]), 2, 6], {}),
    ("nan_to_num", [v(nan, inf, -inf, 1)], {"nan": 3.0, "posinf": 5.0, "neginf": -5.0}),
    ("sinc", [v(0, 0.5, 2)], {}),
    ("i0", [v(0, 1, -5, 20)], {}),
    ("erfc", [v(-3, 0, 0.4, 3, 6)], {}),
    ("erfinv", [v(-1, -0.99999, 0, 0.5, 1)], {}),
    ("cbrt", [v(-8, 1, 27)], {}),
    ("expm1", [v(1e-6, -1e-6, 3, -30)], {}),
    ("log1p", [v(1e-6, -1e-6, 3, -1)], {}),
    ("trunc", [i([1, -2])], {}),
    ("signbit", [v(-0.0, 0.0, nan)], {}),
    ("reciprocal", [i([2, 4])], {}),
    ("abs", [i([-3, 3], "int8")], {}),
    # Reductions.
    ("sum", [f(2, 3, 4)], {"axis": (0, -1)}),
    ("sum", [f(0, 3)], {"axis": 0}),
    ("sum", [i([[True, True], [False, True]], "bool")], {"axis": 1}),
    ("mean", [f(2, 3, 4)], {"axis": (1, 2), "keepdims": True}),
    ("mean", [i([250, 251], "uint8")], {}),
    ("max", [i([[1, 5], [7, 2]])], {"axis": -1, "keepdims": True}),
    ("max", [v(2, 2, 1)], {}),
    ("max", [f(0, 2)], {"axis": 0, "initial": -5.0}),
    ("min", [f(2, 3), (0, 1)], {}),
    ("prod", [f(2, 3, 2)], {"axis": 1}),
    ("prod", [v(0, 2, 3)], {}),
    ("prod", [i([3, 4], "int8")], {"dtype": "float32"}),
    ("std", [f(3, 4)], {"axis": 0}),
    ("var", [f(2, 3, 4)], {"axis": (0, 2), "keepdims": True}),
    ("var", [i([1, 2, 5])], {}),
    ("any", [f(2, 0)], {"axis": 1}),
    ("all", [f(2, 0)], {"axis": 1}),
    ("all", [v(1, nan)], {}),
    ("count_nonzero", [f(2, 3)], {"axis": 1}),
    ("argmax", [f(2, 3)], {"axis": -1}),
    ("argmax", [i([3, 7, 7])], {}),
    ("argmin", [f(2, 3, 2)], {"axis": 1, "keepdims": True}),
    ("argmax", [f(2, 3)], {"keepdims": True}),
    ("average", [f(2, 3)], {"axis": 1, "weights": f(2, 3, low=0.5)}),
    ("average", [i([1, 2, 4])], {"weights": f(3, low=0.5)}),
    ("ptp", [f(2, 3)], {"axis": 0}),
    ("cumsum", [f(2, 3)], {"axis": 1}),
    ("cumsum", [f(2, 3)], {"axis": -2}),
    ("cumsum", [i([True, True, False], "bool")], {"axis": 0}),
    ("cumprod", [v(2, 0, 3, 0, 4)], {"axis": 0}),
    ("logsumexp", [v(1000, 1001)], {}),
    ("logsumexp", [f(2, 3)], {"axis": 0}),
    ("logsumexp", [v(-inf, -inf)], {}),
    ("diff", [f(2, 5)], {"n": 2}),
    ("diff", [f(3, 2)], {"axis": 0}),
    ("diff", [i([True, False, False], "bool")], {}),
    ("trapezoid", [f(2, 4)], {"x": v(0, 1, 3, 4)}),
    ("trapezoid", [f(3, 2)], {"axis": 0}),
    # Without NaN.
    ("nansum", [jnp.asarray([[1.0, nan], [nan, nan]])], {"axis": 1}),
    ("nanmean", [jnp.asarray([[1.0, nan, 3.0], [nan, nan, nan]])], {"axis": 1, "keepdims": True}),
    ("nanmax", [jnp.asarray([[1.0, nan], [nan, nan]])], {"axis": 1}),
    ("nanmin", [i([3, 1])], {}),
    ("nanvar", [jnp.asarray([[1.0, nan, 3.0], [nan, 2.0, 5.0]])], {"axis": 0}),
    ("nanstd", [jnp.asarray([1.0, nan, 3.0])], {}),
    ("nanprod", [jnp.asarray([2.0, nan, 3.0])], {}),
    ("nanargmax", [jnp.asarray([[nan, 1.0, 3.0]])], {"axis": -1, "keepdims": True}),
    ("nanargmin", [v(nan, 2, 1)], {}),
    ("nancumsum", [v(1, nan, 3)], {}),
    ("nanmedian", [jnp.asarray([[1.0, nan, 3.0], [nan, 2.0, 5.0]])], {"axis": 0}),
    ("nanquantile", [jnp.asarray([[1.0, nan, 3.0], [4.0, 2.0, 5.0]]), v(0.25, 0.75)], {"axis": 1}),
    # Order.
    ("quantile", [f(3, 4), v(0.1, 0.5)], {"axis": 1, "keepdims": True}),
    ("quantile", [f(2, 3, 4), 0.35], {"axis": (0, 2)}),
    ("quantile", [v(1, nan, 3), 0.5], {}),
    ("quantile", [i([1, 2, 4, 8]), v(0, 0.3, 1)], {"method": "higher"}),
    ("percentile", [f(5), 62.5], {"method": "nearest"}),
    ("median", [f(2, 4)], {"axis": 1, "keepdims": True}),
    ("median", [i([3, 1, 2])], {}),
    ("sort", [f(2, 3)], {"axis": 0}),
    ("sort", [i([[3, 1], [2, 0]])], {"axis": None}),
    ("argsort", [i([2, 1, 2, 1])], {}),
    ("argsort", [f(3, 2)], {"axis": 0}),
    ("top_k", [i([[3, 1, 3, 2]]), 2], {}),
    ("in_top_k", [i([1, 7, 0]), f(3, 4), 2], {}),
    ("searchsorted", [v(1, 3, 3, 5), f(2, 2, low=0, high=6)], {"side": "right"}),
    ("searchsorted", [i([1, 3, 3, 5]), i([3, 0, 9])], {}),
    ("searchsorted", [jnp.arange(100.0), f(5, low=0, high=120)], {}),
    ("digitize", [f(4), v(1, 0, -1)], {}),
    ("digitize", [i([0, 1, 3]), i([1, 3])], {}),
    ("unique", [i([[3, 1], [1, 7]])], {"return_index": True, "return_inverse": True, "return_counts": True}),
    ("unique", [i([[1, 2, 1], [0, 0, 0]])], {"axis": 1, "return_inverse": True}),
    ("unique", [i([5, 2, 5])], {"size": 4, "fill_value": -1, "return_counts": True}),
    ("bincount", [i([1, -1, 5])], {"minlength": 8}),
    ("bincount", [i([[1, 2], [2, 0]])], {"weights": f(2, 2)}),
    ("histogram", [f(10)], {"bins": 4, "range": (-1.0, 1.5)}),
    ("histogram", [i([1, 1, 1])], {"bins": 2}),
    ("nonzero", [f(2, 2) > 0], {}),
    # Shapes.
    ("reshape", [f(2, 3), -1], {}),
    ("reshape", [f(0, 3), (3, 0, 2)], {}),
    ("transpose", [f(2, 3, 4)], {"axes": (1, -1, 0)}),
    ("moveaxis", [f(2, 3, 4), (0, 1), (-1, 0)], {}),
    ("expand_dims", [f(2), (0, -1)], {}),
    ("squeeze", [f(1, 2, 1)], {"axis": -1}),
    ("flip", [f(2, 3, 2)], {"axis": (0, -1)}),
    ("roll", [f(2, 3)], {"shift": (1, -1), "axis": (0, 1)}),
    ("roll", [f(3), -4], {}),
    ("rot90", [f(2, 3, 2)], {"k": 3, "axes": (1, 2)}),
    ("rot90", [f(2, 3)], {"k": 2}),
    ("concatenate", [[f(2, 1), i([[1], [2]])]], {"axis": -1}),
    ("concatenate", [[f(0, 2), f(1, 2)]], {}),
    ("stack", [[f(2), i([1, 2])]], {"axis": -1}),
    ("hstack", [[f(2), f(3)]], {}),
    ("vstack", [[f(2), f(2)]], {}),
    ("dstack", [[f(2, 3), f(2, 3)]], {}),
    ("split", [f(2, 5), (1, 3)], {"axis": 1}),
    ("array_split", [f(3, 7), 3], {"axis": -1}),
    ("hsplit", [f(4), 2], {}),
    ("tile", [f(2), (2, 1, 2)], {}),
    ("tile", [f(2, 1, 2), 3], {}),
    ("repeat", [f(2, 2), 3], {"axis": -1}),
    ("repeat", [f(3), i([0, 2, 1])], {}),
    ("pad", [f(2, 3), 1], {}),
    ("pad", [f(2, 3), ((0, 1), (2, 0))], {"constant_values": 7}),
    ("pad", [f(2, 3), ((3, 2), (1, 4))], {"mode": "symmetric"}),
    ("pad", [f(3, 2), ((4, 3), (0, 2))], {"mode": "reflect"}),
    ("pad", [f(2, 3), ((1, 1), (0, 5))], {"mode": "wrap"}),
    ("pad", [f(2, 2), ((1, 0), (0, 2))], {"mode": "edge"}),
    ("pad", [f(3), (2, 3)], {"mode": "linear_ramp"}),
    ("pad", [f(2, 2), 1], {"mode": "maximum"}),
    ("pad", [f(2, 2), ((1, 0), (1, 1))], {"mode": "mean"}),
    ("append", [f(2, 2), f(1, 2)], {"axis": 0}),
    ("broadcast_to", [f(3, 1), (2, 3, 2)], {}),
    ("swapaxes", [f(2, 3, 4), -1, 0], {}),
    ("unstack", [f(2, 3)], {"axis": -1}),
    ("meshgrid", [f(2), f(3), f(2)], {"indexing": "ij"}),
    ("diag", [f(2, 3)], {"k": 1}),
    ("diag", [f(3)], {"k": -2}),
    ("diagonal", [f(2, 3, 4)], {"offset": -1, "axis1": 2, "axis2": 0}),
    ("trace", [f(3, 2, 3)], {"offset": 1, "axis1": 0, "axis2": 2}),
    ("trace", [i([[1, 2], [3, 4]], "int8")], {}),
    ("tril", [f(2, 2, 3)], {"k": -1}),
    ("triu", [i([[1, 2], [3, 4]])], {"k": -1}),
    ("vander", [f(3)], {"N": 4, "increasing": True}),
    ("vander", [i([2, 3])], {}),
    # Indices.
    ("take", [f(2, 3), i([[0, -1]])], {"axis": 1}),
    ("take", [f(2, 3), 4], {}),
    ("take_along_axis", [f(2, 3), i([[2, 0, -1]])], {"axis": -1}),
    ("take_along_axis", [f(2, 3), i([5, 0])], {"axis": None}),
    ("get_item", [f(3, 4), (s(None, None, -1), 1)], {}),
    ("get_item", [f(3, 4), (None, Ellipsis, s(3, 0, -2))], {}),
    ("get_item", [f(3, 4, 2), (i([2, 0]), s(None), i([1, 0]))], {}),
    ("get_item", [f(3, 4, 2), (s(None), i([[2, 0]]), i([1]))], {}),
    ("get_item", [f(3, 4, 2), (0, s(1, 3), i([1, 0, 1]))], {}),
    ("get_item", [f(3, 4), (i([True, False, True], "bool"),)], {}),
    ("get_item", [f(3, 4), (-1,)], {}),
    ("get_item", [f(3, 4), (s(5, 9), s(-2, None))], {}),
    ("slice", [f(4, 4), i([3, 1]), (2, 2)], {}),
    ("slice_update", [f(4, 4), i([3, 1]), f(2, 2)], {}),
    ("slice_update", [f(3, 2), (1, 0), f(1, 2)], {}),
    ("scatter", [i([[0], [2], [0]]), f(3, 2), (3, 2)], {}),
    ("scatter_update", [f(3, 2), i([[1], [1]]), f(2, 2)], {"reduction": "add"}),
    ("scatter_update", [f(4), i([[1], [1], [3]]), f(3)], {"reduction": "max"}),
    ("scatter_update", [f(4), i([[1], [1], [3]]), f(3)], {"reduction": "mul"}),
    ("unravel_index", [i([[5, -1]]), (2, 3)], {}),
    # New tensors.
    ("arange", [2, 9, 3], {}),
    ("arange", [5, 0, -2], {"dtype": "float32"}),
    ("arange", [0.5, 2], {}),
    ("linspace", [0, 5, 3], {"dtype": "int32"}),
    ("linspace", [1.5, 0.5], {"num": 4, "endpoint": False, "retstep": True}),
    ("linspace", [f(2), 3.0], {"num": 3}),
    ("logspace", [0, 3], {"num": 4, "base": 2}),
    ("geomspace", [f(2, low=1, high=3), 20.0], {"num": 3, "axis": -1}),
    ("geomspace", [-1.0, -100.0], {"num": 3}),
    ("eye", [2, 3], {"k": 1, "dtype": "int32"}),
    ("tri", [3, 2], {"k": -1}),
    ("full", [(2, 2), v(1, 2)], {}),
    ("full_like", [i([1, 2]), 2.7], {}),
    ("zeros", [3], {"dtype": "bool"}),
    ("kaiser", [1, 5.0], {}),
    ("hanning", [4], {}),
    # Products.
    ("matmul", [f(2, 1, 2, 3), f(4, 3, 2)], {}),
    ("matmul", [f(3), f(3)], {}),
    ("matmul", [f(2, 0), f(0, 3)], {}),
    ("matmul", [i([[100, 2]], "int8"), i([[100], [3]], "int8")], {}),
    ("dot", [f(2, 3), f(4, 3, 2)], {}),
    ("dot", [f(2, 3), 2.0], {}),
    ("inner", [f(3), f(2, 3)], {}),
    ("outer", [f(2, 2), f(3)], {}),
    ("tensordot", [f(2, 3, 4), f(4, 3)], {"axes": [[1, 2], [1, 0]]}),
    ("tensordot", [f(2), f(3)], {"axes": 0}),
    ("kron", [f(2), f(2, 2)], {}),
    ("cross", [f(3), f(2, 3)], {}),
    ("cross", [f(2, 2), f(2, 2)], {}),
    ("cross", [f(3, 2), f(3, 2)], {"axis": 0}),
    ("cross", [f(2, 2), f(2, 3)], {}),
    ("einsum", ["ij->ji", f(2, 3)], {}),
    ("einsum", ["ij", f(2, 3)], {}),
    ("einsum", ["ba", f(2, 3)], {}),
    ("einsum", ["ij->", f(2, 3)], {}),
    ("einsum", ["bhqd,bhkd->bhqk", f(2, 2, 3, 2), f(2, 2, 4, 2)], {}),
    ("einsum", ["bqhd,bkhd->bhqk", f(2, 3, 2, 2), f(2, 4, 2, 2)], {}),
    ("einsum", ["abc,cde->abde", f(2, 3, 2), f(2, 2, 3)], {}),
    ("einsum", ["...ij,jk", f(2, 2, 3), f(3, 2)], {}),
    ("einsum", ["i...,i...->...", f(2, 3), f(2, 1)], {}),
    ("einsum", ["iij,jk->ik", f(2, 2, 3), f(3, 2)], {}),
    ("einsum", ["ij,kj,lk->il", f(2, 3), f(4, 3), f(2, 4)], {}),
    ("einsum", ["a,ab,abc->abc", f(2), f(2, 3), f(2, 3, 2)], {}),
    ("einsum", ["ij,ij->i", f(2, 3), f(2, 3)], {}),
    ("correlate", [f(5), f(3)], {"mode": "same"}),
    ("correlate", [f(2), f(5)], {"mode": "same"}),
    ("corrcoef", [f(2, 6)], {}),
    # Decompositions.
    ("norm", [f(2, 3)], {"ord": 1}),
    ("norm", [f(2, 3)], {"ord": -inf, "axis": (0, 1)}),
    ("norm", [f(2, 3, 2)], {"ord": 3, "axis": 1, "keepdims": True}),
    ("norm", [f(2, 3, 2)], {"ord": "nuc", "axis": (2, 0)}),
    ("norm", [f(3, 2)], {"ord": 2}),
    ("norm", [f(4)], {"ord": 0}),
    ("norm", [f(2, 3)], {"ord": "fro", "axis": (0, 1), "keepdims": True}),
    ("det", [jnp.stack([A, S])], {}),
    ("slogdet", [-A], {}),
    ("inv", [jnp.stack([A, S])], {}),
    ("solve", [A, f(3)], {}),
    ("solve", [jnp.stack([A, S]), f(3, 2)], {}),
    ("solve_triangular", [A, f(3, 1)], {}),
    ("solve_triangular", [jnp.stack([A, S]), f(2, 3)], {"lower": True}),
    ("cholesky", [jnp.stack([S, S + jnp.eye(3)])], {}),
    ("cholesky", [S], {"upper": True}),
    ("cholesky_inverse", [A], {"upper": True}),
    ("lu_factor", [jnp.stack([A[::-1], S])], {}),
    ("qr", [f(3, 2)], {}),
    ("qr", [f(2, 3)], {}),
    ("qr", [f(3, 2)], {"mode": "complete"}),
    ("svd", [f(2, 3, 3)], {"compute_uv": False}),
    ("pinv", [f(2, 3)], {}),
    ("lstsq", [f(4, 2), f(4, 2)], {}),
    ("lstsq", [f(2, 3), f(2)], {}),
    ("matrix_rank", [jnp.stack([jnp.ones((3, 3)), jnp.eye(3)])], {}),
    ("matrix_rank", [jnp.diag(v(5, 0.1))], {"tol": 0.5}),
    # Math.
    ("segment_sum", [f(4), i([0, -1, 5, 0])], {"num_segments": 2}),
    ("segment_max", [i([1, 5, 3]), i([0, 0, 2])], {"num_segments": 3}),
    ("extract_sequences", [f(2, 2, 7), 3, 2], {}),
    ("cdist", [f(2, 3, 2), f(2, 4, 2)], {}),
    ("fft", [(f(2, 6), f(2, 6))], {}),
    ("fft", [(f(7), f(7))], {}),
    ("fft2", [(f(3, 4), f(3, 4))], {}),
    ("rfft", [f(2, 5)], {}),
    ("rfft", [f(4)], {"fft_length": 8}),
    ("irfft", [(f(4), f(4))], {"fft_length": 7}),
    ("irfft", [(f(2, 3), f(2, 3))], {"fft_length": 8}),
    ("stft", [f(20), 6, 3, 8], {"window": "hamming"}),
    ("stft", [f(20), 4, 2, 4], {"center": False, "window": v(1, 2, 2, 1)}),
    ("istft", [(f(5, 5), f(5, 5)), 8, 4, 8], {"center": False}),
    ("istft", [(f(5, 5), f(5, 5)), 6, 3, 8], {"length": 10, "window": "hamming"}),
    ("saturate_cast", [v(-1e10, 3.7, 1e10), "int32"], {}),
    ("saturate_cast", [i([-5, 300]), "uint8"], {}),
    ("cast", [v(1.7, -1.7), "int8"], {}),
    ("rearrange", [f(4, 6, 2), "(a b) (c d) e -> b c (a e d)"], {"a": 2, "d": 3}),
    ("rearrange", [f(2, 3), "x y -> y x"], {}),
]

NO_GRADIENT = {"hypot", "nextafter", "floor_divide", "svd", "heaviside"}


def arrays_of(value):
    return [leaf for leaf in jax.tree_util.tree_leaves(value) if hasattr(leaf, "dtype")]


def cotangent(k, size):
    return (((37 * (np.arange(size) + 13 * k)) % 101) / np.float32(50) - 1).astype("float32")


def is_float(x):
    return jnp.issubdtype(x.dtype, jnp.floating)


def gradients(name, args, kwargs, out):
    """Gradients with respect to the positional arrays, in the structure of args."""
    floats = [leaf for leaf in arrays_of(out) if is_float(leaf)]
    leaves, tree = jax.tree_util.tree_flatten(args, is_leaf=lambda x: x is None or x is Ellipsis or isinstance(x, slice))
    at = [n for n, leaf in enumerate(leaves) if hasattr(leaf, "dtype") and is_float(leaf)]
    if name in NO_GRADIENT or not floats or not at:
        return None

    def total(values):
        filled = list(leaves)
        for n, value in zip(at, values):
            filled[n] = value
        result = getattr(ops, name)(*jax.tree_util.tree_unflatten(tree, filled), **kwargs)
        parts = [leaf for leaf in arrays_of(result) if is_float(leaf)]
        return sum(jnp.sum(p * cotangent(k, p.size).reshape(p.shape)) for k, p in enumerate(parts))

    try:
        values = jax.grad(total)([leaves[n] for n in at])
    except (NotImplementedError, ValueError, TypeError, jax.errors.JAXTypeError, jax.errors.JAXIndexError):
        return None
    if not all(np.isfinite(value).all() for value in values):
        return None
    filled = [None] * len(leaves)
    for n, value in zip(at, values):
        filled[n] = value
    return jax.tree_util.tree_unflatten(tree, filled)


def tagged(value):
    if isinstance(value, (list, tuple)):
        return [tagged(x) for x in value]
    if isinstance(value, slice):
        return {"slice": [value.start, value.stop, value.step]}
    if value is Ellipsis:
        return {"ellipsis": True}
    if isinstance(value, float) and not np.isfinite(value):
        return "NaN" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return encode(value)


cases = []
for name, args, kwargs in CASES:
    out = getattr(ops, name)(*args, **kwargs)
    index = sum(c["fn"] == f"keras.ops.{name}" for c in cases)
    case = {"id": f"keras.ops.{name}/more{index}", "fn": f"keras.ops.{name}", "args": [tagged(a) for a in args]}
    if kwargs:
        case["kwargs"] = {k: tagged(a) for k, a in kwargs.items()}
    case["out"] = tagged(out)
    grads = gradients(name, args, kwargs, out)
    if grads is not None:
        case["grad_args"] = [tagged(g) for g in grads]
    cases.append(case)
write("ops_more", cases)
