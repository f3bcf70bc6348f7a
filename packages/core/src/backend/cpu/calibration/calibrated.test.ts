import { disableCalibration, enableCalibration } from '../../calibration-setting.js';
import type { OnnxRuntime } from '../../onnx-runtime.js';
import { Calibrated } from './calibrated.js';
import type { Clock } from './clock.js';
import { DEFAULT_PIECES } from './decide.js';

/** A machine on which memory is far beyond 1 MB; how often it was measured, and for how long it lets one wait. */
function machine(load = 1): { runtime: OnnxRuntime; clock: Clock; created: () => number } {
  let [cpu, created] = [0, 0];
  return {
    clock: { wall: () => load * cpu, cpu: () => cpu },
    created: () => created,
    runtime: {
      name: 'simulated',
      createSession: async () => {
        created += 1;
        return {
          run: async ([elements]) => {
            const count = Number(elements!.data[0]);
            cpu += 0.02 + (8 * count * (count > 2 ** 17 ? 0.3 : 0.1)) / 1e6;
            return [];
          },
          release: async () => {},
        };
      },
    },
  };
}
const FACTS = { cores: 2, sharedFrom: 4_194_304, channelBlock: 16 };
const PIECES = { from: 65_536, largest: 16_384 };

afterEach(enableCalibration);

test('what is prepared without a question is prepared once, and nothing is measured', async () => {
  const { runtime, clock, created } = machine();
  const prepare = jest.fn(() => 'prepared');
  expect(await new Calibrated(runtime, FACTS, clock).settle(prepare)).toBe('prepared');
  expect([prepare.mock.calls.length, created()]).toEqual([1, 0]);
});

test('the first question is answered by measuring; all others have their answer', async () => {
  const { runtime, clock, created } = machine();
  const calibrated = new Calibrated(runtime, FACTS, clock);
  const prepare = jest.fn(() => calibrated.pieces());
  expect(await Promise.all([calibrated.settle(prepare), calibrated.settle(prepare)])).toEqual([PIECES, PIECES]);
  expect(prepare).toHaveBeenCalledTimes(4);
  expect(await calibrated.settle(prepare)).toEqual(PIECES);
  expect([prepare.mock.calls.length, created()]).toEqual([5, 1]);
});

test('where there is one core, no thread waits', async () => {
  const { runtime, clock } = machine();
  expect((await new Calibrated(runtime, { ...FACTS, cores: 1 }, clock).report()).spinning.is).toBe(false);
});

test('the report says what each decision goes by, and what it took', async () => {
  const { runtime, clock } = machine();
  const { cores, sharedFrom, channelBlock, spinning, piecesFrom, largestPiece } = await new Calibrated(
    runtime,
    FACTS,
    clock,
  ).report();
  const facts = [
    [cores, 2],
    [sharedFrom, 4_194_304],
    [channelBlock, 16],
    [spinning, true],
  ] as const;
  for (const [decision, is] of facts)
    expect(decision).toEqual({ is, by: expect.stringMatching(/^fact: .*not measured, since/), milliseconds: null });
  const by =
    'measured: an element takes 0.100 ns through 256 KB, 0.100 ns through 1 MB, 0.300 ns through 4 MB, 0.300 ns through 8 MB; a node 2502 ns';
  expect([piecesFrom, largestPiece]).toMatchObject([
    { is: PIECES.from, by },
    { is: PIECES.largest, by },
  ]);
  expect(piecesFrom.milliseconds).toBeCloseTo(clock.wall(), 6);
});

test.each([
  ['switched off', 1, true],
  ['the machine was too busy to be measured', 100, true],
  ['there is no clock for it', 1, false],
] as const)('%s: the defaults hold', async (why, load, hasClock) => {
  const { runtime, clock, created } = machine(load);
  const calibrated = new Calibrated(runtime, FACTS, hasClock ? clock : null);
  if (why === 'switched off') disableCalibration();
  expect(await calibrated.settle(() => calibrated.pieces())).toBe(DEFAULT_PIECES);
  const by = `default: ${why}`;
  expect(await calibrated.report()).toMatchObject({
    cores: { is: 2 },
    piecesFrom: { is: 262_144, by },
    largestPiece: { is: 32_768, by },
  });
  expect(created()).toBe(load === 1 ? 0 : 1);
});
