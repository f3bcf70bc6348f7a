"""The convolutional networks of ../../README.md in torch: images have their channels last, in memory too."""

import torch
from torch import nn
from torch.nn import functional as F

from . import networks


class Network(nn.Module):
    """Features of images, and a head on them."""

    def __init__(self, features, head, scale=None):
        super().__init__()
        self.features, self.head, self.scale = features, head, scale

    def forward(self, x):
        if self.scale:
            x = x * self.scale
        return self.head(self.features(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1))


class Mean(nn.Module):
    """Over the places of an image."""

    def forward(self, x):
        return x.mean((1, 2))


def conv(n, m, size, strides=1, groups=1, bias=True):
    return nn.Conv2d(n, m, size, strides, size // 2, groups=groups, bias=bias)


def cnn():
    first = [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2)]
    second = [nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)]
    head = nn.Sequential(nn.Flatten(), nn.Linear(1600, 128), nn.ReLU(), nn.Linear(128, 10))
    return Network(nn.Sequential(*first, *second), head)


class Residual(nn.Module):
    def __init__(self, main, shortcut):
        super().__init__()
        self.main, self.shortcut = main, shortcut

    def forward(self, x):
        return F.relu(self.main(x) + self.shortcut(x))


def resnet20():
    def normed(n, m, strides):
        return [conv(n, m, 3, strides, bias=False), nn.BatchNorm2d(m, eps=1e-3, momentum=0.01)]

    def block(n, m, strides):
        shortcut = conv(n, m, 1, strides, bias=False) if strides > 1 else nn.Identity()
        return Residual(nn.Sequential(*normed(n, m, strides), nn.ReLU(), *normed(m, m, 1)), shortcut)

    blocks = [block(*each) for each in networks.resnet20()]
    return Network(nn.Sequential(*normed(3, 16, 1), nn.ReLU(), *blocks), nn.Sequential(Mean(), nn.Linear(64, 10)))


# Those below predict: each convolution has the batch normalization after it folded into it.


def resnet50():
    def block(n, m, strides):
        shortcut = conv(n, 4 * m, 1, strides) if n != 4 * m else nn.Identity()
        main = [conv(n, m, 1, strides), nn.ReLU(), conv(m, m, 3), nn.ReLU(), conv(m, 4 * m, 1)]
        return Residual(nn.Sequential(*main), shortcut)

    stem = [conv(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    blocks = [block(*each) for each in networks.resnet50()]
    return Network(nn.Sequential(*stem, *blocks), nn.Sequential(Mean(), nn.Linear(2048, 1000)))


class Gate(nn.Module):
    """Squeeze and excitation."""

    def __init__(self, channels, squeezed):
        super().__init__()
        self.squeeze, self.excite = nn.Linear(channels, squeezed), nn.Linear(squeezed, channels)

    def forward(self, x):
        return x * torch.sigmoid(self.excite(F.silu(self.squeeze(x.mean((2, 3))))))[:, :, None, None]


class Inverted(nn.Module):
    """An inverted residual."""

    def __init__(self, n, inner, m, strides, size, activation, squeezed):
        super().__init__()
        expansion = [conv(n, inner, 1), activation()] if inner != n else []
        gate = [Gate(inner, n // 4)] if squeezed else []
        depthwise = [conv(inner, inner, size, strides, groups=inner), activation()]
        self.main = nn.Sequential(*expansion, *depthwise, *gate, conv(inner, m, 1))
        self.same = n == m and strides == 1

    def forward(self, x):
        return x + self.main(x) if self.same else self.main(x)


def inverted(stages, activation, squeezed):
    blocks = [Inverted(*each, activation, squeezed) for each in networks.inverted(stages)]
    return nn.Sequential(conv(3, 32, 3, 2), activation(), *blocks, conv(320, 1280, 1), activation())


def mobilenetv2(classes=1000):
    features = inverted(networks.MOBILENET, nn.ReLU6, squeezed=False)
    return Network(features, nn.Sequential(Mean(), nn.Linear(1280, classes)))


def efficientnetb0():
    features = inverted(networks.EFFICIENTNET, nn.SiLU, squeezed=True)
    return Network(features, nn.Sequential(Mean(), nn.Linear(1280, 1000)), 1 / 255)


def transfer():
    """A head on MobileNetV2, whose weights stay."""
    network = mobilenetv2(10)
    network.features.requires_grad_(False)
    return network
