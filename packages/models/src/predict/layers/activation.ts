import { float, int } from '@org/core/basics';
import { activated } from '../activations.js';
import type { FileLayer } from '../network.js';

export const Activation: FileLayer = {
  className: 'Activation',
  write: ({ network, config, inputs: [x] }) => activated(network, config.activation, x!),
};

export const ReLU: FileLayer = {
  className: 'ReLU',
  write({ network, config, inputs: [x] }) {
    const { negative_slope: slope, threshold, max_value: most } = config as Readonly<Record<string, number | null>>;
    const start = network.numbers([threshold ?? 0]);
    const below = network.op('Mul', [network.op('Sub', [x!.name, start]), network.numbers([slope ?? 0])]);
    const isAbove = network.op('GreaterOrEqual', [x!.name, start]);
    const isPlain = !slope && !threshold;
    const name = isPlain ? network.op('Relu', [x!.name]) : network.op('Where', [isAbove, x!.name, below]);
    return {
      ...x!,
      name: most === null || most === undefined ? name : network.op('Min', [name, network.numbers([most])]),
    };
  },
};

export const LeakyReLU: FileLayer = {
  className: 'LeakyReLU',
  write: ({ network, config, inputs: [x] }) => ({
    ...x!,
    name: network.op('LeakyRelu', [x!.name], { alpha: float(config.negative_slope as number) }),
  }),
};

export const ELU: FileLayer = {
  className: 'ELU',
  write: ({ network, config, inputs: [x] }) => ({
    ...x!,
    name: network.op('Elu', [x!.name], { alpha: float(config.alpha as number) }),
  }),
};

export const PReLU: FileLayer = {
  className: 'PReLU',
  variables: () => 1,
  write: ({ network, weights: [slope], inputs: [x] }) => ({
    name: network.op('PRelu', [network.last(x!), network.weight(slope!)]),
    rank: x!.rank,
  }),
};

export const Softmax: FileLayer = {
  className: 'Softmax',
  write({ network, config, inputs: [x] }) {
    const given = network.last(x!);
    const axes = [config.axis].flat() as number[];
    const { rank } = x!;
    if (axes.length === 1) return { name: network.op('Softmax', [given], { axis: int(axes[0]!) }), rank };
    const log = network.op('ReduceLogSumExp', [given, network.ints(axes)]);
    return { name: network.op('Exp', [network.op('Sub', [given, log])]), rank };
  },
};
