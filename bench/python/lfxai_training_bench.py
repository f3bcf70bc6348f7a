"""Steps of training of LFXAI's models in torch: python lfxai_training_bench.py. Prints wall and CPU milliseconds a step.

`python lfxai_training_bench.py LSTM` runs those whose names have this in them.
"""

import sys
import time
from pathlib import Path

import torch

only = sys.argv[1] if len(sys.argv) > 1 else ""
torch.set_num_threads(1)  # more of them spin, which costs CPU time on a busy machine
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
for name, (model, shape, loss_of) in WORKLOADS.items():
    if only not in name:
        continue
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-5)
    data = torch.rand(shape)
    best = None
    for round_ in range(4):
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(20):
            loss = loss_of(model, data)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if round_ and (best is None or cpu < best[1]):
            best = (wall, cpu)
    print(f"{name}: {best[0] * 50:.2f} ms wall, {best[1] * 50:.2f} ms CPU", flush=True)
