/** What the processor can do at most by ONNX Runtime: multiplications of matrices, and elements moved through memory. */
import { jit, ops, type Tensor, tensor } from '@org/core';
import { table } from './table.js';
import { type Contestant, compete, timed } from './timing.js';

const N = 1024;
const REPEATS = 4;
/** Elements that no cache holds. */
const LONG = 2 ** 24;

/** Every row ends in a sum, so that nothing large leaves the session. */
function contestant(name: string, compute: (...args: Tensor[]) => Tensor, args: readonly Tensor[]): Contestant {
  const total = jit((...inputs: Tensor[]) => ops.sum(compute(...inputs)));
  return { name, round: () => timed(1, () => total(...args).item()), close: async () => {} };
}

/** The sum itself, and what is measured on top of it. */
export async function rooflineTable(rounds: number): Promise<string> {
  const matrix = tensor(
    Float32Array.from({ length: N * N }, (_, i) => Math.sin(i) / N),
    [N, N],
  );
  const long = tensor(new Float32Array(LONG).fill(0.5));
  const products = (x: Tensor, y: Tensor) => Array.from({ length: REPEATS }).reduce<Tensor>((z) => z.matmul(y), x);
  const timings = await compete(
    [
      contestant('product', products, [matrix, matrix]),
      contestant('sum of product', (x) => x, [matrix]),
      contestant('copy', (x) => x.mul(2).add(1), [long]),
      contestant('sum of copy', (x) => x.mul(2), [long]),
    ],
    rounds,
  );
  const rows = (['wall', 'cpu'] as const).map((kind) => {
    const of = (name: string) => timings.get(name)![kind];
    const multiplied = (2 * REPEATS * N ** 3) / (of('product') - of('sum of product')) / 1e6;
    // An elementwise operation reads and writes each element.
    const moved = (2 * 4 * LONG) / (of('copy') - of('sum of copy')) / 1e6;
    return [kind, multiplied.toFixed(0), moved.toFixed(1)];
  });
  return table(['roofline', 'GFLOP/s of products', 'GB/s of an elementwise pass'], rows);
}
