import '../ops/methods.js';
import { isCall } from '../graph/call-nodes.js';
import { type Node, nodesInAge } from '../graph/node.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { applyTraced, traceFunction } from '../tracing/compiled.js';
import { stagesOf } from './stages.js';

const stages = (...tensors: readonly Tensor[]): number[] =>
  stagesOf(nodesInAge(tensors), () => false).map((nodes: readonly Node[]) => nodes.length);

/** A variable with its update as one node, as optimizers have it. */
function updated(size: number): { variable: Variable; update: () => void } {
  const variable = new Variable(tensor(new Float32Array(size)));
  const gradient = tensor(new Float32Array(size).fill(1));
  const trace = traceFunction((g: Tensor) => void variable.assignSub(g), [gradient]);
  return { variable, update: () => void applyTraced(trace, [gradient], false) };
}

test('what needs the results of a large update runs behind it', () => {
  const { variable, update } = updated(2 ** 14);
  update();
  const loss = variable.value.square().sum();
  expect(isCall(nodesInAge([loss])[0]!)).toBe(true);
  expect(stages(loss)).toEqual([1, 2]);
});

test('each update of which what follows needs something ends a stage', () => {
  const [first, second] = [updated(2 ** 14), updated(2 ** 14)];
  first.update();
  const between = first.variable.value.square().sum();
  second.update();
  const loss = second.variable.value.square().sum().add(between);
  expect(stages(loss, first.variable.value)).toEqual([1, 3, 3]);
});

test('an update at the end, one that nothing needs, and a small one end no stage', () => {
  const { variable, update } = updated(2 ** 14);
  const before = variable.value.square().sum();
  update();
  expect(stages(before, variable.value)).toEqual([3]);
  expect(stages(variable.value, before.mul(2))).toEqual([4]);
  const small = updated(100);
  small.update();
  expect(stages(small.variable.value.square().sum())).toEqual([3]);
});
