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
      cores: 2,
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
const PIECES = { from: 65_536, largest: 16_384 };

afterEach(enableCalibration);

test('what is prepared without a question is prepared once, and nothing is measured', async () => {
  const { runtime, clock, created } = machine();
  const prepare = jest.fn(() => 'prepared');
  expect(await new Calibrated(runtime, 16, clock).settle(prepare)).toBe('prepared');
  expect([prepare.mock.calls.length, created()]).toEqual([1, 0]);
});

test('the first question is answered by measuring; all others have their answer', async () => {
  const { runtime, clock, created } = machine();
  const calibrated = new Calibrated(runtime, 16, clock);
  const prepare = jest.fn(() => calibrated.pieces());
  expect(await Promise.all([calibrated.settle(prepare), calibrated.settle(prepare)])).toEqual([PIECES, PIECES]);
  expect(prepare).toHaveBeenCalledTimes(4);
  expect(await calibrated.settle(prepare)).toEqual(PIECES);
  expect([prepare.mock.calls.length, created()]).toEqual([5, 1]);
});

test('the report says what was measured and what follows', async () => {
  const { runtime, clock } = machine();
  expect(await new Calibrated(runtime, 16, clock).report()).toEqual({
    basis: 'measured',
    milliseconds: expect.closeTo(clock.wall(), 6),
    nodeNanoseconds: expect.closeTo(2500, -2),
    passNanoseconds: Object.fromEntries(
      [0.1, 0.1, 0.3, 0.3].map((time, i) => [['256 KB', '1 MB', '4 MB', '8 MB'][i], expect.closeTo(time, 3)]),
    ),
    cores: 2,
    channelBlock: 16,
    piecesFrom: PIECES.from,
    largestPiece: PIECES.largest,
  });
});

test.each([
  ['off', 1, true],
  ['busy', 20, true],
  ['unavailable', 1, false],
] as const)('%s: the defaults hold', async (basis, load, hasClock) => {
  const { runtime, clock, created } = machine(load);
  const calibrated = new Calibrated(runtime, 0, hasClock ? clock : null);
  if (basis === 'off') disableCalibration();
  expect(await calibrated.settle(() => calibrated.pieces())).toBe(DEFAULT_PIECES);
  expect(await calibrated.report()).toMatchObject({ basis, piecesFrom: 262_144, largestPiece: 32_768 });
  expect(created()).toBe(basis === 'busy' ? 1 : 0);
});
