import '../index.js';
import { isLeaf, nodesInAge } from '../graph/node.js';
import { skeletonOf } from '../graph/skeleton.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { RepeatedRuns } from './repeated-runs.js';

const x = tensor(Float32Array.from({ length: 4096 }, (_, i) => i));
const compute = (scale: Tensor = x): Tensor => x.mul(scale).sin().sum();

/** What is found of runs of single stages, each made by a function. */
async function runsOf(runs: readonly (() => Tensor)[], before: (root: Tensor) => void = () => {}): Promise<boolean[]> {
  const repeated = new RepeatedRuns();
  await repeated.load();
  return runs.map((make) => {
    const outputs = [make()];
    before(outputs[0]!);
    const found = repeated.find(outputs, 'cpu');
    if (found) {
      const [stage] = found;
      expect(stage!.nodes.map(({ id }) => id)).toEqual(nodesInAge(outputs).map(({ id }) => id));
      expect(stage!.outputs[0]).toBe(outputs[0]);
      expect(stage!.structure!.leaves.every(isLeaf)).toBe(true);
    } else {
      const nodes = nodesInAge(outputs);
      const structure = { ...skeletonOf(nodes, outputs), place: 'cpu' };
      repeated.begin(nodes, outputs, 'cpu')?.([{ nodes, outputs, structure }]);
    }
    return found !== null;
  });
}

test('the third run of a structure is found, also where two take turns', async () => {
  const other = () => compute().cos();
  expect(await runsOf([compute, compute, compute, compute])).toEqual([false, false, true, true]);
  expect(await runsOf([compute, other, compute, other, compute, other])).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
  ]);
});

test('what has run in part is looked through', async () => {
  let count = 0;
  const ran = { structure: '', position: 0 };
  const mark = (root: Tensor) => {
    count += 1;
    if (count === 3) root.node!.ran = ran;
  };
  expect(await runsOf([compute, compute, compute, compute], mark)).toEqual([false, false, false, true]);
});

test('which variables get values belongs to it', async () => {
  const [v, w] = [new Variable(0), new Variable(0)];
  const both = (a: Variable, b: Variable) => () => {
    const first = compute();
    const second = first.cos();
    first.variable = a;
    second.variable = b;
    return second;
  };
  expect(await runsOf([both(v, w), both(v, w), both(w, v), both(v, v)])).toEqual([false, false, true, false]);
});

test('what remembers runs is loaded for the second one of a kind, and nobody waits for it', async () => {
  const repeated = new RepeatedRuns();
  const run = () => {
    const outputs = [compute()];
    const nodes = nodesInAge(outputs);
    return repeated.begin(nodes, outputs, 'cpu');
  };
  expect([run(), run(), run()]).toEqual([null, null, null]);
  await repeated.load();
  expect(run()).not.toBeNull();
});

test('steps that are read give what a program gives that reads nothing on the way', async () => {
  const steps = async (reads: boolean) => {
    const v = new Variable(tensor(new Float32Array(4096).fill(1)));
    for (let step = 0; step < 12; step++) {
      const loss = v.value.mul(x).mul(1e-3).sin();
      v.assign(v.value.sub(loss.mul(step % 4 === 3 ? 0.5 : 0.1)));
      if (reads) await loss.sum().item();
      else if (step % 5 === 4) await v.value.data();
    }
    return v.value.data();
  };
  const [read, unread] = [await steps(true), await steps(false)];
  expect(read.every((value, i) => Math.abs(value - unread[i]!) < 1e-5)).toBe(true);
});
