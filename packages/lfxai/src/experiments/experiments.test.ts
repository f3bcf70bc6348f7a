/** What the experiments are made of; they themselves are run by experiments.thorough.test.ts. */
import { OSError, ops } from '@org/core';
import { gaussianBlur } from './cifar10.js';
import { COMMANDS, main, parseCommand } from './command-line.js';
import { balanced } from './similarity.js';

test('one example of each class in turn', () => {
  expect(balanced([0, 0, 1, 0, 1, 1], 4, 2)).toEqual([0, 2, 1, 4]);
});

test('a blur keeps the sum of light, and equal images', async () => {
  const impulse = ops.pad(ops.ones([1, 1, 1, 1]), [
    [0, 0],
    [0, 0],
    [16, 15],
    [16, 15],
  ]);
  const blurred = gaussianBlur(impulse, 21, 5);
  expect(await blurred.sum().item()).toBeCloseTo(1, 5);
  // exp(0) over the sum of exp(-i² / 50) for i from -10 to 10, squared.
  const total = Array.from({ length: 21 }, (_, i) => Math.exp(-((i - 10) ** 2) / 50)).reduce((a, b) => a + b);
  expect(await blurred.at(0, 0, 16, 16).item()).toBeCloseTo(total ** -2, 6);
  expect(await ops.max(ops.abs(ops.subtract(gaussianBlur(ops.ones([2, 3, 32, 32]), 21, 5), 1))).item()).toBeLessThan(
    1e-5,
  );
});

describe('command lines', () => {
  test("have the original's names and defaults", () => {
    expect(parseCommand('mnist', [])).toEqual({ name: 'disvae', options: { nRuns: 5, batchSize: 300, randomSeed: 1 } });
    expect(parseCommand('mnist', ['--name', 'roar_test', '--batch_size=50']).options).toEqual({
      nRuns: 5,
      batchSize: 50,
      randomSeed: 1,
      nEpochs: 10,
    });
    expect(parseCommand('ecg5000', ['--subset_size', '100']).options).toMatchObject({
      subtrainSize: 100,
      dimLatent: 64,
    });
    expect(parseCommand('cifar10', ['experiment_name=consistency_examples', 'seed=3'])).toEqual({
      name: 'consistency_examples',
      options: { backbone: 'resnet18', projectionDim: 128, seed: 3 },
    });
    expect(parseCommand('cifar10', ['learning_rate=0.01', '--seed', '0']).options).toMatchObject({
      learningRate: 0.01,
      seed: 0,
    });
    expect(parseCommand('dsprites', ['--seed', '2']).options).toEqual({ nRuns: 5, batchSize: 500, randomSeed: 2 });
  });

  test('say what is wrong', async () => {
    const messages: string[] = [];
    const before = console.error;
    console.error = (line: string) => void messages.push(line);
    try {
      expect(await main('mnist', ['--name', 'other'])).toBe(2);
      expect(await main('mnist', ['--bach_size', '1'])).toBe(2);
      expect(await main('mnist', ['--name'])).toBe(2);
      expect(await main('mnist', ['--n_runs', 'x'])).toBe(2);
      for (const count of ['0', '-3', '1.5']) expect(await main('mnist', ['--batch_size', count])).toBe(2);
      expect(await main('mnist', ['--random_seed', '-1'])).toBe(2);
      expect(await main('mnist', ['--n_train', '9000'])).toBe(1);
    } finally {
      console.error = before;
    }
    expect(messages.join('\n')).toMatch(
      /Invalid experiment name: other(.|\n)*unrecognized argument: --bach_size(.|\n)*expected one argument(.|\n)*--n_runs: invalid number: 'x'(.|\n)*1 or more, is needed, not '-3'(.|\n)*0 or more(.|\n)*ValueError: (.|\n)*not as many digits/,
    );
  });

  test('keep texts as they are', () => {
    expect(parseCommand('dsprites', ['--save_dir', '5']).options).toMatchObject({ saveDir: '5' });
  });

  test('list their arguments, and end with a line where something failed', async () => {
    const lines: string[] = [];
    const { log, error } = console;
    console.log = console.error = (line: string) => void lines.push(line);
    const broken = () => Promise.reject(new OSError('There is no server.'));
    const experiment = jest.spyOn(COMMANDS.ecg5000!.experiments, 'consistency_features').mockImplementation(broken);
    try {
      expect(await main('mnist', ['--help'])).toBe(0);
      expect(await main('ecg5000', ['--name', 'consistency_features'])).toBe(1);
    } finally {
      experiment.mockRestore();
      Object.assign(console, { log, error });
    }
    expect(lines[0]).toMatch(/--batch_size 300(.|\n)*--n_train(.|\n)*roar_test/);
    expect(lines.at(-1)).toMatch(/^lfxai-ecg5000: OSError: There is no server/);
  });
});
