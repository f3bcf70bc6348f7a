"""The models of ../../README.md in torch, which give logits."""

import torch
from torch import nn
from torch.nn import functional as F

HEADS, WIDTH, HIDDEN = 4, 128, 512


def mlp(*sizes):
    layers = [nn.Linear(n, m) for n, m in zip(sizes, sizes[1:])]
    return nn.Sequential(*[each for layer in layers[:-1] for each in (layer, nn.ReLU())], layers[-1])


def embedding():
    return nn.Sequential(nn.EmbeddingBag(20_000, 64, mode="mean"), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))


class Recurrent(nn.Module):
    """On nn.LSTM or nn.GRU."""

    def __init__(self, layer):
        super().__init__()
        self.layer, self.head = layer(16, 64, batch_first=True), nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.layer(x)[0][:, -1])


class Vae(nn.Module):
    """Its outputs are logits and the divergence."""

    def __init__(self):
        super().__init__()
        self.encoder, self.mean, self.log_var = nn.Linear(784, 256), nn.Linear(256, 16), nn.Linear(256, 16)
        self.decoder, self.pixels = nn.Linear(16, 256), nn.Linear(256, 784)

    def forward(self, x):
        h = F.relu(self.encoder(x))
        mean, log_var = self.mean(h), self.log_var(h)
        divergence = -0.5 * (1 + log_var - mean**2 - log_var.exp()).mean()
        z = mean + (0.5 * log_var).exp() * torch.randn_like(mean)
        return self.pixels(F.relu(self.decoder(z))), divergence


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.f1, self.f2, self.head = nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, WIDTH), nn.Linear(WIDTH, 10)
        self.n1, self.n2 = nn.LayerNorm(WIDTH, eps=1e-3), nn.LayerNorm(WIDTH, eps=1e-3)

    def forward(self, x):
        q, k, v = (p(x).unflatten(-1, (HEADS, -1)).transpose(1, 2) for p in (self.q, self.k, self.v))
        attended = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(-2)
        x = self.n1(x + self.o(attended))
        x = self.n2(x + self.f2(F.relu(self.f1(x))))
        return self.head(x.mean(1))
