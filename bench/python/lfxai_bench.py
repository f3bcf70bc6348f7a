"""Milliseconds for label-free explanations as LFXAI computes them on torch, by its formulas.

Usage: python lfxai_bench.py ig|simplex|tracin|tracin_loader|influence|influence_200 SIZE
For every line on standard input, runs the workload once and prints a JSON line: {"ms", "cpu_ms"}.

ig         integrated gradients (50 steps) of SIZE digits, batches of 100, encoder of digits with 4 latent numbers
simplex    weights of SIZE test for SIZE training representations, 1,000 epochs, batches of 50
tracin     TracIn.attribute: one checkpoint, SIZE test and SIZE training digits, gradients one at a time, in memory with their graphs
tracin_loader  TracIn.attribute_loader: the same, but each gradient is a file, and two are read for each pair
influence  InfluenceFunctions.attribute_loader: SIZE test and SIZE training digits, depth 20, batches of 50 anew from a loader for
           each training digit, gradients and products one at a time, in files, of which two are read for each pair
influence_200  the same with batches of 200

What is kept, in which order, is as in the original: lists of losses and of gradients with their graphs, files where it has files.
"""

import itertools
import json
import sys
import tempfile
import time

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
STEPS = 50


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2), nn.ReLU(),
            nn.Flatten(), nn.Linear(288, 128), nn.ReLU(), nn.Linear(128, 4),
        )  # fmt: skip

    def forward(self, x):
        return self.net(x)


class AutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.decoder = nn.Sequential(
            nn.Linear(4, 128), nn.ReLU(), nn.Linear(128, 288), nn.ReLU(), nn.Unflatten(1, (32, 3, 3)),
            nn.ConvTranspose2d(32, 16, 3, stride=2), nn.BatchNorm2d(16), nn.ReLU(),
            nn.ConvTranspose2d(16, 8, 3, stride=2, padding=1, output_padding=1), nn.BatchNorm2d(8), nn.ReLU(),
            nn.ConvTranspose2d(8, 1, 3, stride=2, padding=1, output_padding=1), nn.Sigmoid(),
        )  # fmt: skip

    def forward(self, x):
        return self.decoder(self.encoder(x))


def integrated_gradients(size):
    encoder = Encoder().eval()
    x = torch.rand(size, 1, 28, 28)
    nodes, weights = np.polynomial.legendre.leggauss(STEPS)
    alphas, weights = torch.tensor((nodes + 1) / 2).float(), torch.tensor(weights / 2).float()

    def run():
        for batch in x.split(100):
            prediction = encoder(batch).detach()
            points = torch.cat([alpha * batch for alpha in alphas]).requires_grad_()
            scores = (prediction.repeat(STEPS, 1) * encoder(points)).sum(-1)
            (gradient,) = torch.autograd.grad(torch.unbind(scores), points)
            total = (gradient.view(STEPS, -1) * weights.view(-1, 1)).view(STEPS, *batch.shape).sum(0)
            total * batch

    return run


def simplex(size):
    train, test = torch.randn(size, 4), torch.randn(size, 4)

    def run():
        for batch in test.split(50):
            preweights = torch.zeros(len(batch), size, requires_grad=True)
            optimizer = torch.optim.Adam([preweights])
            for _ in range(1000):
                optimizer.zero_grad()
                error = ((torch.einsum("ij,jk->ik", torch.softmax(preweights, -1), train) - batch) ** 2).sum()
                error.backward()
                optimizer.step()

    return run


def stacked(values):
    return torch.cat([value.reshape(-1) for value in values])


def gradient_of(model, x, loss):
    """Of one example, with the graph that made it: the original asks for that everywhere, and keeps it unless it detaches."""
    return stacked(torch.autograd.grad(loss(x, model(x)), model.encoder.parameters(), create_graph=True))


def tracin(size):
    model, loss = AutoEncoder().eval(), nn.MSELoss()
    train, test = torch.rand(size, 1, 28, 28), torch.rand(size, 1, 28, 28)

    def gradients(digits):
        losses = [loss(digits[i : i + 1], model(digits[i : i + 1])) for i in range(size)]
        parameters = list(model.encoder.parameters())
        return torch.stack([stacked(torch.autograd.grad(each, parameters, create_graph=True)) for each in losses])

    def run():
        trains = gradients(train)
        torch.einsum("ab,cb->ac", gradients(test), trains)

    return run


def tracin_loader(size):
    model, loss = AutoEncoder().eval(), nn.MSELoss()
    train, test = torch.rand(size, 1, 28, 28), torch.rand(size, 1, 28, 28)

    def run():
        with tempfile.TemporaryDirectory() as folder:
            for kind, digits in (("train", train), ("test", test)):
                for i in range(size):
                    torch.save(gradient_of(model, digits[i : i + 1], loss).detach(), f"{folder}/{kind}{i}.pt")
            found = torch.zeros(size, size)
            for i in range(size):
                for j in range(size):
                    pair = torch.load(f"{folder}/train{j}.pt"), torch.load(f"{folder}/test{i}.pt")
                    found[i, j] += torch.dot(*pair)

    return run


def influence(size, batch_size=50):
    model, loss = AutoEncoder().eval(), nn.MSELoss()
    train, test = torch.rand(size, 1, 28, 28), torch.rand(size, 1, 28, 28)
    count = 20 * batch_size
    loader = DataLoader(TensorDataset(torch.rand(count, 1, 28, 28), torch.zeros(count)), batch_size=batch_size)
    parameters = list(model.encoder.parameters())

    def product(batch, v):
        first = stacked(torch.autograd.grad(loss(batch, model(batch)), parameters, create_graph=True))
        return stacked(torch.autograd.grad(torch.dot(first, v), parameters))

    def run():
        with tempfile.TemporaryDirectory() as folder:
            for i in range(size):
                torch.save(gradient_of(model, test[i : i + 1], loss).detach(), f"{folder}/test{i}.pt")
            for i in range(size):
                gradient = gradient_of(model, train[i : i + 1], loss)
                v = gradient.detach().clone()
                for batch, _ in itertools.islice(loader, 20):
                    held = v.detach().clone()
                    v = gradient + (1 - 1e-3) * v - product(batch, held) / 1000
                torch.save((v / (1000 * size)).detach(), f"{folder}/train{i}.pt")
            found = torch.zeros(size, size)
            for i in range(size):
                for j in range(size):
                    pair = torch.load(f"{folder}/train{j}.pt"), torch.load(f"{folder}/test{i}.pt")
                    found[i, j] = torch.dot(*pair)

    return run


WORKLOADS = {
    "ig": integrated_gradients,
    "simplex": simplex,
    "tracin": tracin,
    "tracin_loader": tracin_loader,
    "influence": influence,
    "influence_200": lambda size: influence(size, 200),
}

run = WORKLOADS[sys.argv[1]](int(sys.argv[2]))
for _ in sys.stdin:
    start, start_cpu = time.perf_counter(), time.process_time()
    run()
    wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    print(json.dumps({"ms": wall * 1e3, "cpu_ms": cpu * 1e3}), flush=True)
