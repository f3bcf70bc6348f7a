"""Milliseconds a step of training of LFXAI's models in torch.

Usage: python lfxai_training_bench.py NAME [THREADS]
For every line on standard input, trains for 20 steps and prints a JSON line: {"ms", "cpu_ms"}. NAME is a part of a workload's name.
"""

import json
import sys
import time
from pathlib import Path

import torch

asked = sys.argv[1]
if len(sys.argv) > 2:
    torch.set_num_threads(int(sys.argv[2]))
source = Path(__file__).parents[2] / "packages/lfxai/goldens/make_training.py"
# The networks, without what that program does with them.
exec(source.read_text().split("mse, l1, cross =")[0].replace("__file__", repr(str(source))))  # noqa: S102


class Var(torch.nn.Module):
    def __init__(self, c=64, d=10):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, c, 4, 2, 1), nn.Conv2d(c, 2 * c, 4, 2, 1)
        self.mu, self.logvar = nn.Linear(2 * c * 49, d), nn.Linear(2 * c * 49, d)
        self.fc, self.t2, self.t1 = nn.Linear(d, 2 * c * 49), nn.ConvTranspose2d(2 * c, c, 4, 2, 1), nn.ConvTranspose2d(c, 1, 4, 2, 1)

    def encoder(self, x):
        x = torch.relu(self.conv2(torch.relu(self.conv1(x)))).flatten(1)
        return self.mu(x), self.logvar(x)

    def decoder(self, z):
        z = self.fc(z).reshape(len(z), -1, 7, 7)
        return torch.sigmoid(self.t1(torch.relu(self.t2(z))))


def vae_loss(model, x):
    mu, logvar = model.encoder(x)
    return beta_loss(x, model.decoder(mu + torch.randn_like(mu) * (0.5 * logvar).exp()), mu, logvar)


mse, l1, cross = nn.MSELoss(), nn.L1Loss(), nn.CrossEntropyLoss()
labels = torch.arange(100) % 10
WORKLOADS = {
    "denoising autoencoder, batch 100": (Pair(Encoder(4), Decoder(4)), (100, 1, 28, 28), lambda m, x: mse(x, m(x + 0.3 * torch.randn(x.shape)))),
    "classifier, batch 100": (nn.Sequential(Encoder(4), nn.Linear(4, 10), nn.Softmax(-1)), (100, 1, 28, 28), lambda m, x: cross(m(x), labels)),
    "Burgess VAE 32x32, batch 100": (Pair(Burgess(3), BurgessDecoder(3)), (100, 1, 32, 32), vae_loss),
    "BetaVaeMnist, batch 100": (Var(), (100, 1, 28, 28), vae_loss),
    "LSTM autoencoder 64, 140 steps, batch 20": (Pair(LstmEncoder(64), LstmDecoder(140, 64)), (20, 140, 1), lambda m, x: l1(x, m(x))),
}
STEPS = 20
model, shape, loss_of = next(workload for name, workload in WORKLOADS.items() if asked in name)
model.train()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-5)
data = torch.rand(shape)
for _ in sys.stdin:
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(STEPS):
        loss = loss_of(model, data)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(json.dumps({"ms": wall * 1e3 / STEPS, "cpu_ms": cpu * 1e3 / STEPS}), flush=True)
