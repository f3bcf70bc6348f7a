import '../ops/index.js';
import { forgetHistory } from '../graph/history.js';
import { newestId } from '../graph/node.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { expectValues } from '../testing/agreement.js';
import { withGradientRules } from './gradient-rules.js';
import { GradientTape, gradients } from './gradients.js';

const floats = (...values: number[]) => tensor(values, null, 'float32');
const variable = (...values: number[]) => new Variable(values, { dtype: 'float32' });

/** The gradients of a computation by variables, and how many nodes they were made of. */
function taped(compute: () => Tensor, sources: readonly Variable[]) {
  const tape = new GradientTape();
  const y = compute();
  const before = newestId();
  const found = tape.gradient(y, sources) as (Tensor | null)[];
  return { found, nodes: newestId() - before };
}

test('from the third step on the gradients are one node, of the values of that step', async () => {
  const [v, w, unused] = [variable(1, 2), variable(3, 5), variable(7)];
  for (let step = 1; step < 7; step++) {
    const x = floats(step, -step);
    const { found, nodes } = taped(() => x.mul(v).square().mul(w).sum(), [v, unused, w]);
    const [a, b] = [await v.array(), await w.array()] as number[][];
    const xs = [step, -step];
    await expectValues(
      found[0],
      xs.map((each, i) => 2 * each * each * a![i]! * b![i]!),
    );
    await expectValues(
      found[2],
      xs.map((each, i) => (each * a![i]!) ** 2),
    );
    expect([found[1], step < 3 || nodes === 1]).toEqual([null, true]);
    v.assignAdd(1);
  }
});

test('another computation is another one, however alike', async () => {
  const [v, w] = [variable(2), variable(3)];
  const cases: readonly (readonly [() => Tensor, readonly [number, number]])[] = [
    [() => v.mul(w).mul(v).sum(), [12, 4]],
    [() => v.mul(w).mul(w).sum(), [9, 12]],
    [() => w.mul(v).mul(v).sum(), [12, 4]],
    [() => v.mul(w).mul(2).sum(), [6, 4]],
    [() => v.mul(w).mul(5).sum(), [15, 10]],
  ];
  for (let i = 0; i < 30; i++) {
    const [compute, expected] = cases[(i * i) % cases.length]!;
    const [sources, order] = i % 2 === 0 ? [[v, w], expected] : [[w, v], expected.toReversed()];
    const { found } = taped(compute, sources);
    await expectValues(
      found.map((each) => each!.reshape([])),
      order,
    );
  }
});

test('derivatives of such gradients, and those by other rules', async () => {
  const v = variable(2);
  for (let step = 0; step < 4; step++) {
    const x = floats(step + 1);
    const cube = () => v.mul(v).mul(v).mul(x).sum();
    const [first] = taped(cube, [v]).found;
    await expectValues(gradients(first!, [v]), [[12 * (step + 1)]]);
    const own = withGradientRules({ multiply: () => [floats(100), null] }, () => taped(cube, [v]).found);
    await expectValues(own, [[100]]);
  }
});

test('what was read before the gradient is asked for has one all the same, and a history that went is an error', async () => {
  const v = variable(2);
  for (let step = 0; step < 4; step++) {
    const tape = new GradientTape();
    const h = step < 3 ? floats(3) : v.mul(3);
    if (step === 3) {
      await h.data();
      forgetHistory(h);
    }
    const loss = h.mul(v).sum();
    await loss.item();
    if (step < 3) await expectValues(tape.gradient(loss, [v]), [[3]]);
    else expect(() => tape.gradient(loss, [v])).toThrow(/its history went/);
  }
});
