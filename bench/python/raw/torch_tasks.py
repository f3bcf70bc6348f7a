"""Training and prediction by torch, eager or compiled."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from . import torch_models as models
from . import torch_networks as networks

MODELS = {
    "first": lambda: models.mlp(29, 64, 64, 2),
    "mlp_small": lambda: models.mlp(29, 64, 64, 64, 2),
    "mlp_large": lambda: models.mlp(784, 512, 512, 10),
    "embedding": models.embedding,
    "lstm": lambda: models.Recurrent(nn.LSTM),
    "gru": lambda: models.Recurrent(nn.GRU),
    "vae": models.Vae,
    "transformer": models.Transformer,
    "cnn": networks.cnn,
    "resnet20": networks.resnet20,
    "resnet50": networks.resnet50,
    "mobilenetv2": networks.mobilenetv2,
    "efficientnetb0": networks.efficientnetb0,
    "transfer": networks.transfer,
}


def reconstruction(outputs, x):
    logits, divergence = outputs
    return F.binary_cross_entropy_with_logits(logits, x) + divergence


class Tasks:
    def __init__(self, name, compiled=False, dynamic=None):
        """`dynamic` compiles for all sizes of a batch at once."""
        model = MODELS[name]().to(memory_format=torch.channels_last)
        loss_of = reconstruction if name == "vae" else F.cross_entropy

        def objective(x, y):
            return loss_of(model(x), y)

        def forward(x):
            return torch.softmax(model(x), -1)

        self.model = model
        self.objective = torch.compile(objective) if compiled else objective
        self.forward = torch.compile(forward, dynamic=dynamic, options={"freezing": True}) if compiled else forward
        trained = [each for each in model.parameters() if each.requires_grad]
        self.optimizer = torch.optim.Adam(trained, 1e-3, eps=1e-7, fused=True)

    def train(self, batches):
        """The mean loss of steps on the batches."""
        total, steps = torch.zeros(()), 0
        for x, y in batches:
            self.optimizer.zero_grad()
            loss = self.objective(torch.as_tensor(x), torch.as_tensor(y))
            loss.backward()
            self.optimizer.step()
            total += loss.detach()
            steps += 1
        return total.item() / steps

    @torch.inference_mode()
    def predict(self, batches):
        """Probabilities, as one array of NumPy."""
        return np.concatenate([self.forward(torch.as_tensor(x)).numpy() for x in batches])

    def loader(self, batches):
        return DataLoader(batches, batch_size=None)
