"""KernelShap, Lime and LimeBase of captum 0.8 with scikit-learn 1.2, with the samples that they drew: captum_surrogates.json.

Usage: python make_surrogates.py > captum_surrogates.json
"""

import inspect
import json
import sys

import torch
from captum.attr import KernelShap, Lime
from captum._utils.models.linear_model import SkLearnLasso, SkLearnLinearRegression, SkLearnRidge

SIZE, GROUPS = 6, 4
weights = torch.sin(torch.arange(SIZE * 5).float() + 1).reshape(SIZE, 5)
outputs = torch.cos(torch.arange(15).float()).reshape(5, 3)
x = torch.sin(torch.arange(2 * SIZE).float() * 2 + 1).reshape(2, SIZE)
baseline = torch.cos(torch.arange(SIZE).float() * 3).reshape(1, SIZE) / 4
mask = torch.tensor([[0, 0, 1, 2, 3, 3]])


def model(v):
    return torch.tanh(v @ weights) @ outputs


def recorded(method):
    """The samples that the method draws, as it goes on."""
    drawn, perturb = [], method.perturb_func

    def one(*args, **kwargs):
        sample = perturb(*args, **kwargs)
        drawn.append(sample[0].tolist())
        return sample

    def each(*args, **kwargs):
        for sample in perturb(*args, **kwargs):
            drawn.append(sample[0].tolist())
            yield sample

    method.perturb_func = each if inspect.isgeneratorfunction(perturb) else one
    return drawn


def case(method, **arguments):
    torch.manual_seed(1)
    drawn = recorded(method)
    found = method.attribute(x[:1], baselines=baseline, target=1, **arguments)
    return {"samples": drawn[: arguments["n_samples"]], "attributions": found[0].tolist()}


cases = {
    "KernelShap": case(KernelShap(model), n_samples=40),
    "KernelShap_mask": case(KernelShap(model), n_samples=12, feature_mask=mask),
    "Lime": case(Lime(model), n_samples=60),
    "Lime_mask": case(Lime(model), n_samples=30, feature_mask=mask),
    "Lime_regression": case(Lime(model, interpretable_model=SkLearnLinearRegression()), n_samples=60),
    "Lime_ridge": case(Lime(model, interpretable_model=SkLearnRidge(alpha=0.5)), n_samples=60),
    "Lime_lasso.1": case(Lime(model, interpretable_model=SkLearnLasso(alpha=0.1)), n_samples=60),
}
meta = "weights sin(i + 1) [6, 5], outputs cos(i) [5, 3], x sin(2 i + 1) [1, 6], baseline cos(3 i) / 4; tanh(x weights) outputs, target 1"
json.dump({"_meta": meta, "mask": mask[0].tolist(), "cases": cases}, sys.stdout)
