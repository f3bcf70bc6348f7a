/** RNN, GRU and LSTM: a scan over time, with the products of the inputs made outside of it. */
import { scan } from '../../../control-flow/scan.js';
import { ValueError } from '../../../errors.js';
import * as ops from '../../../ops/index.js';
import { less } from '../../../primitives/compare.js';
import {
  add,
  cast,
  mul,
  relu,
  scalarLike,
  select,
  sigmoid,
  softplus,
  sub,
  tanh,
  zerosLike,
} from '../../../primitives/elementwise.js';
import { iota } from '../../../primitives/iota.js';
import { concatenate, matrixTranspose, reshape, slice, transpose } from '../../../primitives/movement.js';
import { range } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { type OperatorNode, type OperatorTable, operator } from '../operator.js';
import { hardSigmoid } from './activations.js';
import { reverseSequences } from './indexing.js';

type Activation = (x: Tensor) => Tensor;

/** Activations by name; those with parameters take the next ones of the node's lists. */
const ACTIVATIONS: Readonly<
  Record<string, (alpha: (fallback: number) => number, beta: (fallback: number) => number) => Activation>
> = {
  relu: () => relu,
  tanh: () => tanh,
  sigmoid: () => sigmoid,
  softsign: () => ops.softsign,
  softplus: () => softplus,
  affine: (alpha, beta) => {
    const [factor, offset] = [alpha(1), beta(0)];
    return (x) => add(mul(x, scalarLike(factor, x)), scalarLike(offset, x));
  },
  leakyrelu: (alpha) => {
    const slope = alpha(0.01);
    return (x) => ops.leakyRelu(x, slope);
  },
  thresholdedrelu: (alpha) => {
    const threshold = alpha(1);
    return (x) => select(less(scalarLike(threshold, x), x), x, scalarLike(0, x));
  },
  scaledtanh: (alpha, beta) => {
    const [outer, inner] = [alpha(1), beta(1)];
    return (x) => mul(scalarLike(outer, x), tanh(mul(x, scalarLike(inner, x))));
  },
  hardsigmoid: (alpha, beta) => {
    const [slope, offset] = [alpha(0.2), beta(0.5)];
    return (x) => hardSigmoid(x, slope, offset);
  },
  elu: (alpha) => {
    const scale = alpha(1);
    return (x) => ops.elu(x, scale);
  },
};

function activationsOf(node: OperatorNode, defaults: readonly string[], directions: number): Activation[][] {
  const names = node.strings('activations') ?? range(directions).flatMap(() => defaults);
  const [alphas, betas] = ['activation_alpha', 'activation_beta'].map((name) => [...(node.floats(name) ?? [])]);
  const all = names.map((name) => {
    const make = ACTIVATIONS[name.toLowerCase()];
    if (make)
      return make(
        (fallback) => alphas!.shift() ?? fallback,
        (fallback) => betas!.shift() ?? fallback,
      );
    throw new ValueError('There is no such activation.', { received: name });
  });
  return range(directions).map((i) => all.slice(i * defaults.length, (i + 1) * defaults.length));
}

/** The weights of one direction. */
interface Weights {
  readonly input: Tensor;
  readonly recurrent: Tensor;
  /** Bias of the inputs and of the states, each for all gates. */
  readonly biases: readonly [Tensor, Tensor] | null;
  readonly peepholes: Tensor | null;
}

/** One step: from the input's share [batch, gates · units] and the states to the next ones, of which the first is the output. */
type Step = (
  share: Tensor,
  states: readonly Tensor[],
  weights: Weights,
  activations: readonly Activation[],
) => Tensor[];

/** A part of the last axis: one of `count` gates. */
function part(x: Tensor, index: number, count: number): Tensor {
  const size = x.shape[x.rank - 1]! / count;
  const last = (whole: number, other: number) =>
    x.shape.map((dim, axis) => (axis === x.rank - 1 ? whole : other && dim));
  return slice(x, last(index * size, 0), last(size, 1));
}

const rowsOf = (x: Tensor, from: number, count: number): Tensor =>
  slice(x, [from, ...range(x.rank - 1).map(() => 0)], [count, ...x.shape.slice(1)]);

/** The entry of one direction, without that axis. */
const direction = (x: Tensor, index: number): Tensor => reshape(rowsOf(x, index, 1), x.shape.slice(1));

const product = (x: Tensor, weights: Tensor): Tensor => ops.matmul(x, matrixTranspose(weights));

/** Limits what goes into an activation. */
const limiter = (node: OperatorNode): Activation => {
  if (!node.has('clip')) return (x) => x;
  const bound = node.float('clip', 0);
  return (x) => ops.clip(x, -bound, bound);
};

const rnnStep =
  (node: OperatorNode): Step =>
  (share, [state], { recurrent }, [activation]) => [activation!(limiter(node)(add(share, product(state!, recurrent))))];

/** z · H + (1 - z) · candidate; the reset gate acts on the state, or on its product with the weights. */
const gruStep = (node: OperatorNode): Step => {
  const limit = limiter(node);
  const resetsProduct = node.flag('linear_before_reset');
  return (share, [state], { recurrent, biases }, [gate, activation]) => {
    const units = state!.shape[1]!;
    const gates = add(ops.take(share, range(2 * units), 1), product(state!, rowsOf(recurrent, 0, 2 * units)));
    const update = gate!(limit(part(gates, 0, 2)));
    const reset = gate!(limit(part(gates, 1, 2)));
    const weights = rowsOf(recurrent, 2 * units, units);
    const own = (x: Tensor): Tensor => (biases ? add(x, part(biases[1], 2, 3)) : x);
    const fromState = resetsProduct
      ? mul(reset, own(product(state!, weights)))
      : own(product(mul(reset, state!), weights));
    const candidate = activation!(limit(add(part(share, 2, 3), fromState)));
    return [add(mul(update, state!), mul(sub(scalarLike(1, update), update), candidate))];
  };
};

