/** Lazy programs leave graphs that are as deep as they ran long: every pass goes through them in linear time, on a stack of its own. */
import { thorough } from '@org/testing';
import { cpuCapabilities } from '../../backend/cpu/cpu.js';
import { onnxModel } from '../../backend/onnx-model.js';
import { add, mul, neg, relu, scalar, sin } from '../../primitives/elementwise.js';
import { product } from '../../primitives/matmul.js';
import { broadcastTo, pad, reshape, slice, transpose } from '../../primitives/movement.js';
import { sum } from '../../primitives/reduce.js';
import { toNumbers } from '../../tensor/host-array.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { evaluateGraph } from '../evaluate.js';
import type { Graph } from '../node.js';
import { structureKey } from '../structure.js';
import { expand } from './expand.js';
import { optimize, through } from './optimize.js';

const input = placeholder({ shape: [2, 2], dtype: 'float32' });
const half = scalar(0.5, 'float32');

/** One operation of a chain, or a few. */
const chains: Readonly<Record<string, (x: Tensor, i: number) => Tensor>> = {
  'elementwise operations': (x, i) => [mul(x, half), sin(x), neg(x), add(x, scalar(i % 7, 'float32'))][i % 4]!,
  'sums of one tensor': (x) => mul(add(x, x), half),
  'transposes between others': (x, i) => (i % 2 === 0 ? relu(sin(x)) : transpose(x, [1, 0])),
  'matrix products': (x) => sin(reshape(product(x, x), [2, 2])),
  'padded parts that are added up': (x, i) => add(x, pad(slice(x, [i % 2, 0], [1, 2]), [i % 2, 0], [1 - (i % 2), 0])),
  'broadcasts of sums': (x) => broadcastTo(sum(x, [0], true), [2, 2]),
};

function chainOf(step: (x: Tensor, i: number) => Tensor, length: number): Graph {
  let x = input;
  for (let i = 0; i < length; i++) x = step(x, i);
  return { inputs: [input], outputs: [x] };
}

const LENGTH = thorough(1000, 500);
const capabilities = cpuCapabilities(16);

/** All that happens to a graph before the runtime has it. */
function prepared(graph: Graph): Graph {
  const { graph: rest } = capabilities.split(optimize(expand(graph)));
  const ready = through(capabilities.passes, rest);
  structureKey(ready, () => false);
  onnxModel(ready, capabilities);
  return ready;
}

/** Processor milliseconds, which other work on the machine does not count into. */
function timeOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test.each(Object.entries(chains))('ten times as many %s take some ten times as long', (_, step) => {
  const [short, long] = [chainOf(step, LENGTH), chainOf(step, 10 * LENGTH)];
  prepared(short);
  const once = Math.min(...[1, 2, 3].map(() => timeOf(() => prepared(short))));
  // Quadratic time would be a hundred times as much.
  expect(timeOf(() => prepared(long)) / once).toBeLessThan(40);
});

test('tens of thousands of operations are prepared and evaluated', () => {
  const step = (x: Tensor, i: number) => (i % 2 === 0 ? add(x, x) : mul(x, half));
  const { outputs } = prepared(chainOf(step, thorough(100_000, 30_000)));
  const given = { dtype: 'float32', shape: [2, 2], data: new Float32Array([1, 2, 3, 4]) } as const;
  const [result] = evaluateGraph(outputs, new Map([[input, given]]));
  expect(Array.from(toNumbers(result!))).toEqual([1, 2, 3, 4]);
});
