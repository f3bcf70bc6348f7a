"""`.keras` files for a page that only asks, with what Python answers: structures of calls, numbers as NumPy has them, the user's classes.

    python make_predict.py   writes keras/predict_files.json.gz
"""

import os
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy as np
from golden_format import encode, write
from keras import Input, Model, Sequential, layers

rng = np.random.default_rng(5)
cases = []


def numbers(*shape):
    return rng.normal(size=shape).astype("float32")


def add(name, model, inputs, names=None, refused=None):
    """`inputs` by the names of the model's; `names` of its outputs, in their order in Keras's tree; `refused`: a part of the error."""
    for weight in model.weights:
        value = numbers(*weight.shape)
        weight.assign(np.abs(value) + 0.3 if "variance" in weight.path else value)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        with open(path, "rb") as file:
            case = {"id": name, "file": file.read().hex()}
    if refused:
        cases.append({**case, "refused": refused})
        return
    given = inputs if isinstance(model.input, dict) else list(inputs.values())
    answers = keras.tree.flatten(model.predict(given[0] if len(given) == 1 else given, verbose=0))
    case["inputs"] = {key: encode(value) for key, value in inputs.items()}
    case["outputs"] = dict(zip(names or [str(i) for i in range(len(answers))], map(encode, answers)))
    cases.append(case)


def one(name, layer, *shape, **options):
    x = Input(shape, name="x")
    add(name, Model(x, layer(x)), {"x": numbers(2, *shape)}, **options)


def outputs():
    x = Input((3,), name="x")
    dense = layers.Dense(3, name="d")
    first = dense(x)
    second = dense(first)
    add("two_calls_of_a_layer", Model(x, [second, first]), {"x": numbers(2, 3)}, names=["d", "d_1"])
    add("one_output_twice", Model(x, [second, second]), {"x": numbers(2, 3)}, names=["d", "d_1"])
    add("an_input_as_output", Model(x, [first, x]), {"x": numbers(2, 3)}, names=["d", "x_1"])
    add("dict_of_outputs", Model(x, {"z": second, "b": first}), {"x": numbers(2, 3)}, names=["b", "z"])
    inner = Sequential([Input((3,)), layers.Dense(3)], name="s")
    y = inner(x)
    add("two_calls_of_a_sequential", Model(x, [inner(y), y]), {"x": numbers(2, 3)}, names=["s", "s_1"])


def structures():
    b, a, p, q = (Input((3,), name=name) for name in ["b", "a", "p", "q"])
    given = {"p": numbers(2, 3), "q": numbers(2, 3)}
    pair = Model([b, a], layers.Subtract()([b, a]), name="pair")
    add("list_into_a_model", Model([p, q], pair([p, q])), given)
    add("dict_into_a_model_of_a_list", Model([p, q], pair({"a": q, "b": p})), given)
    named = Model({"u": b, "t": a}, layers.Subtract()([b, a]), name="named")
    add("dict_of_inputs", named, {"u": numbers(2, 3), "t": numbers(2, 3)})
    crossed = Model({"b": a, "a": b}, layers.Subtract()([b, a]), name="crossed")
    add("dict_of_inputs_of_other_names", crossed, {"b": numbers(2, 3), "a": numbers(2, 3)})
    add("dict_into_a_model_of_a_dict", Model([p, q], named({"u": p, "t": q})), given)
    both = Model([b, a], {"z": layers.Subtract()([b, a]), "c": layers.Add()([b, a])}, name="both")
    y = both([p, q])
    add("dict_out_of_a_model", Model([p, q], layers.Subtract()([y["z"], y["c"]])), given)
    add("inputs_by_name", Model([p, q], layers.Subtract()(inputs=[p, q])), given)
    add("arithmetic", Model([p, q], p + q * p - keras.ops.maximum(p, q)), given)
    add("arithmetic_of_other_ranks", Model([p, q], p + keras.ops.expand_dims(q, 1)), given, refused="not name: keras.src.ops.numpy>ExpandDims")
    wide = Input((2, 3), name="wide")
    add("sum_of_two_ranks", Model([p, wide], p + wide), given, refused="values of several ranks")
    add("mean_of_an_axis", Model(p, keras.ops.average(p, axis=1)), given, refused="not name: keras.src.ops.numpy>Average")
    add("called_for_training", Model(p, layers.BatchNormalization()(p, training=True)), given, refused="what is not read here")


def settings():
    first = "channels_first"
    one("rescaling_by_arrays", layers.Rescaling(np.array([0.1, 0.2, 0.3]), offset=np.array([1.0, 2.0, 3.0])), 4, 4, 3)
    one("rescaling_by_lists", layers.Rescaling([[0.1, 0.2, 0.3]], offset=np.float32(2)), 2, 3)
    for name, layer in {
        "flatten": layers.Flatten(data_format=first),
        "pooling": layers.MaxPooling2D(2, data_format=first),
        "mean": layers.GlobalAveragePooling2D(data_format=first),
        "convolution": layers.Conv2D(2, 2, data_format=first),
    }.items():
        x = Input((4, 6, 5), name="x")
        add(f"{name}_of_channels_first_behind_a_convolution", Model(x, layer(layers.Conv2D(4, 1)(x))), {"x": numbers(2, 4, 6, 5)})
    for name in "celu hard_tanh hard_shrink soft_shrink sparse_sigmoid log_sigmoid tanh_shrink".split():
        one(name, layers.Activation(name), 40)
    for name in ["glu", "sparsemax", "squareplus", "sparse_plus"]:
        one(name, layers.Activation(name), 40, refused="This activation is not read here")
    one("rms", layers.LayerNormalization(rms_scaling=True), 4, refused="rms_scaling")
    one("dilated", layers.DepthwiseConv2D(3, strides=2, dilation_rate=2, padding="same"), 7, 7, 2, refused="pads dilated windows")
    one("masks", layers.Embedding(5, 2, mask_zero=True), 3, refused="mask_zero")
    one("float16", layers.Dense(2, dtype="mixed_float16"), 3, refused="does not compute in float32")


def classes():
    class Doubled(layers.Dense):
        def call(self, x, **others):
            return super().call(x) * 2

    Doubled.__name__ = "Dense"
    one("layer_named_as_keras_does", Doubled(2), 3, refused="not name: Custom>Dense")
    registered = keras.saving.register_keras_serializable("my", "Dense")(Doubled)
    one("registered_layer_named_as_keras_does", registered(2), 3, refused="not name: my>Dense")

    @keras.saving.register_keras_serializable("my")
    class Doubling(Model):
        def call(self, *args, **others):
            return super().call(*args, **others) * 2

    x = Input((3,), name="x")
    add("functional_model_of_a_class", Doubling(x, layers.Dense(2)(x)), {}, refused="Only Sequential and functional")

    @keras.saving.register_keras_serializable("my")
    class Row(Sequential):
        def call(self, *args, **others):
            return super().call(*args, **others) * 2

    add("sequential_model_of_a_class", Row([Input((3,)), layers.Dense(2)]), {}, refused="Only Sequential and functional")


outputs()
structures()
settings()
classes()
write("predict_files", cases)
