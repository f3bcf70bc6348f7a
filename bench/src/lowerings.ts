/**
 * Times pieces of a convolutional network on their own: `npm run build && node --import tsx bench/src/lowerings.ts [rounds]`.
 * Every piece ends in a sum, so that nothing large leaves the session; the row 'sum' is what that costs.
 */
import { jit, ops, type Tensor, tensor, vjp } from '@org/core';
import { sessions } from '@org/core/internal';
import { milliseconds, table } from './table.js';
import { type Contestant, compete, timed } from './timing.js';

const rounds = Number(process.argv[2] ?? 15);
const batch = 128;

const values = (...shape: number[]): Tensor => {
  const size = shape.reduce((n, dim) => n * dim, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(i * 12.9898)),
    shape,
  );
};

/** The gradient of `f` at x in the direction of a cotangent. */
const gradient =
  (f: (x: Tensor) => Tensor) =>
  (x: Tensor, g: Tensor): Tensor =>
    (vjp(f, x)[1](g) as Tensor[])[0]!;

const conv = (x: Tensor, kernel: Tensor): Tensor => ops.conv(x, kernel);
const pool = (x: Tensor): Tensor => ops.maxPool(x, 2);

// The second convolution of the CNN of the training benchmark, and its first for one input channel.
const [x, kernel, y] = [values(batch, 13, 13, 32), values(3, 3, 32, 64), values(batch, 11, 11, 64)];
const [images, firstKernel, firstY] = [values(batch, 28, 28, 1), values(3, 3, 1, 32), values(batch, 26, 26, 32)];
const pooled = values(batch, 5, 5, 64);

type Piece = readonly [name: string, compute: (...args: Tensor[]) => Tensor, args: readonly Tensor[]];

const pieces: readonly Piece[] = [
  ['sum of the output', (a) => a!, [y]],
  ['convolution', (a, k) => conv(a!, k!), [x, kernel]],
  ['convolution, bias, relu', (a, k, b) => ops.relu(ops.add(conv(a!, k!), b!)), [x, kernel, values(64)]],
  ['two convolutions in a row', (a, k, l) => conv(ops.relu(conv(a!, k!)), l!), [x, kernel, values(3, 3, 64, 32)]],
  ['gradient to the input', (a, k, g) => gradient((v) => conv(v, k!))(a!, g!), [x, kernel, y]],
  ['gradient to the kernel', (a, k, g) => gradient((v) => conv(a!, v))(k!, g!), [x, kernel, y]],
  ['the same, one input channel', (a, k, g) => gradient((v) => conv(a!, v))(k!, g!), [images, firstKernel, firstY]],
  ['depthwise convolution', (a, k) => ops.depthwiseConv(a!, k!), [y, values(3, 3, 64, 1)]],
  [
    'its gradient to the kernel',
    (a, k, g) => gradient((v) => ops.depthwiseConv(a!, v))(k!, g!),
    [y, values(3, 3, 64, 1), values(batch, 9, 9, 64)],
  ],
  ['max-pool', (a) => pool(a!), [y]],
  ['max-pool and its gradient', (a, g) => gradient(pool)(a!, g!), [y, pooled]],
  ['max-pool 3x3, stride 2, and its gradient', (a, g) => gradient((v) => ops.maxPool(v, 3, 2))(a!, g!), [y, pooled]],
  ['average-pool and its gradient', (a, g) => gradient((v) => ops.averagePool(v, 2))(a!, g!), [y, pooled]],
  ['relu and its gradient', (a, g) => gradient((v) => ops.relu(v))(a!, g!), [y, y]],
];

const contestants = pieces.map(([name, compute, args]): Contestant => {
  const total = jit((...inputs: Tensor[]) => ops.sum(compute(...inputs)));
  const steps = 5;
  const run = async () => {
    for (let i = 0; i < steps; i++) await total(...args).item();
  };
  return { name, round: () => timed(steps, run), close: async () => {} };
});

const timings = await compete(contestants, rounds);
const rows = [...timings].map(([name, { wall, cpu }]) => [name, milliseconds(wall), milliseconds(cpu)]);
console.log(table(['piece', 'wall ms', 'CPU ms'], rows));
console.log(`\n${sessions.created} sessions.`);
