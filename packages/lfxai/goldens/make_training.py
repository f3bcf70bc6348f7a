"""Traces of training and files of torch, for the tests of this package: python make_training.py (torch 2.13, CPU).

Weights and inputs are those of `src/testing/generated.ts`. Every trace is of trainings of two epochs over three batches, whose last
is smaller, by Adam with the learning rate 1e-3 and the weight decay 1e-5, unless it says otherwise.
"""

import gzip
import json
import math
from pathlib import Path

import torch
from torch import nn

HERE = Path(__file__).parent
MASK = 0xFFFFFFFF


def imul(a, b):
    return (a * b) & MASK


def uniform(seed, k):
    a = (seed + (k + 1) * 0x6D2B79F5) & MASK
    t = imul(a ^ (a >> 15), a | 1)
    t ^= (t + imul(t ^ (t >> 7), t | 61)) & MASK
    return (t ^ (t >> 14)) / 2**32


def uniforms(seed, shape, scale=1.0, shift=0.0):
    n = math.prod(shape)
    return torch.tensor([scale * uniform(seed, k) + shift for k in range(n)], dtype=torch.float64).float().reshape(shape)


def fill(model, seed):
    state = model.state_dict()
    names = [n for n in state if not n.endswith("num_batches_tracked")]
    for i, name in enumerate(names):
        shape = tuple(state[name].shape)
        if name.endswith("running_var"):
            scale, shift = 0.3, 1.0
        elif name.endswith("running_mean"):
            scale, shift = 0.1, 0.0
        elif len(shape) >= 2:
            scale, shift = math.sqrt(3 / math.prod(shape[1:])), 0.0
        elif name.endswith(".weight"):
            scale, shift = 0.2, 1.0
        else:
            scale, shift = 0.1, 0.0
        state[name] = uniforms(seed + i, shape, 2 * scale, shift - scale)
    model.load_state_dict(state)
    return model


