import { calibration } from './calibration.js';
import { disableCalibration, enableCalibration, isCalibrationEnabled } from './calibration-setting.js';

afterAll(() => {
  delete process.env.KERAS_CALIBRATION;
});

test('KERAS_CALIBRATION=0 switches it off; what the program says holds all the same', async () => {
  process.env.KERAS_CALIBRATION = '0';
  expect(isCalibrationEnabled()).toBe(false);
  expect((await calibration()).basis).toBe('off');
  enableCalibration();
  expect(isCalibrationEnabled()).toBe(true);
  expect((await calibration()).basis).not.toBe('off');
  disableCalibration();
  expect(await calibration()).toMatchObject({ basis: 'off', milliseconds: null, piecesFrom: 262_144 });
});
