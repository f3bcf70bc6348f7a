import { type Backend, device, registerDevice, type Tensor, tensor, Variable } from '@org/core';
import { openBackend } from '@org/core/internal';
import type { DataColumns } from '../data/array-data.js';
import { InterpretedRunner } from './interpreted-runner.js';
import { listOfLogs, numericLogs } from './step-logs.js';
import type { Step } from './step-plan.js';
import { StepRunner } from './step-runner.js';

const columns: DataColumns = [tensor([1, 2, 3, 4, 5, 6], null, 'float32'), null, null];
const order = tensor([
  [5, 0],
  [1, 2],
  [3, 4],
]);
const sums = [7, 5, 9];

/** Adds up what it sees; the result is the sum of a batch. */
function summing(): { total: Variable; step: Step } {
  const total = new Variable(0, { dtype: 'float32' });
  const step: Step = ([x]) => {
    const sum = (x as Tensor).sum();
    total.assignAdd(sum);
    return { sum };
  };
  return { total, step };
}

const sumOf = async (logs: unknown): Promise<number> => (logs as { sum: Tensor }).sum.item();

describe.each([
  ['compiled', (step: Step) => new StepRunner(step, null)],
  ['op by op', (step: Step) => new InterpretedRunner(step)],
])('%s', (_, runnerOf) => {
  it('runs a step on a batch', async () => {
    const { total, step } = summing();
    expect(await sumOf(await runnerOf(step).runOne(columns))).toBe(21);
    expect(await total.array()).toBe(21);
  });

  it('runs several steps on the samples that the order names, and returns the logs of the last', async () => {
    const { total, step } = summing();
    const runner = runnerOf(step);
    expect(await sumOf(await runner.runMany(columns, order, 0, 2))).toBe(sums[1]);
    expect(await total.array()).toBe(sums[0]! + sums[1]!);
    expect(await sumOf(await runner.runMany(columns, order, 2, 1))).toBe(sums[2]);
    expect(await total.array()).toBe(21);
  });
});

describe('StepRunner', () => {
  it('takes the samples once where inputs are targets as well, and once each where they are others', async () => {
    const [x, _y, weights] = columns;
    const step: Step = ([inputs, targets]) => ({ sum: (inputs as Tensor).sum().mul(inputs === targets ? 1 : -1) });
    const runner = new StepRunner(step, null);
    expect(await sumOf(await runner.runMany([x, x, weights], order, 0, 1))).toBe(sums[0]);
    const others = tensor([1, 2, 3, 4, 5, 6], null, 'float32');
    expect(await sumOf(await runner.runMany([x, others, weights], order, 0, 1))).toBe(-sums[0]!);
  });

  it('takes logs that follow from the state after the last step', async () => {
    const { total, step } = summing();
    const runner = new StepRunner(step, () => ({ sum: total.value }));
    expect(await sumOf(await runner.runMany(columns, order, 0, 3))).toBe(21);
  });

  it('computes them after the last step alone where steps run one by one', async () => {
    const outputs: number[] = [];
    registerDevice('stepwise', async () => {
      const own = await openBackend('javascript');
      const compile: Backend['compile'] = (graph) => {
        outputs.push(graph.outputs.length);
        return own.compile(graph);
      };
      return { ...own, name: 'stepwise', capabilities: { ...own.capabilities, loops: 'steps' }, compile };
    });
    const { total, step } = summing();
    const runner = new StepRunner(step, () => ({ sum: total.value }));
    await device('stepwise', async () => {
      expect(await sumOf(await runner.runMany(columns, order, 0, 3))).toBe(21);
    });
    // Of a step what it assigns.
    expect(outputs[0]).toBe(1);
  });

  it('begins each period of a pass once, and each step on a batch', async () => {
    const { step } = summing();
    const runs = new Variable(0, { dtype: 'int32' });
    const runner = new StepRunner(step, null, {
      steps: 2,
      begin: () => {
        runs.assignAdd(1);
      },
      stepsBefore: async () => 0,
    });
    await runner.runMany(columns, order, 0, 2);
    await runner.runMany(columns, order, 2, 1);
    await runner.runOne(columns);
    expect(await runs.array()).toBe(3);
  });

  it('begins a period with a pass that is shorter once as many steps have been taken, however they were run', async () => {
    const { step } = summing();
    const runs = new Variable(0, { dtype: 'int32' });
    const begun: number[] = [];
    let steps = 0;
    const runner = new StepRunner(step, null, {
      steps: 8,
      begin: () => {
        runs.assignAdd(1);
      },
      stepsBefore: async () => steps,
    });
    for (let pass = 0; pass < 7; pass++) {
      const size = pass % 2 === 0 ? 3 : 1;
      for (let first = 0; first < 3; first += size) await runner.runMany(columns, order, first, size);
      steps += 3;
      if ((await runs.array()) !== begun.length) begun.push(pass);
    }
    // Before these passes there were 0, 9 and 18 steps.
    expect(begun).toEqual([0, 3, 6]);
  });

  it('suggests one step until it knows how long one takes, then more', async () => {
    const runner = new StepRunner(summing().step, null);
    expect(runner.suggestedSteps(0)).toBe(1);
    // The first run compiles, which says nothing of the steps to come.
    await runner.runMany(columns, order, 0, 1);
    expect(runner.suggestedSteps(0)).toBe(1);
    await runner.runMany(columns, order, 0, 3);
    expect(runner.suggestedSteps(0)).toBeGreaterThan(1);
  });
});

describe('logs', () => {
  it('are numbers, or lists of them', async () => {
    const logs = { loss: tensor(1.5), scores: tensor([1, 2]), note: 'text' };
    expect(await numericLogs(logs)).toEqual({ loss: 1.5, scores: [1, 2] });
    expect(await numericLogs(null)).toEqual({});
  });

  it('as a list have the names given first, then the others by name; one value stands alone', () => {
    expect(listOfLogs({ b: 1, loss: 2, a: 3 }, () => ['loss', 'missing'])).toEqual([2, 3, 1]);
    expect(listOfLogs({ loss: 2 }, () => ['loss'])).toBe(2);
  });
});
