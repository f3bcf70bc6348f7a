"""Distillation as Python Keras does it: losses of steps, and a file, for packages/models/src/distillation.

    python make_distillation.py             writes the file, prints the numbers of the tests
    python make_distillation.py check FILE  loads a file written elsewhere, prints what it predicts
"""

import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy as np
from keras import distillation, layers

PATH = os.path.join(os.path.dirname(__file__), "../../models/src/distillation/fixtures/distiller.keras")
X = np.sin(np.arange(24)).reshape(8, 3).astype("float32")
Y = np.arange(8) % 4


def network(width, name):
    x = keras.Input((3,), name=f"{name}_in")
    hidden = layers.Dense(width, activation="tanh", name=f"{name}_hidden")(x)
    model = keras.Model(x, layers.Dense(4, activation="softmax", name=f"{name}_out")(hidden), name=name)
    shift = len(name)
    model.set_weights([np.sin(np.arange(w.size) * shift).reshape(w.shape) for w in model.get_weights()])
    return model


def distiller():
    losses = [
        distillation.LogitsDistillation(2.0),
        distillation.LogitsDistillation(3.0, keras.losses.KLDivergence()),
        distillation.FeatureDistillation("mae", "teacher_hidden", "pupil_hidden"),
    ]
    return distillation.Distiller(network(4, "teacher"), network(4, "pupil"), losses, [1.0, 0.5, 0.25], 0.3)


if sys.argv[1:2] == ["check"]:
    loaded = keras.models.load_model(sys.argv[2])
    print(json.dumps(loaded.predict(X, verbose=0).tolist()), json.dumps(loaded.get_config()))
else:
    model = distiller()
    model.compile(keras.optimizers.SGD(0.5), "sparse_categorical_crossentropy", ["accuracy"])
    print(json.dumps(model.fit(X, Y, epochs=2, batch_size=4, shuffle=False, verbose=0).history))
    print(json.dumps(model.evaluate(X, Y, verbose=0, return_dict=True)))
    print(json.dumps([float(np.abs(w).sum()) for w in model.student.get_weights()]))
    print(json.dumps(model.predict(X[:2], verbose=0).tolist()))
    model.save(PATH)
    teacher, student = X[:2] + 1, X[2:4] * 2 + 1
    for loss in [
        distillation.LogitsDistillation(),
        distillation.LogitsDistillation(2.0, keras.losses.KLDivergence()),
        distillation.LogitsDistillation(4, "mse"),
        distillation.FeatureDistillation(),
        distillation.FeatureDistillation("cosine_similarity"),
    ]:
        print(float(loss.compute_loss(keras.ops.convert_to_tensor(teacher), keras.ops.convert_to_tensor(student))))
    several = distillation.FeatureDistillation({"a": "mse", "b": None, "c": ["mae"]})
    print(float(several.compute_loss(*({"a": v, "b": v, "c": [v]} for v in (teacher, student)))))
    print(json.dumps(several.get_config()))
