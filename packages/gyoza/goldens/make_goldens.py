"""Values of the original, gyoza 0.3.0 on TensorFlow, for what gyoza_coupling.json.gz, gyoza_utilities.json.gz and the files for the tests hold.

    GYOZA=/path/to/gyoza/src python make_goldens.py coupling utilities files
    GYOZA=/path/to/gyoza/src python make_goldens.py tutorial

The other files of this folder hold more of its values in the same encoding; their `_meta` says with what they were made.
"""
import gzip, json, os, subprocess, sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
sys.path.insert(0, os.environ["GYOZA"])
import numpy as np
import tensorflow as tf
from gyoza.modelling import flow_layers as gmfl, losses as gml, masks as gmm
from gyoza.tutorials import data_synthesis as gtds, mathematics as gtm, plotting as gtp
from gyoza.utilities import tensors as gut

here = os.path.dirname(os.path.abspath(__file__))
K = tf.keras


def enc(x):
    x = np.asarray(x)
    return {"shape": list(x.shape), "dtype": str(x.dtype), "data": x.reshape(-1).tolist()}


def write(name, value):
    with open(os.path.join(here, name + ".json.gz"), "wb") as f:
        with gzip.GzipFile(fileobj=f, mode="wb", mtime=0, filename="") as g:
            g.write(json.dumps(value).encode())


def network(kind, shape):
    if kind == "dense":
        return K.Sequential([K.layers.Dense(8, activation="relu"), K.layers.Dense(shape[-1])])
    return K.Sequential([K.layers.Conv2D(4, 3, padding="same", activation="relu"), K.layers.Conv2D(shape[-1], 3, padding="same")])


def couplings():
    cases = []
    random = np.random.default_rng(11)
    for mask, axes, shape, x_shape, kind in [
        ("HeavisideMask", [1], [4], [3, 4], "dense"),
        ("CheckerBoardMask", [1], [5], [3, 5], "dense"),
        ("HeavisideMask", [2], [3], [2, 4, 3], "dense"),
        ("CheckerBoardMask", [1, 2], [4, 3], [2, 4, 3], "dense"),
        ("CheckerBoardMask", [1], [4], [2, 4, 3], "dense"),
        ("CheckerBoardMask", [1, 3], [3, 2], [2, 3, 4, 2], "dense"),
        ("CheckerBoardMask", [1, 2], [4, 5], [2, 4, 5, 3], "conv"),
        ("HeavisideMask", [3], [3], [2, 4, 5, 3], "conv"),
        ("HeavisideMask", [1, 2, 3], [2, 2, 3], [2, 2, 2, 3], "conv"),
    ]:
        net = network(kind, x_shape)
        layer = gmfl.AdditiveCoupling(shape, axes, net, getattr(gmm, mask)(axes, shape))
        x = tf.Variable(random.normal(size=x_shape).astype("float32"))
        layer.build(x_shape)
        net.set_weights([random.normal(size=w.shape).astype("float32") * 0.5 for w in net.weights])
        with tf.GradientTape() as tape:
            y, j = layer(tf.convert_to_tensor(x))
            loss = tf.reduce_sum(y**2) - 2 * tf.reduce_sum(j)
        gradients = tape.gradient(loss, [x, *net.trainable_variables])
        cases.append({
            "mask": mask, "axes": axes, "shape": shape, "network": kind, "weights": [enc(w) for w in net.get_weights()],
            "x": enc(x), "y": enc(y), "jacobian": enc(j), "inverse_of_y": enc(layer.invert(y)), "inverse_of_x": enc(layer.invert(tf.convert_to_tensor(x))),
            "grad_loss": "sum(y^2)-2*sum(j)", "grad_x": enc(gradients[0]), "grad_weights": [enc(g) for g in gradients[1:]],
        })
    return {"cases": cases}


def utilities():
    random = np.random.default_rng(5)
    x = random.normal(size=[2, 3, 4, 5]).astype("float32")
    axes = {
        "x": enc(x),
        "move": [{"from": a, "to": b, "out": enc(gut.move_axis(x, a, b))} for a, b in [(0, 0), (1, 3), (3, 1), (1, -1), (-1, 0)]],
        "expand": [{"axes": a, "shape": list(gut.expand_axes(x, a).shape)} for a in [[0], [0, 5], [5, 0], [2, 4, 0], [1, 2, 3]]],
        "flatten": [{"axes": a, "out": enc(gut.flatten_along_axes(tf.constant(x), a))} for a in [[], [1], [0, 1], [1, 2], [1, 3], [1, 2, 3], [0, 3]]],
        "swop": [{"from": a, "to": b, "out": enc(gut.swop_axes(x, a, b))} for a, b in [(0, 2), (1, 3), (1, -1), (2, 2)]],
    }
    t, u = np.linspace(-2, 3, 7), np.linspace(0.5, 2, 7)
    curves = {
        "t": enc(t), "u": enc(u),
        "cartesian_to_polar": [enc(e) for e in gtm.cartesian_to_polar(t, u)],
        "polar_to_cartesian": [enc(e) for e in gtm.polar_to_cartesian(u, t)],
        "archimedian_spiral": [enc(e) for e in gtm.archimedian_spiral(u, 0.7)],
        "logarithmic_spiral": [enc(e) for e in gtm.logarithmic_spiral(t, 0.3, 0.2)],
        "rotate": [enc(e) for e in gtm.rotate(t, u, 0.4)],
        "tangent": enc(gtm.tangent(lambda x: x**2, lambda x: 2 * x, 1.5)(t)),
        "normal": enc(gtm.normal(lambda x: x**2, lambda x: 2 * x, 1.5)(t)),
        "swirl": [enc(e) for e in gtp.swirl(t, u, 0.1, -0.2, 4, 0.3, 2)],
        "radial_line": [enc(e) for e in gtp.make_radial_line(2.0, 0.6, 5)],
        "gaussian": [enc(e) for e in gtp.make_2_dimensional_gaussian(np.array([0.2, -0.1]), np.array([[1.0, 0.3], [0.3, 0.5]]), [4, 4])],
        "palette": enc(gtp.color_palette),
    }
    gtds.reset_random_number_generators(953)
    S = np.random.normal(loc=0.0, scale=0.5, size=[40])
    Z, Y = gtds.create_data_set(S, lambda s: (s, 0.5 * np.pow(s, 2)), [0.1, 0.2])
    iterator = gtds.factorized_pair_iterator(Z, Y, 6, [0.0, 0.9])
    batches = [next(iterator) for _ in range(3)]
    pairs = {
        "seed": 953, "S": enc(S), "Z": enc(Z), "Y": enc(Y), "target_correlations": [0.0, 0.9], "batch_size": 6,
        "batches": [{"a": enc(a), "b": enc(b), "y": enc(y)} for (a, b), y in batches],
        "choice": enc(np.random.choice(S, 7, replace=False)),
    }
    return {"axes": axes, "curves": curves, "pairs": pairs}


