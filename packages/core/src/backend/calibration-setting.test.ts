// Alone: what calibration found is kept by its module.
import { calibration } from './calibration.js';
import { disableCalibration, enableCalibration, isCalibrationEnabled } from './calibration-setting.js';

const OFF = { by: 'default: switched off', milliseconds: null };

afterAll(() => {
  delete process.env.KERAS_CALIBRATION;
});

test('KERAS_CALIBRATION=0 switches it off; what the program says holds all the same', async () => {
  process.env.KERAS_CALIBRATION = '0';
  expect(isCalibrationEnabled()).toBe(false);
  expect((await calibration()).piecesFrom).toMatchObject(OFF);
  enableCalibration();
  expect(isCalibrationEnabled()).toBe(true);
  expect((await calibration()).piecesFrom).not.toMatchObject(OFF);
  disableCalibration();
  expect(await calibration()).toMatchObject({ largestPiece: OFF, piecesFrom: { ...OFF, is: 262_144 } });
});

test.each([
  ['0', false],
  ['false', false],
  ['Off', false],
  [' no ', false],
  ['1', true],
  ['true', true],
  ['', true],
])('KERAS_CALIBRATION=%j, at the start of a process', async (value, expected) => {
  process.env.KERAS_CALIBRATION = value;
  await jest.isolateModulesAsync(async () => {
    const fresh = await import('./calibration-setting.js');
    expect(fresh.isCalibrationEnabled()).toBe(expected);
  });
});
