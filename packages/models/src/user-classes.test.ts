/** User classes may name their fields and methods as they like: what the framework keeps on its objects is out of their way. */
import { fromPythonName } from '@org/core';
import { Layer } from '@org/layers';
import { loadApi } from '@org/testing';
import { Callback } from './callbacks/callback.js';
import { Loss } from './losses/loss.js';
import { Metric } from './metrics/metric.js';

/** All names that an object answers to. */
function namesOf(object: object): string[] {
  const names = new Set<string>();
  for (let each = object; each !== Object.prototype; each = Object.getPrototypeOf(each) as object)
    for (const name of Object.getOwnPropertyNames(each)) names.add(name);
  return [...names];
}

/** The names that Keras gives a class and those that it extends, which users know and leave alone. */
function kerasNames(id: string): string[] {
  const { objects } = loadApi();
  const own = Object.entries(objects).find(([path]) => path.endsWith(`.${id}`))?.[1];
  if (own?.kind !== 'class') return [];
  const {
    methods = {},
    properties = {},
    bases = [],
  } = own as typeof own & {
    properties?: object;
    bases?: readonly string[];
  };
  const names = [...Object.keys(methods), ...Object.keys(properties)].map(fromPythonName);
  return [...names, ...bases.flatMap((base) => kerasNames(base.split('.').slice(-2).join('.')))];
}

/** Attributes that Keras's constructors set, and what stands for Python's special methods. */
const attributes = [
  'constructor',
  'toString',
  'invoke',
  'name',
  'built',
  'autocast',
  'activityRegularizer',
  'getConfig',
];

describe.each<[string, object, string, readonly string[]]>([
  ['Layer', new (class extends Layer {})(), 'layer.Layer', ['computeOutputSpec', 'input', 'output', 'symbolicCall']],
  ['Metric', new (class extends Metric {})(), 'metric.Metric', ['direction']],
  ['Loss', new (class extends Loss {})(), 'loss.Loss', ['reduction']],
  ['Callback', new (class extends Callback {})(), 'callback.Callback', ['params']],
])('%s', (_name, object, id, others) => {
  it('has no names but those of Keras', () => {
    const known = new Set([...attributes, ...others, ...kerasNames(id)]);
    expect(namesOf(object).filter((name) => !known.has(name))).toEqual([]);
  });
});
