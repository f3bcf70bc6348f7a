"""Values of nflows and normflows on torch, for what flows.json.gz holds.

    PYTHONPATH=/path/to/nflows:/path/to/normalizing-flows python make_flow_goldens.py

Only modules without further dependencies of theirs are loaded: the splines of nflows, its batch normalization, and the mixture of normflows.
"""
import gzip, importlib, json, os, sys, types

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
here = os.path.dirname(os.path.abspath(__file__))
root = [p for p in sys.path if os.path.isdir(os.path.join(p, "nflows"))][0]
# Without nflows.transforms.__init__, which needs a package UMNN.
package = types.ModuleType("nflows.transforms")
package.__path__ = [os.path.join(root, "nflows", "transforms")]
sys.modules["nflows.transforms"] = package
splines = importlib.import_module("nflows.transforms.splines")
splines.quadratic = importlib.import_module("nflows.transforms.splines.quadratic")
rng = np.random.default_rng(11)
enc = lambda x: {"shape": list(x.shape), "dtype": "float32", "data": [float(np.float32(v)) for v in np.asarray(x.detach()).reshape(-1)]}
draw = lambda *shape: torch.tensor(rng.normal(size=shape).astype(np.float32).astype(np.float64))

BOUND, BINS, COUNT = 2.0, 6, 40
cases = []
for kind in ["linear", "quadratic", "cubic", "rational_quadratic"]:
    x = torch.tensor(rng.uniform(-2.4, 2.4, size=(COUNT,)).astype(np.float32).astype(np.float64))
    sizes = {
        "linear": {"unnormalized_pdf": BINS},
        "quadratic": {"unnormalized_widths": BINS, "unnormalized_heights": BINS - 1},
        "cubic": {"unnormalized_widths": BINS, "unnormalized_heights": BINS, "unnorm_derivatives_left": 1, "unnorm_derivatives_right": 1},
        "rational_quadratic": {"unnormalized_widths": BINS, "unnormalized_heights": BINS, "unnormalized_derivatives": BINS - 1},
    }[kind]
    parameters = {name: draw(COUNT, size) for name, size in sizes.items()}
    if kind == "quadratic":
        # The slopes at both ends are not 1 in unconstrained_quadratic_spline, as it means them to be: half widths are halved twice. So they
        # are given, and all points are inside.
        widths = torch.softmax(parameters["unnormalized_widths"], -1) * (1 - 1e-3 * BINS) + 1e-3
        slopes = torch.nn.functional.softplus(parameters["unnormalized_heights"]) + 1e-3
        area = ((slopes[:, :-1] + slopes[:, 1:]) / 2 * widths[:, 1:-1]).sum(-1) + (slopes[:, 0] * widths[:, 0] + slopes[:, -1] * widths[:, -1]) / 2
        edge = torch.log(torch.expm1(area / (1 - (widths[:, 0] + widths[:, -1]) / 2) - 1e-3))[:, None]
        x = x * 0.8
        x = torch.tensor(x.numpy().astype(np.float32).astype(np.float64))
        heights = torch.cat([edge, parameters["unnormalized_heights"], edge], -1)
        y, log_slope = splines.quadratic.quadratic_spline(x, parameters["unnormalized_widths"], heights, left=-BOUND, right=BOUND, bottom=-BOUND, top=BOUND)
    else:
        f = getattr(splines, f"unconstrained_{kind}_spline")
        y, log_slope = f(x, **parameters, tail_bound=BOUND, tails="linear")
    cases.append({"kind": kind, "bins": BINS, "bound": BOUND, "x": enc(x), "y": enc(y), "log_slope": enc(log_slope),
                  "parameters": {name: enc(value) for name, value in parameters.items()}})

normalization = importlib.import_module("nflows.transforms.normalization")
layer = normalization.BatchNorm(3)
layer.unconstrained_weight.data = draw(3)
layer.bias.data = draw(3)
layer.running_mean.data, layer.running_var.data = draw(3), torch.exp(draw(3))
layer.eval()
x = draw(5, 3)
y, j = layer(x)
batch_norm = {"weight": enc(layer.weight), "bias": enc(layer.bias), "mean": enc(layer.running_mean), "variance": enc(layer.running_var),
              "x": enc(x), "y": enc(y), "j": enc(j)}

import normflows
mixture = normflows.distributions.base.GaussianMixture(3, 2, loc=draw(3, 2).numpy(), scale=np.exp(draw(3, 2).numpy()), weights=np.exp(draw(3).numpy()))
z = draw(7, 2)
gaussian_mixture = {"means": enc(mixture.loc[0]), "log_deviations": enc(mixture.log_scale[0]), "logits": enc(mixture.weight_scores[0]),
                    "z": enc(z), "log_prob": enc(mixture.log_prob(z))}

value = {"_meta": {"nflows": "0.14 (5d22344)", "normflows": "1.7 (c6616b1)", "torch": torch.__version__},
         "splines": cases, "batch_norm": batch_norm, "gaussian_mixture": gaussian_mixture}
with open(os.path.join(here, "flows.json.gz"), "wb") as f:
    with gzip.GzipFile(fileobj=f, mode="wb", mtime=0, filename="") as g:
        g.write(json.dumps(value).encode())
