import { KerasTensor, ops, type Tensor, tensor } from '@org/core';
import { registerKerasSerializable } from '../serialization/index.js';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Lambda } from './lambda.js';

const squarePlus = (x: Tensor, { bias = 0 }: { bias?: number } = {}): Tensor => x.mul(x).add(bias);
registerKerasSerializable({ package: 'test', name: 'squarePlus' })(squarePlus);

runLayerTest(Lambda, {
  args: [squarePlus, { arguments: { bias: 2 } }],
  inputShape: [2, 3],
  outputShape: [2, 3],
});

describe('Lambda', () => {
  it('finds shape and dtype by tracing', () => {
    const y = new Lambda((x: Tensor) => ops.cast(ops.sum(x, 1), 'int32'))(new KerasTensor([null, 3, 4]));
    expect([y.shape, y.dtype]).toEqual([[null, 4], 'int32']);
  });

  it('believes the output shape that it is given', () => {
    expect(new Lambda((x: Tensor) => x, { outputShape: [7] })(new KerasTensor([null, 3])).shape).toEqual([null, 7]);
    expect(
      new Lambda((x: Tensor) => x, { outputShape: (shape) => [...shape, 1] })(new KerasTensor([null, 3])).shape,
    ).toEqual([null, 3, 1]);
  });

  it('has as many shapes as it is given, of the batch of its first input', () => {
    const inputs = [new KerasTensor([null, 3]), new KerasTensor([null, 3])];
    const difference = ([p, q]: [Tensor, Tensor]) => p.sub(q).sum(1, true);
    const output = new Lambda(difference, { outputShape: [1] })(inputs);
    expect(output.shape).toEqual([null, 1]);
    // As Keras does.
    const shapeOf = (outputShape: [number] | [number][], given: unknown) =>
      new Lambda(difference, { outputShape }).computeOutputShape(given as never);
    expect(shapeOf([1], { a: [4, 3], b: [4, 2] })).toEqual([4, 1]);
    expect(shapeOf([[1], [2]], [4, 3])).toEqual([
      [4, 1],
      [4, 2],
    ]);
  });

  it('passes on the training flag to functions that take it', async () => {
    const layer = new Lambda((x: Tensor, { training = false }: { training?: boolean } = {}) =>
      training ? x.mul(2) : x,
    );
    expect(await layer(tensor([1, 2]), { training: true }).array()).toEqual([2, 4]);
    expect(await layer(tensor([1, 2])).array()).toEqual([1, 2]);
  });

  it('leaves functions alone that take no flag', async () => {
    for (const f of [ops.square, (x: Tensor) => ops.square(x)])
      expect(await new Lambda(f as never)(tensor([1, 2]), { training: true }).array()).toEqual([1, 4]);
    const scale = new Lambda((x: Tensor, factor = 2) => x.mul(factor));
    expect(await scale(tensor([1, 2])).array()).toEqual([2, 4]);
    expect(() => scale(tensor([1, 2]), { training: true })).toThrow(/The function of .* cannot be told training/);
  });

  it('refuses what it cannot run', () => {
    expect(() => new Lambda('x' as never)).toThrow('function');
    const config = { function: { class_name: '__lambda__', config: { code: '4wE=' } } };
    expect(() => Lambda.fromConfig(config)).toThrow('Python lambda');
  });
});
