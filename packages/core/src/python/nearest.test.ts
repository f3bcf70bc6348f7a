import { nearest } from './nearest.js';

test.each([
  ['n_step', ['nSteps', 'lr'], 'nSteps'],
  ['learningrate', ['learningRate'], 'learningRate'],
  ['xyzzy', ['nSteps', 'lr'], null],
  ['trian', ['train', 'test'], 'train'],
  ['x', [], null],
  ['q', ['x', 'k'], null],
  ['lr', ['l2'], 'l2'],
])('%s of %j is %s', (name, names, meant) => {
  expect(nearest(name, names)).toBe(meant);
});
