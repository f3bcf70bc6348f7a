import * as ops from '../ops/index.js';
import { sin } from '../primitives/elementwise.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { expectValues } from '../testing/agreement.js';
import { jit } from '../tracing/compiled.js';
import { grad } from './grad.js';
import { vmap } from './vmap.js';

const a = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe('vmap', () => {
  it('equals a loop over the rows', async () => {
    const f = (x: Tensor, y: Tensor) => sin(x).mul(y).sum().add(x.max());
    const together = vmap(f)(a, a.mul(2));
    const rows = [0, 1].map((i) => f(a.at(i), a.at(i).mul(2)));
    await expectValues(together, await Promise.all(rows.map((row) => row.array())));
  });

  it('maps the axes that it is told, shares what has none, and puts rows where they are wanted', async () => {
    const f = (x: Tensor, y: Tensor) => x.mul(y);
    await expectValues(vmap(f, [1, null])(a, tensor([10, 100])), [
      [10, 400],
      [20, 500],
      [30, 600],
    ]);
    await expectValues(vmap(f, { inAxes: [-1, null], outAxes: 1 })(a, tensor([10, 100])), [
      [10, 20, 30],
      [400, 500, 600],
    ]);
    const pair = vmap((x: Tensor, y: Tensor) => [x.add(y), y.mul(2)] as const, [0, null], [0, null]);
    await expectValues(pair(tensor([1, 2]), tensor(5)), [[6, 7], 10]);
    await expectValues(vmap((x: Tensor) => [x, tensor(7)] as const)(tensor([1, 2]))[1], [7, 7]);
    await expectValues(vmap(() => tensor(7), { inAxes: null, axisSize: 3 })(), [7, 7, 7]);
  });

  it('gives no rows for none', async () => {
    const each = (x: Tensor, kernel: Tensor) => ops.conv(x, kernel, 1, 'same');
    const none = vmap(each)(ops.zeros([0, 1, 4, 3]), ops.zeros([0, 2, 3, 5]));
    expect(none.shape).toEqual([0, 1, 4, 5]);
    expect((await none.data()).length).toBe(0);
  });

  it('takes trees, with one axis for all or a tree of axes', async () => {
    const f = ({ x, y }: { x: Tensor; y: readonly Tensor[] }, scale: Tensor) => ({ total: x.add(y[0]!).mul(scale) });
    const args = { x: tensor([1, 2]), y: [tensor([3, 4])] };
    await expectValues(vmap(f, [0, null])(args, 10), { total: [40, 60] });
    await expectValues(vmap(f, [{ x: 0, y: [null] }, null])({ ...args, y: [tensor(1)] }, 10), { total: [20, 30] });
  });

  it('nests, and composes with grad and jit', async () => {
    const outer = vmap(
      vmap((x: Tensor, y: Tensor) => x.mul(y), [null, 0]),
      [0, null],
    );
    await expectValues(outer(tensor([1, 2]), tensor([3, 4, 5])), [
      [3, 4, 5],
      [6, 8, 10],
    ]);
    const slopes = jit(
      vmap(
        grad((x: Tensor, w: Tensor) => x.mul(w).sum().mul(x.sum()), 1),
        [0, null],
      ),
    );
    await expectValues(slopes(a.cast('float32'), tensor([1, 1, 1], null, 'float32')), [
      [6, 12, 18],
      [60, 75, 90],
    ]);
  });

  it('reads variables, and assigns those that do not depend on the row', async () => {
    const v = new Variable(2, { dtype: 'int32' });
    const f = vmap((x: Tensor) => {
      v.assignAdd(1);
      return x.mul(v.value);
    });
    await expectValues([f(tensor([1, 2])), v.value], [[3, 6], 3]);
    await expectValues([jit(f)(tensor([1, 2])), v.value], [[4, 8], 4]);
    expect(() => vmap((x: Tensor) => v.assign(x))(tensor([1, 2]))).toThrow(/another value for each row/);
  });

  it('refuses sizes that differ, scalars, and rows where none may be', () => {
    const f = (x: Tensor, y: Tensor) => x.add(y);
    expect(() => vmap(f)(tensor([1, 2]), tensor([1, 2, 3]))).toThrow(/one size[\s\S]*\[2\] along 0, \[3\] along 0/);
    expect(() => vmap(f)(tensor([1, 2]), 3)).toThrow(/scalar has no axis/);
    expect(() => vmap(f, null)(tensor(1), tensor(2))).toThrow(/at least one argument/);
    expect(() => vmap(f, [0, 1, 2])(tensor([1]), tensor([2]))).toThrow(/inAxes/);
    expect(() => vmap(f, 0, null)(tensor([1]), tensor([2]))).toThrow(/outAxes/);
    expect(() => vmap(f, 2)(tensor([1]), tensor([2]))).toThrow(/axis 2/);
  });
});
