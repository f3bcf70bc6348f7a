import { evaluateGraph } from '../../../graph/evaluate.js';
import { type Graph, topologicalOrder } from '../../../graph/node.js';
import { add } from '../../../primitives/elementwise.js';
import { slice } from '../../../primitives/movement.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { placeholder, type Tensor } from '../../../tensor/tensor.js';
import { joinSlices } from './join-slices.js';

const namesOf = ({ outputs }: Graph): string[] => topologicalOrder(outputs).map(({ primitive }) => primitive.name);

/** Slices along the last axis of a matrix, from each start to each end. */
function expectSame(
  parts: readonly (readonly [start: number, end: number])[],
  others?: (x: Tensor) => Tensor,
): string[] {
  const x = placeholder({ shape: [3, 10], dtype: 'float32' });
  const cut = parts.map(([start, end]) => slice(x, [0, start], [3, end - start]));
  const graph: Graph = { inputs: [x], outputs: [...cut, ...(others ? [others(x)] : [])] };
  const joined = joinSlices(graph);
  const data = Float32Array.from({ length: 30 }, (_, i) => i);
  const [expected, given] = [graph, joined].map((of) =>
    evaluateGraph(of.outputs, new Map([[of.inputs[0]!, { dtype: 'float32' as const, shape: [3, 10], data }]])),
  );
  given!.forEach((array, i) => {
    expect(array.shape).toEqual(expected![i]!.shape);
    expect(Array.from(toNumbers(array))).toEqual(Array.from(toNumbers(expected![i]!)));
  });
  return namesOf(joined);
}

test.each([
  [
    'the whole axis',
    [
      [0, 4],
      [4, 5],
      [5, 10],
    ],
  ],
  [
    'in any order',
    [
      [7, 10],
      [0, 2],
      [2, 7],
    ],
  ],
  [
    'with gaps',
    [
      [1, 3],
      [3, 4],
      [6, 9],
    ],
  ],
] as const)('parts of %s are one operation', (_, parts) => {
  expect(expectSame(parts)).toEqual(['split']);
});

test('parts that overlap, or are few, stay', () => {
  expect(
    expectSame([
      [0, 4],
      [3, 6],
      [6, 10],
    ]),
  ).toEqual(['slice', 'slice', 'slice']);
  expect(
    expectSame([
      [0, 4],
      [4, 10],
    ]),
  ).toEqual(['slice', 'slice']);
});

test('those of another axis, or in steps, stay', () => {
  const others = (x: Tensor) => add(slice(x, [1, 0], [1, 10]), slice(x, [0, 0], [1, 10]));
  expect(
    expectSame(
      [
        [0, 4],
        [4, 5],
        [5, 10],
      ],
      others,
    ).sort(),
  ).toEqual(['add', 'slice', 'slice', 'split']);
});
