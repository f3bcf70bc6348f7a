import {
  dtypeEpsilon,
  dtypeNames,
  dtypeRange,
  isBool,
  isDType,
  isFloat,
  isInteger,
  isUnsigned,
  itemSize,
  standardizeDType,
} from './dtype.js';

test('every dtype is of one kind', () => {
  for (const dtype of dtypeNames) {
    expect([isBool, isFloat, isInteger].filter((is) => is(dtype))).toHaveLength(1);
    if (isUnsigned(dtype)) expect(isInteger(dtype)).toBe(true);
  }
});

test('names are checked, aliases resolved', () => {
  expect(standardizeDType('float')).toBe('float32');
  expect(standardizeDType('int')).toBe('int32');
  expect(standardizeDType('half')).toBe('float16');
  expect(standardizeDType('bfloat16')).toBe('bfloat16');
  expect(standardizeDType(null, 'int32')).toBe('int32');
  expect(() => standardizeDType('float128')).toThrow('Invalid dtype: float128');
  expect(() => standardizeDType(32)).toThrow('Invalid dtype: 32');
  expect(isDType('toString')).toBe(false);
});

test('sizes, ranges and precisions', () => {
  expect(itemSize('bfloat16')).toBe(2);
  expect(itemSize('int64')).toBe(8);
  expect(dtypeRange('int8')).toEqual([-128, 127]);
  expect(dtypeRange('uint16')).toEqual([0, 65535]);
  expect(dtypeRange('bool')).toEqual([0, 1]);
  expect(dtypeRange('float16')).toEqual([-65504, 65504]);
  expect(dtypeRange('float64')[1]).toBe(Number.MAX_VALUE);
  expect(dtypeEpsilon('float32')).toBe(2 ** -23);
  expect(dtypeEpsilon('bfloat16')).toBe(2 ** -7);
  expect(() => dtypeEpsilon('int32')).toThrow('int32 is not a floating type');
});
