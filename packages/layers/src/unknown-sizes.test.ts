/** Composite layers on inputs of which some sizes are not known. */
import { KerasTensor, ops, type SymbolicShape, type Tensor } from '@org/core';
import fc from 'fast-check';
import { Conv1D, Dense, Flatten, Layer, LayerNormalization } from './index.js';
import { builtShapesOf } from './layer-build.js';

class Composite extends Layer {
  constructor(
    readonly parts: readonly Layer[],
    readonly body: (...xs: Tensor[]) => Tensor,
  ) {
    super();
  }

  override call(...inputs: Tensor[]): Tensor {
    return this.body(...inputs);
  }
}

const chain = (...parts: Layer[]): Composite =>
  new Composite(parts, (x) => parts.reduce<Tensor>((value, part) => part(value), x));
const shapeOf = (layer: Layer, ...shapes: SymbolicShape[]): SymbolicShape =>
  layer(...shapes.map((shape) => new KerasTensor(shape))).shape;
const weightsOf = (layer: Layer) => layer.weights.map(({ shape }) => shape);

/** What users write, what stands for unknown sizes or did so once, and its neighbours. */
const size = fc.oneof(
  fc.integer({ min: 1, max: 5000 }),
  fc.constantFrom(2, 83, 89, 283, 293),
  fc.integer({ min: 7340, max: 7380 }),
);

describe('layers of any size in a composite', () => {
  it.each([83, 89, 283, 293, 7351, 7369])('%i', (units) => {
    const layer = chain(new Dense(units), new Dense(4));
    expect(shapeOf(layer, [null, 3])).toEqual([null, 4]);
    expect(weightsOf(layer)).toEqual([[3, units], [units], [units, 4], [4]]);
  });

  it('are built with their own sizes, whichever axes are unknown', () => {
    const lead = fc.array(fc.option(size, { freq: 1 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(lead, size, size, size, (axes, channels, first, second) => {
        const layer = chain(new Dense(first), new LayerNormalization(), new Dense(second));
        expect(shapeOf(layer, [...axes, channels])).toEqual([...axes, second]);
        expect(weightsOf(layer)).toEqual([[channels, first], [first], [first], [first], [first, second], [second]]);
        expect(builtShapesOf(layer.parts[1]!)).toEqual([[...axes, first]]);
      }),
      { numRuns: 300 },
    );
  });

  it('every size from 1 to 5,000, sampled', () => {
    const offset = fc.sample(fc.integer({ min: 1, max: 25 }), 1)[0]!;
    for (let units = offset; units <= 5000; units += 25) {
      const layer = chain(new Dense(units), new Dense(1));
      expect([units, shapeOf(layer, [null, null, 2])]).toEqual([units, [null, null, 1]]);
      expect(layer.parts[1]!.weights[0]!.shape).toEqual([units, 1]);
    }
  });

  it('products of unknown sizes are unknown', () => {
    const rows = (x: Tensor): Tensor => x.reshape([x.shape[0]! * x.shape[1]!, x.shape[2]!]);
    const dense = new Dense(5);
    const layer = new Composite([dense], (x) => dense(rows(x)));
    expect(shapeOf(layer, [null, null, 3])).toEqual([null, 5]);
    expect(builtShapesOf(dense)).toEqual([[null, 3]]);
  });

  it('a weight that would need an unknown size is refused', () => {
    expect(() => shapeOf(chain(new Flatten(), new Dense(3)), [null, null, 4])).toThrow(
      /The shape of weight "kernel" is not known/,
    );
    const strided = chain(new Conv1D(2, 3, { strides: 2 }), new Flatten(), new Dense(3));
    expect(() => shapeOf(strided, [null, null, 4])).toThrow();
  });

  it('sequences of unknown lengths meet, and keep apart', () => {
    const [one, two] = [new Dense(4), new Dense(4)];
    const sum = () => new Composite([one, two], (x, y) => one(x).add(two(y)));
    expect(shapeOf(sum(), [null, null, 3], [null, null, 283])).toEqual([null, null, 4]);
    const scores = new Composite([one, two], (x, y) => one(x).matmul(ops.transpose(two(y), [0, 2, 1])));
    expect(shapeOf(scores, [null, null, 3], [null, null, 283])).toEqual([null, null, null]);
  });

  it('the batch is not taken for the time', () => {
    const layer = new Composite([], (x) => x.add(ops.transpose(x, [1, 0, 2])));
    expect(() => shapeOf(layer, [null, null, 4])).toThrow(/\[batch, n1, 4\] and \[n1, batch, 4\]/);
  });
});
