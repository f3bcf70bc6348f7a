"""Values of normflows, nflows and FrEIA on torch, for what distributions.json.gz holds.

    PYTHONPATH=/path/to/nflows:/path/to/normalizing-flows:/path/to/FrEIA python make_distribution_goldens.py

Modules of nflows are loaded without nflows.transforms.__init__, which needs a package UMNN.
"""
import gzip, importlib, json, os, sys, types

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
here = os.path.dirname(os.path.abspath(__file__))
root = [p for p in sys.path if os.path.isdir(os.path.join(p, "nflows"))][0]
package = types.ModuleType("nflows.transforms")
package.__path__ = [os.path.join(root, "nflows", "transforms")]
sys.modules["nflows.transforms"] = package
plots = types.ModuleType("matplotlib")  # imported by nflows.nn.nde, and not used
plots.pyplot = types.ModuleType("pyplot")
sys.modules.setdefault("matplotlib", plots)
import normflows as nf

rng = np.random.default_rng(7)
torch.manual_seed(7)
enc = lambda x: {"shape": list(x.shape), "dtype": "float32", "data": [float(np.float32(v)) for v in np.asarray(x.detach()).reshape(-1)]}
draw = lambda *shape: torch.tensor(rng.normal(size=shape).astype(np.float32).astype(np.float64))

# Densities in the plane.
z = draw(40, 2) * 1.5
target = nf.distributions
planes = {
    "twoMoons": (target.TwoMoons(), {}),
    "circularMixture": (target.CircularGaussianMixture(6), {"count": 6}),
    "rings": (target.RingMixture(3), {"count": 3}),
    "twoModes": (target.TwoModes(2.0, 0.2), {"location": 2.0, "scale": 0.2}),
    "sinusoidal": (target.Sinusoidal(0.4, 4), {"scale": 0.4, "period": 4}),
    "sinusoidalGap": (target.Sinusoidal_gap(0.4, 4), {"scale": 0.4, "period": 4}),
    "sinusoidalSplit": (target.Sinusoidal_split(0.4, 4), {"scale": 0.4, "period": 4}),
    "smiley": (target.Smiley(0.15), {"scale": 0.15}),
}
planes = [{"density": name, "options": options, "z": enc(z), "log_prob": enc(each.log_prob(z))} for name, (each, options) in planes.items()]

# Bases.
def trained(module):
    for parameter in module.parameters():
        parameter.data = draw(*parameter.shape) * 0.5
    return module

classes = trained(target.ClassCondDiagGaussian((2, 3), 4))
x, y = draw(5, 2, 3), torch.tensor([0, 3, 1, 1, 2])
class_normal = {"loc": enc(classes.loc.permute(2, 0, 1)), "log_scale": enc(classes.log_scale.permute(2, 0, 1)), "x": enc(x), "y": y.tolist(), "log_prob": enc(classes.log_prob(x, y))}

# nflows would say channels last; here they are first, so the values are moved.
glow = target.GlowBase((3, 2, 2), 4)
glow.loc_cc.data, glow.log_scale_cc.data = draw(4, 3) * 0.5, draw(4, 3) * 0.5
x = draw(5, 3, 2, 2)
glow_base = {"loc": enc(glow.loc_cc), "log_scale": enc(glow.log_scale_cc), "x": enc(x.permute(0, 2, 3, 1)), "y": y.tolist(), "log_prob": enc(glow.log_prob(x, y))}

pca = trained(target.GaussianPCA(3, 2))
x = draw(5, 3)
principal = {"loc": enc(pca.loc[0]), "W": enc(pca.W), "log_sigma": enc(pca.log_sigma), "x": enc(x), "log_prob": enc(pca.log_prob(x))}

scale = torch.tensor([2.0, 0.5, 3.0])
base = target.UniformGaussian(3, [0, 2], scale)
x = torch.tensor([[0.9, 1.0, -1.4], [-0.2, -0.3, 0.1]])
uniform_normal = {"elements": [0, 2], "scale": scale.tolist(), "x": enc(x), "log_prob": enc(base.log_prob(x))}

