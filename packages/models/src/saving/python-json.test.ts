import { ValueError } from '@org/core';
import fc from 'fast-check';
import { formatPythonJson } from '../format-python-json.js';
import { parsePythonJson } from './python-json.js';

describe('parsePythonJson', () => {
  test("reads Python's numbers, and leaves strings that look like them", () => {
    const text = '{"a": [NaN, Infinity, -Infinity, -1.5e-07], "NaN": "say \\"NaN, Infinity\\" and \\\\"}';
    expect(parsePythonJson(text)).toEqual({
      a: [Number.NaN, Infinity, -Infinity, -1.5e-7],
      NaN: 'say "NaN, Infinity" and \\',
    });
  });

  test.each(['', '{"a": }', '[1,]', 'nan', '-NaN', '{"a": Infinit}'])('refuses %j', (text) => {
    expect(() => parsePythonJson(text, "'config.json'")).toThrow(ValueError);
    expect(() => parsePythonJson(text, "'config.json'")).toThrow("'config.json' is not valid JSON.");
  });

  test('bounds the nesting', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(parsePythonJson(`{"brackets": "${'['.repeat(1000)}"}`)).toEqual({ brackets: '['.repeat(1000) });
    expect(() => parsePythonJson(nested(500))).not.toThrow();
    expect(() => parsePythonJson(nested(501))).toThrow(/at most 500 levels/);
    expect(() => parsePythonJson('['.repeat(1e6))).toThrow(/1000000 levels/);
  });
});

describe('formatPythonJson', () => {
  test("writes Python's spelling", () => {
    // json.dumps({"a": [1, float("nan"), float("-inf"), None, True], "ü": "☃\n", "e": {}, "n": []})
    expect(formatPythonJson({ a: [1, Number.NaN, -Infinity, null, true], ü: '☃\n', e: {}, n: [] })).toBe(
      '{"a": [1, NaN, -Infinity, null, true], "\\u00fc": "\\u2603\\n", "e": {}, "n": []}',
    );
    expect(formatPythonJson({ kept: null, left: undefined })).toBe('{"kept": null}');
  });

  test('writes floats where Keras takes no integers', () => {
    // keras.optimizers.SGD(momentum=0) and SGD(1) raise ValueError.
    const config = { learning_rate: 1, momentum: 0, units: 3 };
    expect(formatPythonJson(config)).toBe('{"learning_rate": 1.0, "momentum": 0.0, "units": 3}');
  });

  test('says what can not be written', () => {
    expect(() => formatPythonJson({ f: () => 0 })).toThrow(/function can't be written/);
  });

  test('round trip', () => {
    const json = fc.jsonValue();
    fc.assert(fc.property(json, (value) => expect(parsePythonJson(formatPythonJson(value))).toEqual(value)));
  });
});
