/** Residual networks (He et al. 2015) with the parameters of torchvision's, whose files they read. */
import { ops, type Tensor, type Variable } from '@org/core';
import { initializers, type Layer } from '@org/layers';
import { BatchNorm2d, Conv2d, Linear, MaxPool2d, Module, Sequential } from '../nn/index.js';

const convolution = (inChannels: number, outChannels: number, size: number, stride = 1): Conv2d =>
  new Conv2d(inChannels, outChannels, size, { stride, padding: (size - 1) / 2, bias: false });

/** What is added to the input has another form: it goes through a convolution. */
const shortcut = (inChannels: number, outChannels: number, stride: number): Sequential | null =>
  inChannels === outChannels && stride === 1
    ? null
    : new Sequential(convolution(inChannels, outChannels, 1, stride), new BatchNorm2d(outChannels));

/** Two convolutions beside a shortcut. */
class BasicBlock extends Module {
  static readonly expansion = 1;
  readonly conv1: Conv2d;
  readonly bn1: BatchNorm2d;
  readonly conv2: Conv2d;
  readonly bn2: BatchNorm2d;
  readonly downsample: Sequential | null;

  constructor(inChannels: number, width: number, stride: number) {
    super();
    this.conv1 = convolution(inChannels, width, 3, stride);
    this.bn1 = new BatchNorm2d(width);
    this.conv2 = convolution(width, width, 3);
    this.bn2 = new BatchNorm2d(width);
    this.downsample = shortcut(inChannels, width, stride);
  }

  forward(x: Tensor): Tensor {
    const inner = this.bn2(this.conv2(ops.relu(this.bn1(this.conv1(x)))));
    return ops.relu(ops.add(inner, this.downsample ? this.downsample(x) : x));
  }
}

/** Three convolutions, of which the middle one has few channels, beside a shortcut. */
class Bottleneck extends Module {
  static readonly expansion = 4;
  readonly conv1: Conv2d;
  readonly bn1: BatchNorm2d;
  readonly conv2: Conv2d;
  readonly bn2: BatchNorm2d;
  readonly conv3: Conv2d;
  readonly bn3: BatchNorm2d;
  readonly downsample: Sequential | null;

  constructor(inChannels: number, width: number, stride: number) {
    super();
    const outChannels = Bottleneck.expansion * width;
    this.conv1 = convolution(inChannels, width, 1);
    this.bn1 = new BatchNorm2d(width);
    this.conv2 = convolution(width, width, 3, stride);
    this.bn2 = new BatchNorm2d(width);
    this.conv3 = convolution(width, outChannels, 1);
    this.bn3 = new BatchNorm2d(outChannels);
    this.downsample = shortcut(inChannels, outChannels, stride);
  }

  forward(x: Tensor): Tensor {
    const narrow = ops.relu(this.bn2(this.conv2(ops.relu(this.bn1(this.conv1(x))))));
    return ops.relu(ops.add(this.bn3(this.conv3(narrow)), this.downsample ? this.downsample(x) : x));
  }
}

type Block = typeof BasicBlock | typeof Bottleneck;
const WIDTHS = [64, 128, 256, 512] as const;

/** Images `[N, 3, H, W]` to scores of 1,000 classes. Its first and last layers may be replaced. */
export class ResNet extends Module {
  conv1: Conv2d;
  bn1: BatchNorm2d;
  maxpool: Layer;
  layer1: Sequential;
  layer2: Sequential;
  layer3: Sequential;
  layer4: Sequential;
  fc: Layer;
  /** Size of the features that the last layer takes. */
  readonly featureDim: number;

  constructor(block: Block, depths: readonly [number, number, number, number]) {
    super();
    this.conv1 = new Conv2d(3, WIDTHS[0], 7, { stride: 2, padding: 3, bias: false });
    this.bn1 = new BatchNorm2d(WIDTHS[0]);
    this.maxpool = new MaxPool2d(3, 2, 1);
    const channels = [WIDTHS[0], ...WIDTHS.map((width) => width * block.expansion)];
    const stage = (i: 0 | 1 | 2 | 3): Sequential =>
      new Sequential(
        ...Array.from({ length: depths[i] }, (_, k) =>
          k === 0 ? new block(channels[i]!, WIDTHS[i], i === 0 ? 1 : 2) : new block(channels[i + 1]!, WIDTHS[i], 1),
        ),
      );
    this.layer1 = stage(0);
    this.layer2 = stage(1);
    this.layer3 = stage(2);
    this.layer4 = stage(3);
    this.featureDim = WIDTHS[3] * block.expansion;
    this.fc = new Linear(this.featureDim, 1000);
    for (const weight of this.parameters()) if (weight.shape.length === 4) initialize(weight);
  }

  forward(x: Tensor): Tensor {
    const stem = this.maxpool(ops.relu(this.bn1(this.conv1(x))));
    const features = [this.layer1, this.layer2, this.layer3, this.layer4].reduce((value, layer) => layer(value), stem);
    return this.fc(ops.mean(features, [2, 3]));
  }
}

/** He et al.'s normal distribution, by the outputs of a weight. */
function initialize(weight: Variable): void {
  const [outputs, , height, width] = weight.shape as [number, number, number, number];
  const deviation = Math.sqrt(2 / (outputs * height * width));
  weight.assign(new initializers.RandomNormal(0, deviation)(weight.shape));
}

/** A residual network of 18 layers. */
export const resnet18 = (): ResNet => new ResNet(BasicBlock, [2, 2, 2, 2]);
/** A residual network of 34 layers. */
export const resnet34 = (): ResNet => new ResNet(BasicBlock, [3, 4, 6, 3]);
/** A residual network of 50 layers. */
export const resnet50 = (): ResNet => new ResNet(Bottleneck, [3, 4, 6, 3]);
