import { formatExponential, formatFixed, formatFloat } from './python-format.js';

// Expected: f'{x:.{digits}f}' and f'{x:.{digits}e}' in Python 3.11.
test.each([
  [0.5, 0, '0'],
  [1.5, 0, '2'],
  [2.5, 0, '2'],
  [-0.5, 0, '-0'],
  [0.03125, 4, '0.0312'],
  [0.09375, 4, '0.0938'],
  [1.00005, 4, '1.0001'],
  [2.675, 2, '2.67'],
  [0.125, 2, '0.12'],
  [1e22, 2, '10000000000000000000000.00'],
  [-1.5e300, 0, BigInt(-1.5e300).toString()],
  [0, 2, '0.00'],
  [Number.NaN, 4, 'nan'],
  [-Infinity, 4, '-inf'],
  [Infinity, 4, 'inf'],
])('formatFixed(%d, %d) is %s', (x, digits, text) => expect(formatFixed(x, digits)).toBe(text));

test.each([
  [0, 4, '0.0000e+00'],
  [-0, 4, '-0.0000e+00'],
  [1e-5, 4, '1.0000e-05'],
  [9.99999e-5, 4, '1.0000e-04'],
  [-1.03125, 4, '-1.0312e+00'],
  [-1.09375, 4, '-1.0938e+00'],
  [-99999.5, 4, '-1.0000e+05'],
  [1e-300, 4, '1.0000e-300'],
  [2.5, 0, '2e+00'],
  [Number.NaN, 4, 'nan'],
])('formatExponential(%d, %d) is %s', (x, digits, text) => expect(formatExponential(x, digits)).toBe(text));

describe('formatFloat', () => {
  it.each([
    [0.010000000149011612, '0.010000000149011612'],
    [1, '1.0'],
    [-0, '-0.0'],
    [0.0001, '0.0001'],
    [0.00012345, '0.00012345'],
    [1e-5, '1e-05'],
    [1.5e-7, '1.5e-07'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [5e-324, '5e-324'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('%d', (value, expected) => {
    expect(formatFloat(value)).toBe(expected);
  });
});
