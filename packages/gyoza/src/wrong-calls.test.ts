/** What a newcomer gets wrong: each error names the layer, what it expects and what it received. */
import { ops } from '@org/core';
import * as keras from '@org/models';
import * as gyoza from './index.js';

const { Dense } = keras.layers;
const { flows } = gyoza;
const x = ops.ones([2, 4]);
const mask = () => new gyoza.HeavisideMask([1], [4]);
const wrong = (options: object) => options as never;

test.each<[what: string, call: () => unknown, name: string, said: RegExp]>([
  [
    'a misspelt keyword',
    () =>
      new gyoza.AdditiveCoupling(
        wrong({ shape: [4], axes: [1], computeCouplingParameter: new Dense(4), mask: mask() }),
      ),
    'TypeError',
    /AdditiveCoupling\(\).*computeCouplingParameter\b/s,
  ],
  [
    'a keyword in Python’s spelling',
    () => new gyoza.Reflection(wrong({ shape: [4], axes: [1], reflection_count: 2 })),
    'TypeError',
    /Reflection\(\).*reflection_count.*reflectionCount/s,
  ],
  [
    'a missing mask',
    () => new gyoza.AffineCoupling(...wrong([[4], [1], new Dense(8)])),
    'TypeError',
    /AffineCoupling.*mask/,
  ],
  [
    'a number for a shape',
    () => new gyoza.ActivationNormalization(wrong(4 as never), 1 as never),
    'ValueError',
    /shape \[4\]/,
  ],
  [
    'a network of another size, additive',
    () => new gyoza.AdditiveCoupling([4], [1], new Dense(3), mask())(x),
    'ValueError',
    /AdditiveCoupling.*\[2,4\].*\[2,3\]/s,
  ],
  [
    'a network of another size, affine',
    () => new gyoza.AffineCoupling([4], [1], new Dense(4), mask())(x),
    'ValueError',
    /AffineCoupling.*\[2,4\].*\[2,2\]/s,
  ],
  [
    'a network of another size, of a spline',
    () => new flows.SplineCoupling([4], [1], new Dense(8), mask())(x),
    'ValueError',
    /SplineCoupling.*a last axis of 92.*\[2,8\]/s,
  ],
  [
    'pictures for MaskedAutoregressive',
    () => new flows.MaskedAutoregressive([4], [1])(ops.ones([2, 4, 3])),
    'ValueError',
    /MaskedAutoregressive.*\[4\] along the axes \[1\], 2 axes.*\[2,4,3\]/s,
  ],
  [
    'pictures for NeuralODE',
    () => new flows.NeuralODE([4], [1], new Dense(4))(ops.ones([2, 4, 3])),
    'ValueError',
    /NeuralODE.*2 axes.*\[2,4,3\]/s,
  ],
  [
    'another rank for a 1×1 convolution',
    () => new flows.InvertibleConvolution([4], [2])(ops.ones([2, 3, 4, 5])),
    'ValueError',
    /InvertibleConvolution.*\[4\] along the axes \[2\], 3 axes.*\[2,3,4,5\]/s,
  ],
  ['another axis for vectors', () => new flows.Residual([4], [2]), 'ValueError', /Residual.*axes \[1\].*axes \[2\]/s],
  [
    'velocities of another size',
    () => new flows.NeuralODE([4], [1], new Dense(3))(x),
    'ValueError',
    /NeuralODE.*\[2,4\].*\[2,3\]/s,
  ],
  [
    'a name for a trace',
    () => new flows.NeuralODE([4], [1], new Dense(4), wrong({ trace: 'exakt' })),
    'ValueError',
    /'exact'/,
  ],
  [
    'a network that is none',
    () => new flows.NeuralODE([4], [1], wrong('tanh' as never)),
    'TypeError',
    /NeuralODE.*tanh/s,
  ],
  ['one axis for Squeeze', () => new flows.Squeeze([4], [1]), 'ValueError', /Squeeze.*axes \[1, 2\].*axes \[1\]/s],
  [
    'vectors for Squeeze',
    () => new flows.Squeeze([4, 4], [1, 2])(ops.ones([1, 4, 4])),
    'ValueError',
    /Squeeze.*4 axes/s,
  ],
  ['an odd last axis for Split', () => new flows.Split([], [3]), 'ValueError', /halves.*\[3\]/s],
  ['a Dense layer in Split', () => new flows.Split(wrong([new Dense(3)]), [4]), 'TypeError', /an instance of Dense/],
  ['a Dense layer turned round', () => new flows.Inverse(wrong(new Dense(4))), 'TypeError', /an instance of Dense/],
  ['a Dense layer in a model', () => new gyoza.FlowModel(wrong([new Dense(4)])), 'TypeError', /an instance of Dense/],
  [
    'one layer for a list',
    () => new gyoza.FlowModel(wrong(new gyoza.Reflection([4], [1], 1))),
    'TypeError',
    /an instance of Reflection/,
  ],
  ['a name for a base', () => new gyoza.FlowModel([], wrong({ base: 'normal' })), 'TypeError', /distribution.*normal/s],
  [
    'a text for a number of samples',
    () => new gyoza.FlowModel([]).sample(wrong('4' as never)),
    'ValueError',
    /number of samples/,
  ],
  [
    'a list of inputs and condition',
    () =>
      new gyoza.FlowModel([new gyoza.Reflection([4], [1], 1)]).build(
        wrong([
          [null, 4],
          [null, 1],
        ] as never),
      ),
    'ValueError',
    /one tensor.*\[\[null,4\],\[null,1\]\].*fit\(\{ inputs, condition \}\)/s,
  ],
  [
    'a misspelt condition',
    () => new gyoza.FlowModel([new gyoza.Reflection([4], [1], 1)])(x, wrong({ conditon: x })),
    'TypeError',
    /'conditon'.*condition/s,
  ],
  [
    'a condition for other samples',
    () => new flows.MaskedAutoregressive([4], [1], { conditionSize: 2 })(x, { condition: ops.ones([3, 2]) }),
    'ValueError',
    /condition.*\[2, size\].*\[3,2\].*MaskedAutoregressive/s,
  ],
  ['an unknown toy density', () => flows.toySamples(wrong('moons' as never), 10), 'ValueError', /twoMoons.*moons/s],
  ['means of several sizes', () => new flows.GaussianMixture([[0, 1], [2]], 1), 'ValueError', /\[0,1\], \[2\]/],
  ['a negative deviation', () => new flows.GaussianMixture([[0, 1]], -1), 'ValueError', /deviation -1/],
  [
    'a mixture of other vectors',
    () => new flows.GaussianMixture([[0, 1]], 1).logProb(x),
    'ValueError',
    /\[batch, 2\].*\[2, 4\]/s,
  ],
  [
    'a broken number of dimensions',
    () => new gyoza.SupervisedFactorLoss([2.5]),
    'ValueError',
    /SupervisedFactorLoss.*2.5/s,
  ],
  ['no pieces', () => new flows.ElementSpline([4], [1], { bins: 0 }), 'ValueError', /bins 0/],
  [
    'other tails',
    () => new flows.ElementSpline([4], [1], wrong({ tails: 'round' })),
    'ValueError',
    /'circular'.*round/s,
  ],
  ['a slope above 1', () => new flows.Residual([4], [1], { lipschitz: 1.2 }), 'ValueError', /lipschitz 1.2/],
  [
    'a function without an inverse',
    () => new flows.InvertibleActivation([4], [1], wrong('relu' as never)),
    'ValueError',
    /leakyRelu.*relu/s,
  ],
  [
    'a negative clamp',
    () => new gyoza.AffineCoupling([4], [1], new Dense(8), mask(), { clamp: -1 }),
    'ValueError',
    /clamp -1/,
  ],
])('%s', (_, call, name, said) => {
  let error: Error | null = null;
  try {
    call();
  } catch (caught) {
    error = caught as Error;
  }
  expect(error?.name).toBe(name);
  expect(error?.message).toMatch(said);
});
