import { KerasTensor, tensor } from '@org/core';
import { assertInputCompatibility, InputSpec } from './input-spec.js';

const check = (spec: InputSpec, x: unknown) => () => assertInputCompatibility(spec, x, 'layer');
const x = tensor([[1, 2, 3]]);

describe('InputSpec', () => {
  it.each([
    [{ ndim: 3 }, 'ndim=3'],
    [{ minNdim: 3 }, 'min_ndim=3'],
    [{ maxNdim: 1 }, 'max_ndim=1'],
    [{ dtype: 'float32' as const }, 'dtype=float32'],
    [{ axes: { [-1]: 4 } }, 'axis -1 of size 4'],
    [{ shape: [null, 4] }, 'shape [null, 4]'],
  ])('%j refuses what does not fit', (options, message) => {
    expect(check(new InputSpec(options), x)).toThrow(message);
    expect(check(new InputSpec(options), x)).toThrow('Input 0 of layer "layer"');
  });

  it.each([
    [{ ndim: 2, axes: { [-1]: 3 } }, x],
    [{ shape: [null, 3] }, x],
    [{ shape: [null, 3, 1], allowLastAxisSqueeze: true }, x],
    [{ axes: { 1: 5 } }, new KerasTensor([null, null])],
    [{ shape: [1], optional: true }, null],
  ])('%j accepts what does', (options, input) => {
    expect(check(new InputSpec(options), input)).not.toThrow();
  });

  it('counts inputs and finds them by name', () => {
    const specs = [new InputSpec({ name: 'b', ndim: 2 }), new InputSpec({ name: 'a', ndim: 1 })];
    expect(() => assertInputCompatibility(specs, [x], 'layer')).toThrow('wrong number of inputs');
    expect(() => assertInputCompatibility(specs, { a: tensor([1]), b: x }, 'layer')).not.toThrow();
    expect(() => assertInputCompatibility(specs, { a: x, c: x }, 'layer')).toThrow("'b'");
    expect(check(new InputSpec({ ndim: 1 }), 'text')).toThrow('tensor');
  });

  it('comes back from its config', () => {
    const spec = new InputSpec({ minNdim: 2, axes: { [-1]: 3 } });
    expect(InputSpec.fromConfig(spec.getConfig())).toEqual(spec);
  });
});
