import * as ops from '../ops/index.js';
import { type Tensor, type TensorLike, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { interpret } from './interpreted.js';

describe('interpret', () => {
  const x = tensor([1, 2], null, 'float32');

  it('takes whatever a compiled function takes', async () => {
    const sum = (...terms: TensorLike[]) =>
      terms.reduce<TensorLike>((total, term) => ops.add(total, term), 0) as Tensor;
    expect(await (await interpret(sum, [x, 3])).array()).toEqual([4, 5]);
    expect(await (await interpret(sum, [3, [10, 20], x])).array()).toEqual([14, 25]);
    expect(await (await interpret(sum, [new Variable([5, 6]), new Float32Array([1, 2])])).array()).toEqual([6, 8]);
    const nested = ({ a, b }: { a: Tensor; b: readonly Tensor[] }, scale: Tensor) => a.add(b[0]!).mul(scale);
    const result = await interpret(nested, [{ a: x, b: [x.add(1)] }, 2 as unknown as Tensor]);
    expect(await result.array()).toEqual([6, 10]);
  });

  it('leaves strings, booleans and null to the function', async () => {
    const choose = (value: Tensor, mode: string, isNegated: boolean, bound: number | null) =>
      mode === 'twice' && isNegated && bound === null ? value.mul(-2) : value;
    expect(await (await interpret(choose, [x, 'twice', true, null])).array()).toEqual([-2, -4]);
  });

  it('assigns variables when all went well', async () => {
    const v = new Variable(1, { dtype: 'float32' });
    await interpret((by: Tensor) => v.assignAdd(by), [2 as unknown as Tensor]);
    expect(await v.value.item()).toBe(3);
  });

  it('names the op that makes the first NaN', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    await interpret((a: Tensor) => a.sub(1).log().add(1), [tensor([1, 0], null, 'float32')]);
    expect(warn.mock.calls).toEqual([['NaN first arises in log, from inputs [2] float32.']]);
    warn.mockRestore();
  });
});
