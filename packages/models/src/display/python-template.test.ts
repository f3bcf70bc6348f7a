import { fillTemplate, formatNumber } from './python-template.js';

describe('fillTemplate', () => {
  const values = { integers: { epoch: 3 }, floats: { val_loss: 0.126, loss: 1 } };

  it.each([
    ['{epoch:02d}-{val_loss:.2f}.keras', '03-0.13.keras'],
    ['{epoch}-{loss}', '3-1.0'],
    ['{{{epoch}}}', '{3}'],
    ['plain', 'plain'],
    ['{val_loss:>8.3f}|{val_loss:.1e}|{val_loss:.0%}', '   0.126|1.3e-01|13%'],
  ])('%s', (template, expected) => {
    expect(fillTemplate(template, values)).toBe(expected);
  });

  it('says which fields there are', () => {
    expect(() => fillTemplate('{accuracy}', values)).toThrow(/not known[\s\S]*epoch, val_loss, loss[\s\S]*accuracy/);
    expect(() => fillTemplate('{epoch', values)).toThrow('A brace of the template is single.');
    expect(() => fillTemplate('{loss:d}', values)).toThrow(/cannot be formatted/);
    expect(() => fillTemplate('{loss:wide}', values)).toThrow(/cannot be formatted/);
  });
});

// Expected values are Python's.
describe('formatNumber', () => {
  it.each([
    [12, '05', true, '00012'],
    [-5, '^7d', true, '  -5   '],
    [123456, ',', true, '123,456'],
    [3, 'x>6d', true, 'xxxxx3'],
    [-0.25, '=+9.2f', false, '-    0.25'],
    [-0.25, '08.3f', false, '-000.250'],
    [2.5, '.0f', false, '2'],
    [1234567, 'g', false, '1.23457e+06'],
    [0.0001, '.3g', false, '0.0001'],
    [100, '.3', false, '1e+02'],
    [100, '.10', false, '100.0'],
    [Number.POSITIVE_INFINITY, '8', false, '     inf'],
    [Number.NaN, 'F', false, 'NAN'],
  ] as const)('%d as %s', (value, specification, isInteger, expected) => {
    expect(formatNumber(value, specification, isInteger)).toBe(expected);
  });
});
