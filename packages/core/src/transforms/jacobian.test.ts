import { tanh } from '../primitives/elementwise.js';
import '../ops/index.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { expectValues } from '../testing/agreement.js';
import { hessian, jacfwd, jacrev } from './jacobian.js';

const w = tensor([
  [0.3, -0.2, 0.5],
  [0.7, 0.1, -0.4],
  [-0.6, 0.8, 0.2],
]);
const x = tensor([0.5, -1, 2]);
const expected = [
  [0.070809, -0.047206, 0.118015],
  [0.524636, 0.074948, -0.299792],
  [-0.380844, 0.507792, 0.126948],
];

describe.each([
  ['jacrev', jacrev],
  ['jacfwd', jacfwd],
])('%s', (_name, jacobian) => {
  it('gives what jax gives', () => expectValues(jacobian((v: Tensor) => tanh(w.matmul(v)))(x), expected));

  it('has the shape of the result, then that of the argument', async () => {
    const outer = jacobian((a: Tensor, b: Tensor) => a.expandDims(1).mul(b), [0, 1])([2, 3], [5, 7, 11]);
    expect(outer.map(({ shape }) => shape)).toEqual([
      [2, 3, 2],
      [2, 3, 3],
    ]);
    await expectValues(outer[0].at(':', 1), [
      [7, 0],
      [0, 7],
    ]);
  });

  it('goes through trees on both sides', async () => {
    const f = ({ a, b }: { a: Tensor; b: Tensor }) => ({ sum: a.add(b), square: [a.mul(a)] as const });
    const found = jacobian(f)({ a: tensor(2, null, 'float32'), b: tensor(3, null, 'float32') });
    await expectValues([found.sum, found.square[0].a, found.square[0].b], [1, 1, 4, 0]);
    const [only, aux] = jacobian((v: Tensor) => [v.mul(v), { kept: 7 }] as const, { hasAux: true })(3);
    await expectValues(only, 6);
    expect(aux).toEqual({ kept: 7 });
  });
});

describe('hessian', () => {
  it('gives what jax gives', () =>
    expectValues(hessian((v: Tensor) => tanh(w.matmul(v)).square().sum())(x), [
      [0.083815, 0.121024, -0.18116],
      [0.121024, -0.098489, 0.026635],
      [-0.18116, 0.026635, -0.097745],
    ]));

  it('takes several arguments', async () => {
    const [[aa, ab], [ba, bb]] = hessian((a: Tensor, b: Tensor) => a.mul(a).mul(b), [0, 1])(2, 3);
    await expectValues([aa, ab, ba, bb], [6, 4, 4, 0]);
  });
});
