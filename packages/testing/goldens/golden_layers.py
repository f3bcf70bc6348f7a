"""Calls of layers as golden cases: config, weights, output, gradients."""

import jax
import jax.numpy as jnp
import keras
import numpy as np
from golden_cases import arrays_of, cotangent, is_float
from golden_format import encode


def layer_case(case_id, layer, args, kwargs=None, differentiate=True):
    """The case of a layer that is called once, from the weights that it has or gets by its build."""
    keras.backend.clear_session()
    kwargs = kwargs or {}
    layer = type(layer).from_config({**layer.get_config(), "name": None})
    config = layer.get_config()
    out = layer(*args, **kwargs)
    case = {"id": case_id, "class": type(layer).__name__, "config": config}
    if layer.weights:
        case["weights"] = [
            {"path": w.path, "name": w.name, "trainable": w.trainable, "value": encode(w.value)} for w in layer.weights
        ]
    case["args"] = encode(args)
    if kwargs:
        case["kwargs"] = encode(kwargs)
    case["out"] = encode(out)
    if not differentiate:
        return {**case, "grad": False}

    def total(trainable, given):
        result, _ = layer.stateless_call(trainable, [v.value for v in layer.non_trainable_variables], *given, **kwargs)
        parts = [leaf for leaf in arrays_of(result) if is_float(leaf)]
        return sum(jnp.sum(p * cotangent(k, p.size).reshape(p.shape)) for k, p in enumerate(parts))

    given = [jnp.asarray(arg) for arg in args]
    of_weights, of_args = jax.grad(total, argnums=(0, 1))([v.value for v in layer.trainable_variables], given)
    assert all(np.isfinite(g).all() for g in of_weights + of_args), case_id
    trainable = [i for i, w in enumerate(layer.weights) if w.trainable]
    case["grad_args"] = encode(of_args)
    case["grad_weights"] = {str(i): encode(g) for i, g in zip(trainable, of_weights)}
    return case
