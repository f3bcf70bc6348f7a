import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PythonTypeError, tensor, ValueError } from '@org/core';
import { parsePythonJson } from '../saving/python-json.js';
import { Progbar, type ProgbarOptions, type ProgbarValue } from './progress-bar.js';

interface Case {
  name: string;
  args: {
    target: number | null;
    width?: number;
    verbose?: number;
    interval?: number;
    stateful_metrics?: string[];
    stateless_metrics?: string[];
    unit_name?: string;
  };
  dynamic: boolean;
  calls: [time: number, method: 'update' | 'add', step: number, values: ProgbarValue[], finalize?: boolean][];
  written: string[];
}

// Written by Keras 3.15.1, see fixtures/make_progress_bar.py.
const lines = readFileSync(join(__dirname, 'fixtures/progress-bar.jsonl'), 'utf8').trim().split('\n');
const cases = lines.map((line) => parsePythonJson(line) as Case);

/** A bar at time 1000, and what it writes. */
function recorded(target: number | null, options: Partial<ProgbarOptions>, dynamic = true) {
  const state = { time: 1000, text: '' };
  const write = (text: string) => {
    state.text += text;
  };
  const output = { write, dynamic, color: true, columns: 80 };
  return { state, bar: new Progbar(target, { ...options, output, clock: () => state.time }) };
}

test.each(cases.map((golden): [string, Case] => [golden.name, golden]))('writes what Keras writes: %s', (_, golden) => {
  const { target, stateful_metrics, stateless_metrics, unit_name, ...same } = golden.args;
  const names = { statefulMetrics: stateful_metrics, statelessMetrics: stateless_metrics, unitName: unit_name };
  const { state, bar } = recorded(target, { ...same, ...names }, golden.dynamic);
  const written = golden.calls.map(([time, method, ...rest]) => {
    state.time = 1000 + time;
    state.text = '';
    bar[method](...(rest as unknown as [number]));
    return state.text;
  });
  expect(written).toEqual(golden.written);
});

test('rejects contradicting and unknown options', () => {
  expect(() => new Progbar(1, { statefulMetrics: [], statelessMetrics: [] })).toThrow(ValueError);
  expect(() => new Progbar(1, { untiName: 'x' } as Partial<ProgbarOptions>)).toThrow(PythonTypeError);
});

describe('by default', () => {
  afterEach(() => jest.restoreAllMocks());

  test('writes to standard output', () => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    new Progbar(2, { verbose: 2 }).update(2, [['loss', 0.5]]);
    expect(write).toHaveBeenCalledWith(expect.stringMatching(/^2\/2 - 0s - \d+(s|ms|us)\/step - loss: 0\.5000\n$/));
  });

  test('writes whole lines to the console of a browser', () => {
    const log = jest.spyOn(console, 'log').mockImplementation();
    jest.replaceProperty(globalThis, 'process', {} as never);
    const bar = new Progbar(2, { verbose: 1 });
    bar.print('Epoch 1/2\n');
    bar.update(1);
    bar.update(2);
    expect(log.mock.calls).toEqual([['Epoch 1/2'], [expect.stringContaining('1/2')], [expect.stringContaining('2/2')]]);
  });
});

test('takes everything by name, and tensors for values', () => {
  const { state, bar } = recorded(2, { verbose: 2 }, false);
  bar.update({ current: 1, values: [['loss', tensor([1, 2])]] });
  bar.update(2, { finalize: true });
  expect(state.text).toContain('loss: 1.5');
  expect(() => new Progbar({ target: 1, statefulMetrics: [], statelessMetrics: [] })).toThrow(ValueError);
});
