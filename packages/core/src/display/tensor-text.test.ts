import { inspect } from 'node:util';
import { jit, traceFunction } from '../tracing/compiled.js';
import '../ops/methods.js';
import { KerasTensor } from '../symbolic/keras-tensor.js';
import { symbolicResult } from '../symbolic/symbolic-result.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { gradients } from '../transforms/index.js';
import type { Display } from './tensor-text.js';

const displayed = (value: unknown) => (value as Record<symbol, () => Display>)[Symbol.for('Jupyter.display')]!();

describe('a tensor in console.log', () => {
  it('shows its elements, shape and dtype', () => {
    expect(inspect(tensor([1, 2]))).toBe('Tensor([1, 2], shape=[2], dtype=int32)');
    expect(inspect({ x: tensor([[1.5], [2]]) })).toBe(
      '{\n  x: Tensor([[1.5],\n          [2. ]], shape=[2, 1], dtype=float32)\n}',
    );
    expect(inspect(tensor([0.1, 0.2, 0.3, 0.4, 0.5, 1e-9]))).toMatch(/, 1\.e-09\],\n {7}shape=\[6\], dtype=float32\)$/);
  });

  it('shows what is computed in no time, and computes nothing else', () => {
    expect(inspect(tensor([1, 2]).mul(3))).toBe('Tensor([3, 6], shape=[2], dtype=int32)');
    expect(inspect(tensor(new Float32Array(5000)).add(1))).toBe('Tensor(shape=[5000], dtype=float32, pending)');
  });

  it('shows that it is traced, with the sizes that are known', () => {
    const texts: string[] = [];
    const note = (x: Tensor) => {
      texts.push(inspect(x), inspect(x.add(1)), inspect(tensor(2).mul(3)));
      return x;
    };
    jit(note)(tensor([1, 2]));
    const traced = 'Tensor(shape=[2], dtype=int32, traced)';
    expect(texts.splice(0)).toEqual([traced, traced, 'Tensor(6, shape=[], dtype=int32)']);
    symbolicResult(note as (x: unknown) => Tensor, [new KerasTensor([null, 3])]);
    expect(texts[0]).toBe('Tensor(shape=[null, 3], dtype=float32, traced)');
  });

  it('changes nothing', async () => {
    const x = new Variable([1, 2, 3], { dtype: 'float32' });
    const y = x.value.mul(x.value);
    const { node } = y;
    inspect(y);
    displayed(y);
    expect([y.known, y.node]).toEqual([null, node]);
    expect(await gradients(y, [x])[0]!.array()).toEqual([2, 4, 6]);
  });
});

describe('a variable', () => {
  it('is shown as in Keras', () => {
    const v = new Variable(
      [
        [1, 2],
        [3, 4],
      ],
      { name: 'v', dtype: 'float32' },
    );
    expect(inspect(v)).toBe('<Variable path=v, shape=[2, 2], dtype=float32, value=[[1., 2.],\n [3., 4.]]>');
    v.assign(v.value.add(1));
    expect(inspect(v)).toBe('<Variable path=v, shape=[2, 2], dtype=float32, value=[[2., 3.],\n [4., 5.]]>');
  });

  it('is not read by a trace when it is shown there', () => {
    const v = new Variable(1, { name: 'v' });
    const texts: string[] = [];
    const { reads } = traceFunction(
      (x: Tensor) => {
        texts.push(inspect(v));
        v.assign(x);
        texts.push(inspect(v));
      },
      [1],
    );
    expect(reads).toEqual([]);
    const traced = '<Variable path=v, shape=[], dtype=int32, traced>';
    expect(texts).toEqual([traced, traced]);
  });
});

test('a symbolic tensor is shown as in Keras', () => {
  expect(inspect(new KerasTensor([null, 3], { name: 'x' }))).toBe(
    '<KerasTensor shape=[null, 3], dtype=float32, sparse=false, ragged=false, name=x>',
  );
});

describe('a notebook', () => {
  it('gets a table of one or two axes, and a text', () => {
    expect(
      displayed(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toEqual({
      'text/plain': 'Tensor([[1, 2],\n        [3, 4]], shape=[2, 2], dtype=int32)',
      'text/html':
        '<table><caption>shape=[2, 2], dtype=int32</caption><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>',
    });
    expect(displayed(tensor(new Float32Array(2000)))['text/html']).toContain('<td>0.</td><td>…</td><td>0.</td>');
  });

  it('gets the text alone of anything else', () => {
    expect(displayed(tensor(2))['text/html']).toBe('<pre>Tensor(2, shape=[], dtype=int32)</pre>');
    expect(displayed(new KerasTensor([null], { name: 'x' }))['text/html']).toMatch(
      /^<pre>&lt;KerasTensor .*&gt;<\/pre>$/,
    );
    expect(displayed(new Variable(1, { name: 'v' }))['text/html']).toMatch(/^<pre>&lt;Variable .*value=1&gt;<\/pre>$/);
  });
});
