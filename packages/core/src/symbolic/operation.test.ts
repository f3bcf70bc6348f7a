import { AttributeError, NotImplementedError, ValueError } from '../errors.js';
import * as ops from '../ops/index.js';
import { resetNames } from '../python/naming.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { KerasTensor } from './keras-tensor.js';
import { inboundNodesOf, Operation, outboundNodesOf } from './operation.js';
import { anySymbolic } from './symbols.js';

class SplitPair extends Operation {
  override call(x: Tensor, { scale = 1 }: { scale?: number } = {}): { first: Tensor; rest: Tensor[] } {
    const [a, b] = ops.split(x, 2, -1) as [Tensor, Tensor];
    return { first: a.mul(scale), rest: [b] };
  }
}

type Outputs = { first: KerasTensor; rest: KerasTensor[] };

describe('Operation', () => {
  it('computes on tensors and records nothing', async () => {
    const split = new SplitPair();
    const { first } = split.invoke(tensor([[1, 2]]), { scale: 3 }) as { first: Tensor };
    expect(await first.array()).toEqual([[3]]);
    expect(inboundNodesOf(split)).toEqual([]);
    expect(() => split.input).toThrow(AttributeError);
    expect(() => split.output).toThrow(/has never been called and thus has no defined output/);
  });

  it('records a call on symbolic tensors', () => {
    const [split, x] = [new SplitPair(), new KerasTensor([null, 4])];
    const outputs = split.invoke(x, { scale: 3 }) as Outputs;
    expect(outputs.first.shape).toEqual([null, 2]);
    const [node] = inboundNodesOf(split);
    expect(node!.operation).toBe(split);
    expect(node!.args[0]).toBe(x);
    expect(node!.args[1]).toEqual({ scale: 3 });
    expect(node!.inputTensors[0]).toBe(x);
    expect(node!.isInput).toBe(false);
    expect(node!.outputTensors[0]).toBe(outputs.first);
    expect(node!.outputTensors[1]).toBe(outputs.rest[0]);
    expect(outputs.first.history!.operation).toBe(split);
    expect(outputs.first.history).toMatchObject({ nodeIndex: 0, tensorIndex: 0 });
    expect(outputs.rest[0]!.history).toMatchObject({ nodeIndex: 0, tensorIndex: 1 });
    expect(split.input).toBe(x);
    expect(split.output).toBe(outputs);
  });

  it('records every call, and each call at the operations that feed it', () => {
    const [split, after] = [new SplitPair(), new SplitPair()];
    const first = split.invoke(new KerasTensor([null, 4])) as Outputs;
    const second = split.invoke(new KerasTensor([null, 8])) as Outputs;
    expect(second.first.history!.nodeIndex).toBe(1);
    after.invoke(first.first);
    after.invoke(second.first);
    inboundNodesOf(after).forEach((node, i) => {
      expect(outboundNodesOf(split)[i]).toBe(node);
      expect(node.parentNodes).toHaveLength(1);
      expect(node.parentNodes[0]).toBe(inboundNodesOf(split)[i]);
    });
  });

  it('finds symbolic tensors anywhere among the arguments', () => {
    const x = new KerasTensor([2]);
    expect(anySymbolic([1, { a: [x] }])).toBe(true);
    expect(anySymbolic([1, { a: [tensor([1])] }, null])).toBe(false);
  });

  it('has a name of its own, or one after its class', () => {
    resetNames();
    expect([new SplitPair().name, new SplitPair().name, new SplitPair('mine').name]).toEqual([
      'split_pair',
      'split_pair_1',
      'mine',
    ]);
    expect(new SplitPair('mine').getConfig()).toEqual({ name: 'mine' });
    expect(new SplitPair({ name: 'by_name' }).name).toBe('by_name');
    for (const name of ['a/b', 1]) expect(() => new SplitPair(name as string)).toThrow(ValueError);
  });

  it('says that call is missing', () => {
    class Nothing extends Operation {}
    expect(() => new Nothing().invoke(tensor([1]))).toThrow(NotImplementedError);
    expect(() => new Nothing().invoke(tensor([1]))).toThrow(/Nothing has no call method/);
  });
});

describe('ops on symbolic tensors', () => {
  it('are operations with their settings', () => {
    const x = new KerasTensor([null, 3, 4]);
    const y = ops.sum(x, { axis: 1 }) as KerasTensor;
    expect(y.shape).toEqual([null, 4]);
    expect(y.history!.operation.getConfig()).toMatchObject({ axis: 1 });
  });

  it('mix with tensors', () => {
    const y = new KerasTensor([null, 2]).add(tensor([1, 2], null, 'float32')) as KerasTensor;
    expect(y.shape).toEqual([null, 2]);
    expect(inboundNodesOf(y.history!.operation)[0]!.inputTensors).toHaveLength(1);
  });
});