class Encoder(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.encoder_cnn = nn.Sequential(
            nn.Conv2d(1, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, 2), nn.ReLU())
        self.encoder_lin = nn.Sequential(nn.Linear(288, 128), nn.ReLU(), nn.Linear(128, d))

    def forward(self, x):
        return self.encoder_lin(self.encoder_cnn(x).flatten(1))


class Decoder(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.decoder_lin = nn.Sequential(nn.Linear(d, 128), nn.ReLU(), nn.Linear(128, 288), nn.ReLU())
        self.decoder_conv = nn.Sequential(
            nn.ConvTranspose2d(32, 16, 3, 2), nn.BatchNorm2d(16), nn.ReLU(),
            nn.ConvTranspose2d(16, 8, 3, 2, 1, 1), nn.BatchNorm2d(8), nn.ReLU(), nn.ConvTranspose2d(8, 1, 3, 2, 1, 1))

    def forward(self, x):
        return torch.sigmoid(self.decoder_conv(self.decoder_lin(x).reshape(-1, 32, 3, 3)))


class Pair(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, x):
        return self.decoder(self.encoder(x))


class LstmEncoder(nn.Module):
    def __init__(self, e):
        super().__init__()
        self.rnn1, self.rnn2 = nn.LSTM(1, 2 * e, batch_first=True), nn.LSTM(2 * e, e, batch_first=True)

    def forward(self, x):
        return self.rnn2(self.rnn1(x)[0])[1][0].reshape(x.shape[0], -1)


class LstmDecoder(nn.Module):
    def __init__(self, t, e):
        super().__init__()
        self.t = t
        self.rnn1, self.rnn2 = nn.LSTM(e, e, batch_first=True), nn.LSTM(e, 2 * e, batch_first=True)
        self.output_layer = nn.Linear(2 * e, 1)

    def forward(self, z):
        return self.output_layer(self.rnn2(self.rnn1(z.unsqueeze(1).repeat(1, self.t, 1))[0])[0])


class Burgess(nn.Module):
    def __init__(self, d):
        super().__init__()
        conv = lambda i: nn.Conv2d(i, 32, 4, 2, 1)
        self.conv1, self.conv2, self.conv3 = conv(1), conv(32), conv(32)
        self.lin1, self.lin2, self.mu_logvar_gen = nn.Linear(512, 256), nn.Linear(256, 256), nn.Linear(256, 2 * d)

    def forward(self, x):
        for layer in (self.conv1, self.conv2, self.conv3):
            x = torch.relu(layer(x))
        x = torch.relu(self.lin2(torch.relu(self.lin1(x.flatten(1)))))
        return self.mu_logvar_gen(x).view(x.shape[0], -1, 2).unbind(-1)


class BurgessDecoder(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.lin1, self.lin2, self.lin3 = nn.Linear(d, 256), nn.Linear(256, 256), nn.Linear(256, 512)
        conv = lambda o: nn.ConvTranspose2d(32, o, 4, 2, 1)
        self.convT1, self.convT2, self.convT3 = conv(32), conv(32), conv(1)

    def forward(self, z):
        for layer in (self.lin1, self.lin2, self.lin3):
            z = torch.relu(layer(z))
        z = z.reshape(-1, 32, 4, 4)
        return torch.sigmoid(self.convT3(torch.relu(self.convT2(torch.relu(self.convT1(z))))))


def beta_loss(x, recon, mu, logvar):
    rec = nn.functional.binary_cross_entropy(recon, x, reduction="sum") / len(x)
    return rec + 4 * (0.5 * (mu**2 + logvar.exp() - 1 - logvar)).mean(0).sum()


def trace(model, data, loss_of, optimizer=None, scheduler=None, epochs=2, batch=4):
    optimizer = optimizer or torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-5)
    model.train()
    losses = []
    for _ in range(epochs):
        each = []
        for rows in torch.arange(len(data)).split(batch):
            loss = loss_of(model, data[rows], rows)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if scheduler:
                scheduler.step()
            each.append(loss.item())
        losses.append(sum(each) / len(each))
    state = {k: [float(v.double().sum()), float((v.double() ** 2).sum())] for k, v in model.state_dict().items()}
    return {"losses": losses, "state": state}


mse, l1, cross = nn.MSELoss(), nn.L1Loss(), nn.CrossEntropyLoss()
digits, sequences, large = uniforms(71, (10, 1, 28, 28)), uniforms(72, (10, 12, 1), 2, -1), uniforms(73, (10, 1, 32, 32))
labels = torch.arange(10) * 3 % 10
traces = {}
auto = fill(Pair(Encoder(4), Decoder(4)), 1100)
traces["AutoEncoderMnist"] = trace(auto, digits, lambda m, x, _: mse(x, m(x)))
classifier = fill(nn.Sequential(Encoder(4), nn.Linear(4, 10), nn.Softmax(-1)), 1200)
traces["ClassifierMnist"] = trace(classifier, digits, lambda m, x, rows: cross(m(x), labels[rows]))
lstm = fill(Pair(LstmEncoder(4), LstmDecoder(12, 4)), 1300)
traces["RecurrentAutoencoder"] = trace(lstm, sequences, lambda m, x, _: l1(x, m(x)))
# Without noise: latent vectors are the means.
vae = fill(Pair(Burgess(3), BurgessDecoder(3)), 1400)


def vae_loss(m, x, _):
    mu, logvar = m.encoder(x)
    return beta_loss(x, m.decoder(mu), mu, logvar)


traces["VAE"] = trace(vae, large, vae_loss)
sgd_model = fill(Encoder(4), 1500)
sgd = torch.optim.SGD(sgd_model.parameters(), 0.6, momentum=0.9, weight_decay=1e-6, nesterov=True)
rates = torch.optim.lr_scheduler.LambdaLR(sgd, lambda s: 1e-3 + (0.6 - 1e-3) * 0.5 * (1 + math.cos(s / 6 * math.pi)))
traces["SGD"] = trace(sgd_model, digits, lambda m, x, _: (m(x) ** 2).mean() * 0.01, sgd, rates)
with open(HERE / "lfxai_traces.json.gz", "wb") as f:
    with gzip.GzipFile(fileobj=f, mode="wb", mtime=0) as z:
        z.write(json.dumps(traces).encode())

fixtures = HERE.parent / "src" / "torch-files" / "fixtures"
fixtures.mkdir(exist_ok=True)
torch.save(fill(Encoder(2).eval(), 1600).state_dict(), fixtures / "encoder.pt")
mixed = {
    "half": torch.tensor([1.5, -2.0, 6e-8], dtype=torch.float16),
    "brain": torch.tensor([1.5, -2.0], dtype=torch.bfloat16),
    "double": torch.tensor([[0.1, 0.2]], dtype=torch.float64),
    "long": torch.tensor([2**40, -1]),
    "flags": torch.tensor([True, False]),
    "bytes": torch.tensor([255, 0], dtype=torch.uint8),
    "transposed": torch.arange(6.0).reshape(2, 3).t(),
    "part": torch.arange(10.0)[3:7:2],
    "parameter": nn.Parameter(torch.ones(2)),
    "empty": torch.zeros(0, 3),
}
torch.save({"model": mixed, "epoch": 7, "lr": 1e-3, "name": "é", "none": None, "list": [1, (True, 2**40)]}, fixtures / "mixed.pt")


class Custom:
    pass


torch.save({"weights": torch.ones(1), "other": Custom()}, fixtures / "custom.pt")
torch.save(torch.load(fixtures / "mixed.pt", weights_only=False), fixtures / "old.pt", _use_new_zipfile_serialization=False)

# A model and its optimizer after two steps, and the weights after two more, which are the same for all.
torch.manual_seed(0)
layer = nn.Linear(2, 1)


def steps(optimizer):
    for _ in range(2):
        optimizer.zero_grad()
        (layer(torch.tensor([[1.0, 2.0], [3.0, -1.0]])) ** 2).mean().backward()
        optimizer.step()


for kind, optimizer in (
    ("adam", torch.optim.Adam(layer.parameters(), lr=0.1, weight_decay=0.01)),
    ("sgd", torch.optim.SGD(layer.parameters(), lr=0.1, momentum=0.9, nesterov=True)),
):
    steps(optimizer)
    held = {"model": {name: value.clone() for name, value in layer.state_dict().items()}, "optimizer": optimizer.state_dict()}
    torch.save(held, fixtures / f"optimizer_{kind}.pt")
    steps(optimizer)
    torch.save({**torch.load(fixtures / f"optimizer_{kind}.pt"), "after": layer.state_dict()}, fixtures / f"optimizer_{kind}.pt")

ours = fixtures / "ours.pt"  # written by `save`
if ours.exists():
    state = torch.load(ours, weights_only=True)
    assert list(state) == ["weight", "count"] and state["count"].dtype == torch.int64 and state["count"].item() == 7
    assert torch.equal(state["weight"], torch.arange(6.0).reshape(2, 3))
    print("torch opens ours.pt")