/** Gates in ONNX's order: input, output, forget, cell. */
const lstmStep = (node: OperatorNode): Step => {
  const limit = limiter(node);
  const isCoupled = node.flag('input_forget');
  return (share, [state, cell], { recurrent, peepholes }, [gate, activation, outputActivation]) => {
    const gates = add(share, product(state!, recurrent));
    const peep = (x: Tensor, from: Tensor, index: number): Tensor =>
      peepholes ? add(x, mul(part(peepholes, index, 3), from)) : x;
    const input = gate!(limit(peep(part(gates, 0, 4), cell!, 0)));
    const forget = isCoupled ? sub(scalarLike(1, input), input) : gate!(limit(peep(part(gates, 2, 4), cell!, 2)));
    const next = add(mul(forget, cell!), mul(input, activation!(limit(part(gates, 3, 4)))));
    const output = gate!(limit(peep(part(gates, 1, 4), next, 1)));
    return [mul(output, outputActivation!(next)), next];
  };
};

interface Kind {
  readonly gates: number;
  readonly states: number;
  readonly activations: readonly string[];
  readonly step: (node: OperatorNode) => Step;
  /** Whether the states' bias of the last gate stays inside of the loop. */
  readonly keepsLastBias?: boolean;
}

/** Over all steps in one direction: outputs [steps, batch, units], and the last states. */
function overTime(
  { gates, keepsLastBias }: Kind,
  x: Tensor,
  weights: Weights,
  initial: readonly Tensor[],
  lengths: Tensor | undefined,
  advance: (share: Tensor, states: readonly Tensor[]) => Tensor[],
): { outputs: Tensor; last: Tensor[] } {
  let shares = product(x, weights.input);
  if (weights.biases) {
    const [own, ofState] = weights.biases;
    const units = ofState.size / gates;
    const outside = keepsLastBias
      ? concatenate([rowsOf(ofState, 0, (gates - 1) * units), zerosLike({ shape: [units], dtype: ofState.dtype })], 0)
      : ofState;
    shares = add(shares, add(own, outside));
  }
  const steps = iota(x.shape[0]!, 'int32');
  const ends = lengths && reshape(cast(lengths, 'int32'), [lengths.size, 1]);
  const [last, outputs] = scan(
    (states: Tensor[], [share, step]: [Tensor, Tensor]) => {
      const next = advance(share, states);
      if (!ends) return [next, next[0]!] as const;
      const isIn = less(step, ends);
      const kept = next.map((state, i) => select(isIn, state, states[i]!));
      return [kept, select(isIn, next[0]!, zerosLike(next[0]!))] as const;
    },
    [...initial],
    [shares, steps] as [Tensor, Tensor],
  ) as unknown as [Tensor[], Tensor];
  return { outputs, last };
}

function recurrent(kind: Kind, node: OperatorNode, given: readonly (Tensor | undefined)[]): Tensor[] {
  const [input, w, r, b, lengths, ...initialStates] = given as [Tensor, Tensor, Tensor, ...(Tensor | undefined)[]];
  const isBatchFirst = node.flag('layout');
  const swapped = (x: Tensor): Tensor => transpose(x, [1, 0, ...range(x.rank).slice(2)]);
  const x = isBatchFirst ? swapped(input) : input;
  const [directions, units] = [w.shape[0]!, r.shape[2]!];
  const way = node.string('direction', 'forward');
  const activations = activationsOf(node, kind.activations, directions);
  const step = kind.step(node);
  const peepholes = initialStates[kind.states];
  const results = range(directions).map((index) => {
    const bias = b && direction(b, index);
    const weights: Weights = {
      input: direction(w, index),
      recurrent: direction(r, index),
      biases: bias ? [part(bias, 0, 2), part(bias, 1, 2)] : null,
      peepholes: peepholes ? direction(peepholes, index) : null,
    };
    const initial = range(kind.states).map((i) => {
      const state = initialStates[i];
      if (!state) return zerosLike({ shape: [x.shape[1]!, units], dtype: x.dtype });
      return direction(isBatchFirst ? swapped(state) : state, index);
    });
    const isBackward = way === 'reverse' || index === 1;
    const turned = (sequence: Tensor): Tensor => {
      if (!isBackward) return sequence;
      return lengths ? reverseSequences(sequence, lengths, 0, 1) : ops.flip(sequence, 0);
    };
    const { outputs, last } = overTime(kind, turned(x), weights, initial, lengths, (share, states) =>
      step(share, states, weights, activations[index]!),
    );
    return { outputs: turned(outputs), last };
  });
  const stacked = (tensors: readonly Tensor[], axis: number): Tensor => ops.stack([...tensors], axis);
  const outputs = stacked(
    results.map((each) => each.outputs),
    1,
  );
  const last = range(kind.states).map((i) =>
    stacked(
      results.map((each) => each.last[i]!),
      isBatchFirst ? 1 : 0,
    ),
  );
  return [isBatchFirst ? transpose(outputs, [2, 0, 1, 3]) : outputs, ...last];
}

const cell = (kind: Kind) => operator(3, (node, ...inputs) => recurrent(kind, node, inputs));

export const recurrence: OperatorTable = {
  RNN: cell({ gates: 1, states: 1, activations: ['Tanh'], step: rnnStep }),
  GRU: cell({ gates: 3, states: 1, activations: ['Sigmoid', 'Tanh'], step: gruStep, keepsLastBias: true }),
  LSTM: cell({ gates: 4, states: 2, activations: ['Sigmoid', 'Tanh', 'Tanh'], step: lstmStep }),
};
