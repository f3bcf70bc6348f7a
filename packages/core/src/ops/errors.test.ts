import { KerasTensor } from '../symbolic/keras-tensor.js';
import type { Tensor } from '../tensor/tensor.js';
import { jit } from '../tracing/compiled.js';
import * as ops from './index.js';

// What went wrong, what was received, and in which op.
const cases: [string, () => unknown, RegExp][] = [
  ['add', () => ops.add(ops.ones([2, 3]), ops.ones([4])), /broadcast together[\s\S]*\[2, 3\] and \[4\][\s\S]*In: add/],
  [
    'matmul',
    () => ops.matmul(ops.ones([2, 3]), ops.ones([2, 3])),
    /inner sizes differ[\s\S]*a \[2, 3\] float32, b \[2, 3\]/,
  ],
  ['concatenate', () => ops.concatenate([ops.ones([2, 3]), ops.ones([2, 2])]), /\[2, 3\][\s\S]*\[2, 2\]/],
  ['stack', () => ops.stack([ops.ones([2]), ops.ones([3])]), /must have one shape[\s\S]*\[2\], \[3\]/],
  ['sum', () => ops.sum(ops.ones([2]), { axis: 'a' as never }), /`axis` is not an axis[\s\S]*'a'/],
  ['concatenate', () => ops.concatenate(ops.ones([2]) as never, ops.ones([2]) as never), /one array: \[a, b\]/],
  ['stack', () => ops.stack(ops.ones([2]) as never), /one array[\s\S]*\[a, b\]/],
  ['vstack', () => ops.vstack(ops.ones([2]) as never), /one array[\s\S]*\[a, b\]/],
  ['einsum', () => ops.einsum(ops.ones([2]) as never, ops.ones([2])), /subscripts come first/],
  ['reshape', () => ops.reshape(ops.ones([2, 3]), [4, -1]), /6 elements[\s\S]*\[2, 3\] to \[4, -1\]/],
  ['squeeze', () => ops.squeeze(ops.ones([2, 1]), 0), /axis 0 of shape \[2, 1\]/],
  ['argmax', () => ops.argmax(ops.ones([2]), [] as never), /an axis is one integer[\s\S]*Received: \[\]/],
  ['cumsum', () => ops.cumsum(ops.ones([2]), [0] as never), /an axis is one integer[\s\S]*Received: \[0\]/],
  ['sum', () => ops.sum(ops.ones([2]), 3), /axis 3 is out of bounds for a tensor of rank 1/],
  ['max', () => ops.max(ops.ones([0])), /without elements/],
  ['argmax', () => ops.argmax(ops.ones([0, 3]), 0), /without elements/],
  ['argmin', () => ops.argmin(ops.ones([0, 3])), /without elements/],
  ['split', () => ops.split(ops.ones([5]), 2), /equal parts[\s\S]*size 5/],
  [
    'einsum',
    () => ops.einsum('ij,jk->ik', ops.ones([2, 3]), ops.ones([4, 2])),
    /'j' stands for two sizes[\s\S]*3 and 4/,
  ],
  ['einsum', () => ops.einsum('ij->ijk', ops.ones([2, 3])), /label 'k' is unknown/],
  ['einsum', () => ops.einsum('ijk', ops.ones([2, 3])), /'ijk' does not fit/],
  ['rearrange', () => ops.rearrange(ops.ones([5]), '(a b) -> a b', { a: 2 }), /does not divide into \(a b\)/],
  ['solve', () => ops.solve(ops.ones([2, 3]), ops.ones([2])), /square matrices are needed/],
  ['tensordot', () => ops.tensordot(ops.ones([2, 3]), ops.ones([4, 5]), 1), /inner sizes differ/],
  ['pad', () => ops.pad(ops.ones([2]), 1, 'edge', 0), /belongs to mode 'constant'/],
  ['bitwiseAnd', () => ops.bitwiseAnd(ops.ones([2]), 1), /integers are needed/],
  ['subtract', () => ops.subtract([true], [false]), /bools cannot be subtracted/],
  // @ts-expect-error one of two choices
  ['where', () => ops.where([true], 1), /both x1 and x2 are needed/],
  ['searchsorted', () => ops.searchsorted(ops.ones([2, 2]), 1), /a sorted vector is needed/],
  ['histogram', () => ops.histogram(ops.ones([2, 2])), /a vector is needed/],
  ['reshape', () => ops.reshape(new KerasTensor([null, null, 3]), [null, 0, 3] as never), /no elements[\s\S]*use -1/],
  ['reshape', () => ops.reshape(new KerasTensor([null, 3]), [0, 3]), /no elements[\s\S]*use -1/],
  ['reshape', () => ops.reshape(ops.ones([2, 3]), [2, 0]), /6 elements[\s\S]*use -1/],
  ['cholesky', () => ops.cholesky(new KerasTensor([null, 4])), /square matrices[\s\S]*\[null, 4\]/],
  ['solve', () => ops.solve(new KerasTensor([2, 2]), new KerasTensor([3, 2])), /as many rows/],
  ['norm', () => ops.norm(ops.ones([3]), { axis: [0, 1] }), /out of bounds/],
  ['fft', () => ops.fft([new KerasTensor([null]), new KerasTensor([null])]), /of known size/],
  ['stft', () => ops.stft(ops.ones([8]), 4, 0, 4), /sequenceStride must be a positive integer/],
  ['unstack', () => ops.unstack(new KerasTensor([2, null]), { axis: 1 }), /num is needed/],
  ['histogram', () => ops.histogram(ops.ones([2]), 0), /bins must be positive/],
  ['argpartition', () => ops.argpartition(ops.ones([2]), [0, 1] as never), /kth must be a position/],
  ['concatenate', () => ops.concatenate([new KerasTensor([2])], null), /symbolic tensors need an axis/],
  ['takeAlongAxis', () => ops.takeAlongAxis(ops.ones([2, 3]), ops.cast(ops.ones([4, 1]), 'int32'), 1), /do not fit/],
];

it.each(cases)('%s', (_name, call, message) => {
  expect(call).toThrow(message);
});

it.each<[string, (x: Tensor) => unknown]>([
  ['nonzero', (x: Tensor) => ops.nonzero(x)],
  ['unique', (x: Tensor) => ops.unique(x)],
  ['bincount', (x: Tensor) => ops.bincount(ops.cast(x, 'int32'))],
])('%s says that it needs values', (_name, fn) => {
  expect(() => jit(fn)(ops.ones([3]))).toThrow(/depends on values, which a traced function does not have/);
});
