/** Names that Keras keeps in several places, or keeps to refuse. */

import * as keras from './index.js';
import { isTrusted } from './saving/safe-mode.js';

test('dtypes are told apart as in Keras', () => {
  const dtypes = ['bfloat16', 'float64', 'uint8', 'int64', 'bool', 'string', null] as const;
  expect(dtypes.map((dtype) => keras.backend.isFloatDtype(dtype))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    true,
  ]);
  expect(dtypes.map((dtype) => keras.backend.isIntDtype(dtype))).toEqual([
    false,
    false,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('there is one backend', () => {
  keras.config.setBackend(keras.config.backend());
  expect(() => keras.config.setBackend('jax')).toThrow(expect.objectContaining({ name: 'ValueError' }));
  expect(keras.config.isNnxEnabled()).toBe(false);
});

test('unsafe files are trusted until the session is cleared', () => {
  expect([isTrusted(undefined), isTrusted(true), isTrusted(false)]).toEqual([false, false, true]);
  keras.config.enableUnsafeDeserialization();
  expect(isTrusted(true)).toBe(true);
  keras.backend.clearSession();
  expect(isTrusted(true)).toBe(false);
});

test('optimizers of Keras 2 are refused', () => {
  expect(() => new keras.optimizers.legacy.Adam(0.1)).toThrow(expect.objectContaining({ name: 'ImportError' }));
});

test('names in several places are one thing', () => {
  expect(keras.ops.linalg.eig).toBe(keras.ops.eig);
  expect(keras.ops.linalg.jvp).toBe(keras.ops.jvp);
  expect(keras.ops.numpy.slogdet).toBe(keras.ops.slogdet);
  expect(keras.preprocessing.sequence.padSequences).toBe(keras.utils.padSequences);
  expect(keras.preprocessing.image.loadImg).toBe(keras.utils.loadImg);
});
