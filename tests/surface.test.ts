/** What packages export: no name of the language, and nothing of the engine but through its own door. */
import { runInNewContext } from 'node:vm';
import * as core from '@org/core';
import * as coreInternals from '@org/core/internal';
import * as layers from '@org/layers';
import * as layersInternals from '@org/layers/internal';
import * as keras from '@org/models';

const globals: readonly string[] = Object.getOwnPropertyNames(runInNewContext('globalThis'));

test.each([
  ['@org/core', core],
  ['@org/core/internal', coreInternals],
  ['@org/layers', layers],
  ['@org/layers/internal', layersInternals],
])('%s shadows no global', (_name, names) => {
  expect(globals).toEqual(expect.arrayContaining(['Function', 'TypeError']));
  expect(Object.keys(names).filter((name) => globals.includes(name))).toEqual([]);
});

test('the umbrella has the one global that is a name of Keras, for those who write keras.Function', () => {
  expect(Object.keys(keras).filter((name) => globals.includes(name))).toEqual(['Function']);
  expect(keras.Function).toBe(core.KerasFunction);
});

test.each([
  ['core', core, coreInternals],
  ['layers', layers, layersInternals],
])('the internals of %s are not public', (_name, names, internals) => {
  expect(Object.keys(internals).filter((name) => name in names || name in keras)).toEqual([]);
});

test("errors have Python's names, whatever they are called here", () => {
  expect(new core.PythonTypeError('').name).toBe('TypeError');
});

test('keras.config says where programs run', () => {
  const { device, setDevice, devices, runner, setRunner } = core;
  expect(keras.config).toMatchObject({ device, setDevice, devices, runner, setRunner });
});
