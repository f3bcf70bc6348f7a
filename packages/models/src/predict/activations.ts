import { float, int, isPlainObject, NotImplementedError } from '@org/core/basics';
import type { Network, Value } from './network.js';

/** What a function makes of a value: the name of the result, with its axes in the same order. */
type Write = (network: Network, x: string, value: Value) => string;

const operator =
  (name: string, attributes?: Parameters<Network['op']>[2]): Write =>
  (network, x) =>
    network.op(name, [x], attributes);

const times = (factor: Write): Write => {
  return (network, x, value) => network.op('Mul', [x, factor(network, x, value)]);
};

/** Along the channels, wherever they are. */
const alongChannels =
  (name: string): Write =>
  (network, x, { channelsFirst }) =>
    network.op(name, [x], { axis: int(channelsFirst ? 1 : -1) });

const sigmoid = operator('Sigmoid');
const hardSigmoid = operator('HardSigmoid', { alpha: float(1 / 6), beta: float(0.5) });
const silu = times(sigmoid);
const hardSilu = times(hardSigmoid);

/** Those that files name. */
const activations: Readonly<Record<string, Write>> = {
  linear: (_, x) => x,
  relu: operator('Relu'),
  relu6: (network, x) => network.op('Clip', [x, network.numbers([0]), network.numbers([6])]),
  sigmoid,
  tanh: operator('Tanh'),
  softmax: alongChannels('Softmax'),
  log_softmax: alongChannels('LogSoftmax'),
  softplus: operator('Softplus'),
  softsign: operator('Softsign'),
  exponential: operator('Exp'),
  elu: operator('Elu'),
  selu: operator('Selu'),
  leaky_relu: operator('LeakyRelu', { alpha: float(0.2) }),
  gelu: operator('Gelu'),
  silu,
  swish: silu,
  hard_sigmoid: hardSigmoid,
  hard_silu: hardSilu,
  hard_swish: hardSilu,
  mish: operator('Mish'),
  celu: operator('Celu'),
  hard_tanh: (network, x) => network.op('Clip', [x, network.numbers([-1]), network.numbers([1])]),
  hard_shrink: operator('Shrink', { lambd: float(0.5) }),
  soft_shrink: operator('Shrink', { lambd: float(0.5), bias: float(0.5) }),
  sparse_sigmoid: operator('HardSigmoid', { alpha: float(0.5), beta: float(0.5) }),
  log_sigmoid: (network, x) => network.op('Neg', [network.op('Softplus', [network.op('Neg', [x])])]),
  tanh_shrink: (network, x) => network.op('Sub', [x, network.op('Tanh', [x])]),
};

/** The value of an activation that a config names; null is none. */
export function activated(network: Network, given: unknown, value: Value): Value {
  const named = isPlainObject(given) && given.class_name === 'function' ? given.config : given;
  const name = String(named ?? 'linear');
  const write = Object.hasOwn(activations, name) && activations[name];
  if (!write) throw new NotImplementedError('This activation is not read here.', { received: JSON.stringify(given) });
  return { ...value, name: write(network, value.name, value) };
}
