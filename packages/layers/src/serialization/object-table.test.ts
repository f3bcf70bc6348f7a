import { Halving, Registered, twice } from '../testing/custom-objects.js';
import { deserializeKerasObject } from './deserialize.js';
import {
  CustomObjectScope,
  customObjectScope,
  getCustomObjects,
  getRegisteredName,
  getRegisteredObject,
  locationOf,
  objectByShortcut,
  registerKerasObject,
  registerKerasSerializable,
} from './object-table.js';
import { serializeKerasObject } from './serialize.js';

describe('objects of Keras', () => {
  const first = class a {};
  registerKerasObject(first, { module: 'tests', name: 'FirstName', aliases: ['one'] });

  test('are called by the name that they are given, whatever minifiers make of theirs', () => {
    expect(first.name).toBe('FirstName');
    expect(locationOf(first)).toEqual({ module: 'tests', name: 'FirstName' });
    expect(['FirstName', 'first_name', 'one', 'other'].map((name) => objectByShortcut('tests', name))).toEqual([
      first,
      first,
      first,
      undefined,
    ]);
  });

  test('may have a second place, and keep their name', () => {
    registerKerasObject(first, { module: 'tests.moved', name: 'SecondName' });
    expect(first.name).toBe('FirstName');
    expect(locationOf(first)).toEqual({ module: 'tests.moved', name: 'SecondName' });
    expect(objectByShortcut('tests', 'FirstName')).toBe(first);
  });
});

describe('custom objects', () => {
  const json = serializeKerasObject(new Halving());

  test('registered ones have names', () => {
    expect(getRegisteredName(Registered)).toBe('tests>Registered');
    expect(getRegisteredName(Halving)).toBe('Halving');
    expect(getRegisteredObject('tests>twice')).toBe(twice);
    expect(getRegisteredObject('nope')).toBeNull();
    expect(getCustomObjects()['tests>Registered']).toBe(Registered);
    const Other = registerKerasSerializable({ package: 'p', name: 'Other' })(class Own extends Halving {});
    expect(getRegisteredName(Other)).toBe('p>Other');
  });

  test('need a config', () => {
    expect(() => registerKerasSerializable()(class NoConfig {})).toThrow(/getConfig/);
  });

  test('given with the call', () => {
    expect(deserializeKerasObject(json, { customObjects: { Halving } })).toBeInstanceOf(Halving);
  });

  test('given by a scope', async () => {
    expect(customObjectScope({ Halving }, () => deserializeKerasObject(json))).toBeInstanceOf(Halving);
    expect(() => deserializeKerasObject(json)).toThrow(/Could not locate/);
    const later = customObjectScope({ Halving }, async () => {
      await Promise.resolve();
      return deserializeKerasObject(json);
    });
    expect(await later).toBeInstanceOf(Halving);
    expect(() => deserializeKerasObject(json)).toThrow(/Could not locate/);
    const scope = new CustomObjectScope({ Halving });
    expect(deserializeKerasObject(json)).toBeInstanceOf(Halving);
    scope[Symbol.dispose]();
    expect(() => deserializeKerasObject(json)).toThrow(/Could not locate/);
  });

  test('the scope ends with an error', () => {
    expect(() =>
      customObjectScope({ Halving }, () => {
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(() => deserializeKerasObject(json)).toThrow(/Could not locate/);
  });

  test('functions saved without their package', () => {
    expect(deserializeKerasObject({ module: 'builtins', class_name: 'function', config: 'twice' })).toBe(twice);
  });
});