from nflows.distributions.discrete import ConditionalIndependentBernoulli
logits, x = draw(4, 6), torch.tensor(rng.integers(0, 2, size=(4, 6)).astype(float))
bernoulli = {"logits": enc(logits), "x": enc(x), "log_prob": enc(ConditionalIndependentBernoulli([6]).log_prob(x, logits)),
             "mean": enc(ConditionalIndependentBernoulli([6]).mean(logits))}

torch.set_default_dtype(torch.float32)  # MG1Uniform has matrices of float32
uniform = importlib.import_module("nflows.distributions.uniform")
mg1 = uniform.MG1Uniform(low=torch.zeros(3), high=torch.tensor([10.0, 10.0, 1 / 3]), validate_args=False)
x = torch.tensor([[1.0, 4.0, 0.2], [3.0, 9.5, 0.1]])
lotka = uniform.LotkaVolterraOscillating()
r = torch.log(torch.tensor([0.01, 0.5, 1, 0.01])) + torch.tensor(rng.normal(size=(4, 4)) * 0.3).float()
simulators = {"mg1": {"x": enc(x), "log_prob": enc(mg1.log_prob(x).sum(-1))},
              "lotka": {"x": enc(r), "log_prob": enc(lotka._gaussian.log_prob(r) + lotka._log_normalizer)}}
torch.set_default_dtype(torch.float64)

# The mixture of FrEIA: weights, means, factors of precisions.
from FrEIA.modules import GaussianMixtureModel
k, n, batch = 3, 3, 4
w, mu, u = draw(batch, k), draw(batch, k, n), draw(batch, k, n * (n + 1) // 2)
model = GaussianMixtureModel([(n,)], [(k,), (k, n), (k, n * (n + 1) // 2)])
x = draw(batch, n)
weights = GaussianMixtureModel.normalize_weights(w)
(latents,), jac = model([x[:, None].expand(-1, k, -1)], [weights, mu, u, None])
mixture = {"logits": enc(w), "means": enc(mu), "U": enc(u), "x": enc(x), "z": enc(latents), "jac": enc(jac),
           "nll": enc(GaussianMixtureModel.nll_loss(weights, latents, jac))}

# A residual network of nflows.
from nflows.nn.nets.resnet import ResidualNet
net = trained(ResidualNet(3, 4, 5, num_blocks=2))
x = draw(6, 3)
layers = [net.initial_layer] + [layer for block in net.blocks for layer in block.linear_layers] + [net.final_layer]
network = {"weights": [enc(t) for layer in layers for t in (layer.weight.T, layer.bias)], "x": enc(x), "y": enc(net(x))}

# Splines of which some are circular.
splines = importlib.import_module("normflows.utils.splines")
count, bins = 30, 5
x = torch.tensor(rng.uniform(-1.9, 1.9, size=(count, 2)).astype(np.float32).astype(np.float64))
widths, heights, slopes = draw(count, 2, bins), draw(count, 2, bins), draw(count, 2, bins)
parts = [splines.unconstrained_rational_quadratic_spline(x[:, i], widths[:, i], heights[:, i], slopes[:, i, :count], tails=tails, tail_bound=2.0)
         for i, (tails, count) in enumerate([("circular", bins), ("linear", bins - 1)])]
out, log_slope = [torch.stack([part[i] for part in parts], 1) for i in (0, 1)]
mixed = {"bins": bins, "bound": 2.0, "x": enc(x), "y": enc(out), "log_slope": enc(log_slope), "widths": enc(widths), "heights": enc(heights), "slopes": enc(slopes)}

value = {"_meta": {"nflows": "0.14 (5d22344)", "normflows": "1.7.3 (c6616b1)", "FrEIA": "4212496", "torch": torch.__version__},
         "planes": planes, "class_normal": class_normal, "glow_base": glow_base, "principal": principal, "uniform_normal": uniform_normal,
         "bernoulli": bernoulli, "simulators": simulators, "mixture": mixture, "network": network, "mixed": mixed}
with open(os.path.join(here, "distributions.json.gz"), "wb") as f:
    with gzip.GzipFile(fileobj=f, mode="wb", mtime=0, filename="") as g:
        g.write(json.dumps(value).encode())
