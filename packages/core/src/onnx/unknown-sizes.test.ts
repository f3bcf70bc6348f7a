import { NotImplementedError } from '../errors.js';
import type { Node } from '../graph/node.js';
import * as ops from '../ops/index.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { findDependence, type StandInTrace } from './unknown-sizes.js';

const SIZES = [
  [5, 7],
  [6, 7],
  [5, 9],
  [8, 12],
] as const;

/** Formulas of all attributes by the names of the primitives, for a function of a tensor [b, t, 3]. */
function formulas(fn: (x: Tensor, b: number, t: number) => Tensor): Record<string, unknown> {
  const traces = SIZES.map(([b, t]): StandInTrace => {
    const x = placeholder({ shape: [b, t, 3], dtype: 'float32' });
    return { graph: { inputs: [x], outputs: [fn(x, b, t)] }, sizes: [b, t] };
  });
  const found = [...findDependence(traces).formulas];
  return Object.fromEntries(
    found.map(([node, attributes]: [Node, ReadonlyMap<string, unknown>]) => [
      node.primitive.name,
      Object.fromEntries(attributes),
    ]),
  );
}

const formula = (coefficient: number, unknowns: number[], constant = 0) => ({ coefficient, unknowns, constant });

describe('findDependence', () => {
  it('leaves the only open size of a reshape to ONNX', () => {
    expect(formulas((x, b, t) => x.reshape([b * t, 3]))).toEqual({ reshape: { shape: [-1, 3] } });
    expect(formulas((x, b, t) => x.reshape([b * t * 3]))).toEqual({ reshape: { shape: [-1] } });
  });

  it('finds sizes, multiples, sums and products', () => {
    expect(formulas((x, b, t) => x.reshape([b, 1, t, 3]))).toEqual({
      reshape: { shape: [formula(1, [0]), 1, formula(1, [1]), 3] },
    });
    expect(formulas((_x, b, t) => ops.arange(b * t))).toMatchObject({ iota: { shape: [formula(1, [0, 1])] } });
    expect(formulas((_x, b, t) => ops.arange(b * t * 3))).toMatchObject({ iota: { shape: [formula(3, [0, 1])] } });
    expect(formulas((_x, b, t) => ops.arange(2 * t + b - b - 1))).toMatchObject({
      iota: { shape: [formula(2, [1], -1)] },
    });
  });

  it('leaves out what is the same for all sizes, and slices of whole axes', () => {
    expect(formulas((x) => x.exp().sum(1))).toEqual({});
    expect(formulas((x) => x.at(':', ':', '1:'))).toEqual({});
  });

  it('finds the ends of slices', () => {
    expect(formulas((x) => x.at(':', ':-2'))).toEqual({
      slice: { sizes: [formula(1, [0]), formula(1, [1], -2), 3] },
    });
    expect(formulas((x) => x.at(':', '-2:'))).toEqual({ slice: { starts: [0, formula(1, [1], -2), 0] } });
  });

  it.each<[string, (x: Tensor, b: number, t: number) => Tensor]>([
    ['a square', (_x, _b, t) => ops.zeros([t * t])],
    ['a sum of two unknowns', (_x, b, t) => ops.zeros([b + t])],
    ['a quotient', (_x, b) => ops.zeros([Math.ceil(b / 2)])],
    ['a product and more', (_x, b, t) => ops.zeros([b * t + 1])],
  ])('refuses %s', (_name, fn) => {
    expect(() => formulas(fn)).toThrow(NotImplementedError);
    expect(() => formulas(fn)).toThrow(/cannot be exported[\s\S]* of \w+: [\s\S]*for the sizes 5x7, 6x7, 5x9, 8x12/);
  });

  it('refuses computations of another form', () => {
    expect(() => formulas((x, b) => (b > 5 ? x.exp() : x.sin()))).toThrow(/another form/);
    expect(() => formulas((x, b) => (b > 5 ? x.exp().exp() : x.exp()))).toThrow(/another form/);
  });

  it('refuses constants and numbers that were made from sizes', () => {
    expect(() => formulas((x, _b, t) => x.mul(t))).toThrow(/A constant depends on a size[\s\S]*multiply/);
    expect(() => formulas((x, _b, t) => ops.topK(x.sum(2), t)[0])).toThrow(/The k of an operation/);
  });
});
