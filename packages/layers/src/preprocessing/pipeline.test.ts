import { type SymbolicShape, type Tensor, tensor } from '@org/core';
import { Dense } from '../core/dense.js';
import { Masking } from '../core/masking.js';
import { Layer } from '../layer.js';
import { Dropout } from '../regularization/dropout.js';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Pipeline } from './pipeline.js';
import { Rescaling } from './rescaling.js';

runLayerTest(Pipeline, {
  args: [[new Rescaling(2), new Dense(5)]],
  inputShape: [4, 3],
  outputShape: [4, 5],
  trainableWeights: 2,
  halfTypes: [],
});

/** Notes what it is called with. */
class Witness extends Layer {
  static override readonly callParameters = ['inputs', '*', 'training', 'mask'];
  seen: unknown[] = [];
  override call(
    inputs: Tensor,
    { training = null, mask = null }: { training?: boolean | null; mask?: Tensor | null } = {},
  ) {
    this.seen.push([training, mask?.shape ?? null]);
    return inputs;
  }
  override computeMask(_inputs: unknown, previousMask?: unknown) {
    return previousMask;
  }
  override computeOutputShape(inputShape: SymbolicShape) {
    return inputShape;
  }
}

describe('Pipeline', () => {
  it('trains unless it is told otherwise', async () => {
    const [witness, dropout] = [new Witness(), new Dropout(0.5)];
    const pipeline = new Pipeline([dropout, witness]);
    const x = tensor(new Float32Array(100).fill(1));
    expect(new Set(await pipeline(x).data())).toEqual(new Set([0, 2]));
    expect(new Set(await pipeline(x, { training: false }).data())).toEqual(new Set([1]));
    expect(witness.seen).toEqual([
      [true, null],
      [false, null],
    ]);
  });

  it('passes masks on: the one given, and those of its layers', () => {
    const [first, second] = [new Witness(), new Witness()];
    const x = tensor([[[1], [0]]]);
    new Pipeline([first, second])(x, { mask: tensor([[true, false]]) });
    new Pipeline([new Masking(), second])(x);
    expect(first.seen).toEqual([[true, [1, 2]]]);
    expect(second.seen).toEqual([
      [true, [1, 2]],
      [true, [1, 2]],
    ]);
  });

  it("has Keras's config, which it does not change", () => {
    const config = new Pipeline([new Rescaling(2)], 'steps').getConfig();
    expect(config).toMatchObject({ name: 'steps', layers: [{ class_name: 'Rescaling', module: 'keras.layers' }] });
    const { layers } = config;
    const copy = Pipeline.fromConfig(config) as Pipeline;
    expect(config.layers).toBe(layers);
    expect(copy.layers[0]).toBeInstanceOf(Rescaling);
  });

  it.each([{}, { layers: null }, { layers: 'a' }])('is not made from the config %p', (config) => {
    expect(() => Pipeline.fromConfig({ name: 'test', ...config })).toThrow(
      expect.objectContaining({ name: 'ValueError', message: expect.stringContaining('layers') }),
    );
  });

  it('is made of layers', () => {
    expect(() => new Pipeline([1 as never])).toThrow(/list of `layers`/);
  });
});
