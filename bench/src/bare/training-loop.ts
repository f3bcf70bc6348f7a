import { onnx, type Shape } from '@org/core';
import { adam, adamRate, withoutTraces } from './adam.js';
import type { BareModel } from './bare-model.js';

const { buildModel, GraphBuilder, graph, int } = onnx;

const sizeOf = (shape: Shape): number => shape.reduce((size, n) => size * n, 1);

/** Names of the state that the loop carries, and their shapes: weights and the two moments of each. */
export function stateOf({ weights, flat }: BareModel): { name: string; shape: Shape }[] {
  const shapes = flat ? [[weights.reduce((total, shape) => total + sizeOf(shape), 0)]] : weights;
  return ['weight', 'momentum', 'velocity'].flatMap((kind) =>
    shapes.map((shape, i) => ({ name: `${kind}_${i}`, shape })),
  );
}

/**
 * An ONNX model that trains for as many steps as `order` has rows. Inputs: `x`, `labels`, `order` (the samples of each step),
 * `done` (steps before these) and the state; outputs: the sum of the losses and the new state, each named `next_...`.
 */
export function trainingLoop(model: BareModel, samples: number, inputShape: Shape, batch: number): Uint8Array {
  const g = new GraphBuilder('training');
  const x = g.input('x', 'float32', [samples, ...inputShape]);
  const labels = g.input('labels', 'int32', [samples]);
  const order = g.input('order', 'int32', [null, batch]);
  const done = g.input('done', 'float32', []);
  const state = stateOf(model);
  const given = state.map(({ name, shape }) => g.input(name, 'float32', shape));
  const initial = given.map((value, i) => (state[i]!.name.startsWith('momentum') ? withoutTraces(g, value) : value));
  const steps = g.op('Gather', [g.op('Shape', [order]), g.scalar(0, 'int64')]);

  const body = new GraphBuilder('step', g);
  const iteration = body.input('iteration', 'int64', []);
  const proceed = body.input('proceed', 'bool', []);
  const total = body.input('total', 'float32', []);
  const carried = state.map(({ name, shape }) => body.input(`${name}_before`, 'float32', shape));
  const rows = body.op('Gather', [order, iteration]);
  const count = body.op('Add', [body.op('Cast', [iteration], { to: int(1) }), done]);
  const rate = adamRate(body, body.op('Add', [count, body.scalar(1, 'float32')]));

  const third = state.length / 3;
  const kinds = [carried.slice(0, third), carried.slice(third, 2 * third), carried.slice(2 * third)];
  const weights = model.flat ? split(body, kinds[0]![0]!, model.weights) : kinds[0]!;
  const { loss, gradients } = model.write(
    body,
    weights,
    body.op('Gather', [x, rows]),
    body.op('Gather', [labels, rows]),
  );
  const updates = (model.flat ? [joined(body, gradients)] : gradients).map((gradient, i) =>
    adam(body, { weight: kinds[0]![i]!, momentum: kinds[1]![i]!, velocity: kinds[2]![i]! }, gradient, rate),
  );
  const next = (['weight', 'momentum', 'velocity'] as const).flatMap((kind) => updates.map((update) => update[kind]));

  body.output(body.op('Identity', [proceed]), 'bool', []);
  body.output(body.op('Add', [total, loss]), 'float32', []);
  next.forEach((name, i) => {
    body.output(name, 'float32', state[i]!.shape);
  });
  const results = g.node('Loop', [steps, '', g.scalar(0, 'float32'), ...initial], {
    outputs: ['loss', ...state.map(({ name }) => `next_${name}`)],
    attributes: { body: graph(body.build()) },
  });
  results.forEach((name, i) => {
    g.output(name, 'float32', i === 0 ? [] : state[i - 1]!.shape);
  });
  return buildModel(g);
}

function split(g: onnx.GraphBuilder, vector: string, shapes: readonly Shape[]): string[] {
  const parts = g.node('Split', [vector, g.ints(shapes.map(sizeOf))], {
    outputs: shapes.length,
    attributes: { axis: int(0) },
  });
  return parts.map((part, i) => g.op('Reshape', [part, g.ints(shapes[i]!)]));
}

const joined = (g: onnx.GraphBuilder, parts: readonly string[]): string =>
  g.op(
    'Concat',
    parts.map((part) => g.op('Reshape', [part, g.ints([-1])])),
    { axis: int(0) },
  );
