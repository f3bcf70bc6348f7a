import { runLayerTest } from '../testing/run-layer-test.js';
import { EinsumDense } from './einsum-dense.js';
import { analyzeEinsum } from './einsum-equation.js';

runLayerTest(EinsumDense, {
  args: ['abc,cde->abde', [3, 4, 5], { biasAxes: 'de', activation: 'relu', kernelRegularizer: 'l2' }],
  inputShape: [2, 3, 6],
  outputShape: [2, 3, 4, 5],
  trainableWeights: 2,
  losses: 1,
});
runLayerTest(EinsumDense, {
  args: ['...x,xy->...y', 4],
  inputShape: [2, 3, 6],
  outputShape: [2, 3, 4],
  trainableWeights: 1,
});

describe('einsum equations', () => {
  // Shapes of kernel, bias and output, as Keras 3.15 finds them.
  it.each([
    ['ab,bc->ac', 'c', [null, 32], [64], [32, 64], [64], [null, 64]],
    ['...ab,bc->...ac', 'c', [null, 1, 2, 32], [2, 64], [32, 64], [64], [null, 1, 2, 64]],
    ['ab...,bc->ac...', 'c', [null, 32, 1, 2], [64], [32, 64], [64, 1, 1], [null, 64, 1, 2]],
    ['abc,cd->abd', 'ad', [5, 6, 32], [6, 64], [32, 64], [5, 1, 64], [5, 6, 64]],
    ['abc,cde->abde', 'bde', [null, 1, 2], [1, 3, 4], [2, 3, 4], [1, 3, 4], [null, 1, 3, 4]],
  ] as const)('%s with a bias along %s', (equation, biasAxes, input, partial, kernel, bias, output) => {
    expect(analyzeEinsum(equation, biasAxes, input, partial)).toMatchObject({ kernel, bias, output });
  });

  it.each([
    ['abcd', [null, 2], [3], 'Invalid einsum equation'],
    ['ab,bc->cd', [null, 2], [3, 4], "'d'"],
    ['ab,cd->ad', [null, 2], [3], "'c'"],
    ['abc,cd->abd', [null, 2, 3], [4, 5], 'differ along'],
  ] as const)('%s does not fit', (equation, input, partial, message) => {
    expect(() => analyzeEinsum(equation, null, input, partial)).toThrow(message);
  });
});