def files():
    """A model with a layer of each kind, as files, and its outputs."""
    K.utils.set_random_seed(3)
    net = lambda: K.Sequential([K.layers.Dense(6, activation="relu"), K.layers.Dense(4)])
    mask = lambda kind: kind([1], [4])
    model = gmfl.FlowModel([
        gmfl.ActivationNormalization([4], [1]), gmfl.Reflection([4], [1], 2),
        gmfl.AdditiveCoupling([4], [1], net(), mask(gmm.CheckerBoardMask)), gmfl.CheckerBoardPermutation([4], [1]),
        gmfl.AdditiveCoupling([4], [1], net(), mask(gmm.HeavisideMask)), gmfl.HeavisidePermutation([4], [1]),
        gmfl.ShufflePermutation([4], [1]), gmfl.Permutation([4], [1], [2, 0, 3, 1]),
        gmfl.AdditiveCoupling([4], [1], net(), gmm.Mask([1], [4], tf.constant([1.0, 0.0, 0.0, 1.0]))),
    ])
    model.build([None, 4])
    random = np.random.default_rng(7)
    model.layers[0].set_weights([random.normal(size=4), 0.5 + random.random(4)])
    x = random.normal(size=[5, 4]).astype("float32")
    y, j = model(tf.constant(x))
    for name, save in [("flow.keras", model.save), ("flow.weights.h5", model.save_weights)]:
        path = os.path.join(here, name)
        save(path)
        subprocess.run(["gzip", "-9nf", path], check=True)
    return {"x": enc(x), "y": enc(y), "jacobian": enc(j), "inverse_of_x": enc(model.invert(tf.constant(x))), "config": model.get_config(), "paths": [w.path for w in model.weights]}


def tutorial():
    """The tutorial's model before training, and its losses, for the numbers that NumPy draws."""
    K.backend.set_floatx("float64")
    gtds.reset_random_number_generators(seed=953)
    M, N = 2**12, 2
    S = np.random.normal(loc=0.0, scale=0.5, size=[M])
    Z, Y = gtds.create_data_set(S=S, manifold_function=lambda S: (S, 0.5 * np.pow(S, 2)), noise_standard_deviation=[0.1, 0.1])
    iterator = gtds.factorized_pair_iterator(X=Z, Y=Y, batch_size=2**6, target_correlations=[0.0, 0.9])
    next(iterator)

    def layers(stages):
        a = dict(axes=[1], shape=[N])
        net = lambda: K.Sequential(layers=[K.layers.Dense(units=4 * N, activation="relu"), K.layers.Dense(units=N, activation=None)])
        found = [gmfl.ActivationNormalization(**a)]
        for _ in range(stages):
            found += [gmfl.Reflection(**a, reflection_count=1)]
            for _ in range(2):
                found += [gmfl.AdditiveCoupling(**a, compute_coupling_parameters=net(), mask=gmm.CheckerBoardMask(**a)), gmfl.CheckerBoardPermutation(**a)]
            found += [gmfl.ActivationNormalization(**a)]
        return found

    gtds.reset_random_number_generators(seed=123)
    model = gmfl.FlowModel(flow_layers=layers(2))
    model.build(input_shape=[M, N])
    initial = [enc(w) for w in model.get_weights()]
    gtds.reset_random_number_generators(seed=123)
    a, b = K.layers.Input(shape=(N,)), K.layers.Input(shape=(N,))
    (za, ja), (zb, jb) = model(a), model(b)
    outputs = K.layers.Concatenate(axis=-1)([za, zb, K.ops.reshape(ja, (-1, 1)), K.ops.reshape(jb, (-1, 1))])
    pairs = K.Model(inputs=[a, b], outputs=outputs)
    pairs.compile(optimizer=K.optimizers.Adam(learning_rate=0.05), loss=gml.SupervisedFactorLoss(dimensions_per_factor=[1, 1]))
    history = pairs.fit(iterator, steps_per_epoch=25, epochs=10, verbose=0)
    print(history.history["loss"])
    return {"initial": initial, "losses": history.history["loss"], "weights": [enc(w) for w in model.get_weights()]}


meta = {"source": "gyoza 0.3.0", "tensorflow": tf.__version__, "keras": K.__version__, "numpy": np.__version__, "made_by": "make_goldens.py"}
makers = {"coupling": couplings, "utilities": utilities, "files": files, "tutorial": tutorial}
for name in sys.argv[1:]:
    write("gyoza_" + name, {"_meta": meta, **makers[name]()})
