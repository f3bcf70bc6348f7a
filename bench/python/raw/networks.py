"""Blocks of the convolutional networks, of which both libraries build the same."""

# Of each stage: the expansion, filters, how many blocks, the strides of the first one, and the size of its kernels.
MOBILENET = [(1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 32, 3, 2, 3), (6, 64, 4, 2, 3), (6, 96, 3, 1, 3)]
MOBILENET += [(6, 160, 3, 2, 3), (6, 320, 1, 1, 3)]
EFFICIENTNET = [(1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5)]
EFFICIENTNET += [(6, 192, 4, 2, 5), (6, 320, 1, 1, 3)]


def staged(channels, stages, widening=1):
    """Filters in and within, and the strides, of each block; a stage is filters, how many blocks, the first strides."""
    for filters, count, strides in stages:
        for n in range(count):
            yield channels, filters, strides if n == 0 else 1
            channels = widening * filters


def resnet20():
    return staged(16, [(16, 3, 1), (32, 3, 2), (64, 3, 2)])


def resnet50():
    return staged(64, [(64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)], widening=4)


def inverted(stages):
    """Filters in, within and out, the strides, and the size of the kernel, of each inverted residual."""
    channels = 32
    for expansion, filters, count, strides, size in stages:
        for n in range(count):
            yield channels, expansion * channels, filters, strides if n == 0 else 1, size
            channels = filters
