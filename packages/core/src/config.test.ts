import {
  epsilon,
  floatx,
  imageDataFormat,
  setEpsilon,
  setFloatx,
  setImageDataFormat,
  standardizeDataFormat,
} from './config.js';
import { resultType } from './python/promotion.js';

afterEach(() => {
  setFloatx('float32');
  setEpsilon(1e-7);
  setImageDataFormat('channels_last');
});

test("has Keras's defaults", () => {
  expect([floatx(), epsilon(), imageDataFormat()]).toEqual(['float32', 1e-7, 'channels_last']);
});

test('floatx is the type of numbers without one', () => {
  setFloatx('float16');
  expect(resultType('int32', 'float')).toBe('float16');
  expect(() => setFloatx('int32')).toThrow('floatx must be a floating type');
});

test('the data format may be changed', () => {
  setImageDataFormat('channels_first');
  expect(standardizeDataFormat(null)).toBe('channels_first');
  expect(standardizeDataFormat('channels_last')).toBe('channels_last');
  expect(() => standardizeDataFormat('NHWC')).toThrow('Invalid data_format: NHWC');
  setEpsilon(1e-3);
  expect(epsilon()).toBe(1e-3);
});
