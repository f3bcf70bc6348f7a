"""One training step of every layer in each half precision, for the cases of the golden families layers_*.

    JAX_PLATFORMS=cpu python make_precision.py             writes keras/precision_layers.json.gz beside this file
    JAX_PLATFORMS=cpu python make_precision.py LSTM GRU    renews the cases of these classes alone

The step is SGD(1.0) on sum_k sum(out_k * cot_k) plus the
losses of the layer, compiled as `fit` compiles it. Recorded are the outputs and all weights after the step.
"""

import gzip
import json
import os
import pathlib
import sys

os.environ["KERAS_BACKEND"] = "jax"
import jax
import jax.numpy as jnp
import keras
import numpy as np
from golden_cases import arrays_of, cotangent, is_float
from golden_format import encode, write

HERE = pathlib.Path(__file__).parent / "keras"
POLICIES = ["mixed_float16", "mixed_bfloat16", "float16", "bfloat16"]
# Without weights, the others compute the same as these.
MIXED = POLICIES[:2]
# On JAX, what a call assigns to a trained weight is lost in the step; elsewhere it is not.
DISPUTED = {"SpectralNormalization"}
SKIPPED = {"layers_dtype", "layers_featurespace", "layers_lambda", "layers_preprocessing", "layers_preprocessing_tf"}


def decode(value):
    if isinstance(value, dict) and "data" in value:
        numbers = [float(v) if isinstance(v, str) else v for v in value["data"]]
        return jnp.asarray(np.asarray(numbers).reshape(value["shape"]), value["dtype"])
    if isinstance(value, list):
        return [decode(v) for v in value]
    if isinstance(value, dict):
        return {k: decode(v) for k, v in value.items()}
    return value


def with_policy(config, policy):
    """The config with this policy wherever it has one, in the layers inside as well."""
    if isinstance(config, list):
        return [with_policy(each, policy) for each in config]
    if not isinstance(config, dict):
        return config
    if config.get("class_name") == "DTypePolicy":
        return {**config, "config": {"name": policy}}
    return {key: with_policy(each, policy) for key, each in config.items()}


def without_orthogonal(config):
    """JAX has no such matrices of half types; the weights are given anyway."""
    if isinstance(config, list):
        return [without_orthogonal(each) for each in config]
    if not isinstance(config, dict):
        return config
    if config.get("class_name") in ("Orthogonal", "OrthogonalInitializer"):
        return {**config, "class_name": "Zeros", "config": {}}
    return {key: without_orthogonal(each) for key, each in config.items()}


def layer_of(case, policy, args, kwargs):
    layer = keras.saving.deserialize_keras_object(
        {
            "module": "keras.layers",
            "class_name": case["class"],
            "config": without_orthogonal(with_policy(case["config"], policy)),
            "registered_name": None,
        }
    )
    layer(*args, **kwargs)
    if case.get("adapt") is not None:
        layer.adapt(decode(case["adapt"]))
    layer.set_weights([decode(w["value"]) for w in case.get("weights", [])])
    return layer


def step_of(case, policy):
    args, kwargs = decode(case["args"]), decode(case.get("kwargs", {}))
    layer = layer_of(case, policy, args, kwargs)
    trained, fixed = layer.trainable_variables, layer.non_trainable_variables

    def loss(values, others):
        mapping = list(zip(trained, values)) + list(zip(fixed, others))
        with keras.StatelessScope(state_mapping=mapping) as scope:
            out = layer(*args, **kwargs)
            losses = layer.losses
        floats = [leaf for leaf in arrays_of(out) if is_float(leaf)]
        parts = [jnp.sum(p.astype("float32") * cotangent(k, p.size).reshape(p.shape)) for k, p in enumerate(floats)]
        total = sum(parts) + sum(each.astype("float32") for each in losses)
        return total, (out, [scope.get_current_value(v) for v in fixed])

    optimizer = keras.optimizers.SGD(1.0)
    optimizer.build(trained)

    @jax.jit
    def step(values, others, slots):
        (_, (out, others)), gradients = jax.value_and_grad(loss, has_aux=True)(values, others)
        values, _ = optimizer.stateless_apply(slots, gradients, values)
        return out, values, others

    values = [v.value for v in trained], [v.value for v in fixed], [v.value for v in optimizer.variables]
    out, trained_after, fixed_after = step(*values)
    after = {id(v): value for v, value in list(zip(trained, trained_after)) + list(zip(fixed, fixed_after))}
    return out, [after[id(v)] for v in layer.weights]


def as_half(value, policy):
    """Float32 results in the dtypes that they would have under a policy."""
    return jax.tree.map(lambda x: x.astype(policy) if is_float(x) else x, value)


def results_of(case, policy):
    """A step under the policy; where JAX cannot do it on the CPU, as its products of attention in float16, one in float32."""
    try:
        return *step_of(case, policy), {}
    except ValueError as error:
        if "dot_general" not in str(error):
            raise
    out, after = step_of(case, "float32")
    half = policy.removeprefix("mixed_")
    return as_half(out, half), after if "mixed" in policy else as_half(after, half), {"computed_in": "float32"}


def usable(case):
    """Whether a training step is one: something floating comes out, and it has derivatives."""
    outputs = json.dumps(case["out"])
    return '"float' in outputs and case.get("grad") is not False and case.get("calls") is None


def rounded(value):
    """Float32 results of half types need not all of their digits."""
    if isinstance(value, (list, tuple)):
        return [rounded(v) for v in value]
    if isinstance(value, dict) and "data" in value:
        return {**value, "data": [v if isinstance(v, str) else float(f"{v:.6g}") for v in value["data"]]}
    return value


def cases_of(family, names):
    found = [c for c in json.loads(gzip.open(HERE / f"{family}.json.gz").read())["cases"] if usable(c) and not c.get("disputed")]
    # Calls in training come first: they are the ones that change states.
    found.sort(key=lambda c: not c.get("kwargs", {}).get("training", False))
    for name in dict.fromkeys(c["class"] for c in found):
        case = next(c for c in found if c["class"] == name)
        if name in DISPUTED or (names and name not in names):
            continue
        for policy in POLICIES if case.get("weights") else MIXED:
            jax.clear_caches()
            record = {"id": f"{case['id']} {policy}", "family": family, "source": case["id"], "class": name, "policy": policy}
            try:
                out, after, note = results_of(case, policy)
            except Exception as error:
                print(record["id"], type(error).__name__, str(error).split("\n")[0][:150])
                continue
            yield {**record, **note, "out": rounded(encode(out)), "after": rounded(encode(after))}


def main(names):
    kept = []
    if names:
        kept = json.loads(gzip.open(HERE / "precision_layers.json.gz").read())["cases"]
        kept = [c for c in kept if c["class"] not in names and c["class"] not in DISPUTED]
    families = [path.name.removesuffix(".json.gz") for path in sorted(HERE.glob("layers_*.json.gz"))]
    made = [case for family in families if family not in SKIPPED for case in cases_of(family, names)]
    cases = sorted(kept + made, key=lambda c: (families.index(c["family"]), c["class"], POLICIES.index(c["policy"])))
    write("precision_layers", cases)
    print(len(cases), "cases of", len({c["class"] for c in cases}), "classes")


main(sys.argv[1:])
