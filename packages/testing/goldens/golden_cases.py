"""Calls of keras.ops as golden cases: outputs, and gradients where they exist."""

import jax
import jax.numpy as jnp
import numpy as np
from golden_format import encode


def arrays_of(value):
    return [leaf for leaf in jax.tree_util.tree_leaves(value) if hasattr(leaf, "dtype")]


def cotangent(k, size):
    return (((37 * (np.arange(size) + 13 * k)) % 101) / np.float32(50) - 1).astype("float32")


def is_float(x):
    return jnp.issubdtype(x.dtype, jnp.floating)


def gradients(function, args, kwargs, out, finite):
    """Gradients with respect to the positional arrays, in the structure of args; None where one is not finite but has to be."""
    floats = [leaf for leaf in arrays_of(out) if is_float(leaf)]
    leaves, tree = jax.tree_util.tree_flatten(args, is_leaf=lambda x: x is None or x is Ellipsis or isinstance(x, slice))
    at = [n for n, leaf in enumerate(leaves) if hasattr(leaf, "dtype") and is_float(leaf)]
    if not floats or not at:
        return None

    def total(values):
        filled = list(leaves)
        for n, value in zip(at, values):
            filled[n] = value
        result = function(*jax.tree_util.tree_unflatten(tree, filled), **kwargs)
        parts = [leaf for leaf in arrays_of(result) if is_float(leaf)]
        return sum(jnp.sum(p * cotangent(k, p.size).reshape(p.shape)) for k, p in enumerate(parts))

    try:
        values = jax.grad(total)([leaves[n] for n in at])
    except (NotImplementedError, ValueError, TypeError, jax.errors.JAXTypeError, jax.errors.JAXIndexError):
        return None
    if finite and not all(np.isfinite(value).all() for value in values):
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


def case_of(module, name, args, kwargs, case_id, differentiate=True, finite=True):
    """The case `name` of a module (`keras.ops`, ...), whose functions are attributes of `module[1]`."""
    function = getattr(module[1], name)
    out = function(*args, **kwargs)
    case = {"id": f"{module[0]}.{name}/{case_id}", "fn": f"{module[0]}.{name}", "args": [tagged(a) for a in args]}
    if kwargs:
        case["kwargs"] = {k: tagged(a) for k, a in kwargs.items()}
    case["out"] = tagged(out)
    grads = gradients(function, args, kwargs, out, finite) if differentiate else None
    if grads is not None:
        case["grad_args"] = [tagged(g) for g in grads]
    return case


def cases_of(module, calls, suffix, no_gradient=(), finite=True):
    """The cases of calls `(name, args, kwargs)`, numbered for each function."""
    cases = []
    for name, args, kwargs in calls:
        index = sum(c["fn"] == f"{module[0]}.{name}" for c in cases)
        cases.append(case_of(module, name, args, kwargs, f"{suffix}{index}", name not in no_gradient, finite))
    return cases
