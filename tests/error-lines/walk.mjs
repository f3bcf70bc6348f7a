/**
 * Calls all that the packages export, and what it finds on their instances and in what they return, with arguments that are none, and
 * prints which errors do not begin with the line that called: a program of its own, which bundlers may make one file of.
 */
import * as core from '@org/core';
import * as gyoza from '@org/gyoza';
import * as layers from '@org/layers';
import * as lfxai from '@org/lfxai';
import * as models from '@org/models';
import * as plots from '@org/plots';
import * as relax from '@org/relax';

const same = (x) => x;
const lists = [
  [],
  [Symbol('none')],
  [{}],
  [Symbol('none'), Symbol('none')],
  [{}, {}],
  [[], []],
  ['nothing', 'nothing'],
];
/** What goes on to a function of the user shows where that is called: only what is made of it is looked at. */
const ofFunctions = [[same], [same, models.ops.ones([2])]];
/** By what instances are tried to be made. */
const sensible = [[], [2], [2, 3], [[2, 3]], ['a'], [[1, 2]], [models.ops.ones([2, 3])], [models.Input([3])]];

// Callers whose names show in stacks.
const probes = {
  call: function probeCall(fn, list) {
    return fn(...list);
  },
  construct: function probeConstruct(type, list) {
    return new type(...list);
  },
  method: function probeMethod(object, key, list) {
    return object[key](...list);
  },
  await: async function probeAwait(promise) {
    await promise;
  },
  get: function probeGet(object, key) {
    return object[key];
  },
  set: function probeSet(object, key, [value]) {
    object[key] = value;
  },
};
const isProbe = (frame) =>
  /^at (?:async |Object\.|new )*(?:probe(?:Call|Construct|Method|Get|Set|Await)|attempt|resultOf)\b/.test(frame);

const found = { calls: 0, errors: 0, native: 0, wrong: {}, raw: {} };

function note(name, error) {
  if (!(error instanceof Error)) return;
  const { message, stack = '' } = error;
  const [first = 'nothing'] = stack
    .slice(stack.indexOf(message) + message.length)
    .trim()
    .split('\n');
  const isOurs = error instanceof core.FrameworkError;
  if (isOurs) found.errors += 1;
  else found.native += 1;
  if (!isProbe(first)) (isOurs ? found.wrong : found.raw)[name] ??= `${first} | ${message.split('\n')[0].slice(0, 90)}`;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
const isPlain = (value) => typeof value === 'function' && Object.getPrototypeOf(value) === Function.prototype;
const isClass = (value) => typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));

/** Calls functions that a function has made. */
async function callMade(name, result) {
  const made = [result].flat().filter((each) => isPlain(each) && !isClass(each) && each !== same);
  for (const each of made) for (const list of lists) await attempt(`${name}()`, () => probes.call(each, list), 1);
}

/** Calls, waits a little for what is promised, and calls what is returned. */
async function attempt(name, call, depth = 0) {
  found.calls += 1;
  try {
    const result = call();
    if (result instanceof Promise) {
      await Promise.race([probes.await(result).catch((error) => note(name, error)), pause()]);
    } else if (depth === 0) {
      await callMade(name, result);
    }
  } catch (error) {
    note(name, error);
  }
  // Some of what is called turns this off.
  models.config.enableTracebackFiltering();
}

function resultOf(fn, list) {
  try {
    return fn(...list);
  } catch {
    return null;
  }
}

function instanceOf(type) {
  for (const list of sensible) {
    try {
      return new type(...list);
    } catch {
      // The next one may do.
    }
  }
  return null;
}

/** What a class has, or an object of what it is an instance of. */
function membersOf(object) {
  const members = new Map();
  const start = isClass(object) ? object : Object.getPrototypeOf(object);
  for (let at = start; at && at !== Object.prototype && at !== Function.prototype; at = Object.getPrototypeOf(at)) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (!members.has(key)) members.set(key, descriptor);
    }
  }
  members.delete('constructor');
  return members;
}

const methods = new Set();

/** Those that subclasses share are called once. */
async function walkObject(name, object) {
  for (const [key, { value, get, set }] of membersOf(object)) {
    const own = [value, get, set].filter((each) => typeof each === 'function' && !methods.has(each));
    for (const each of own) methods.add(each);
    if (own.length === 0) continue;
    if (get) await attempt(`${name}.${key}`, () => probes.get(object, key));
    if (set) for (const list of lists.slice(1)) await attempt(`${name}.${key} =`, () => probes.set(object, key, list));
    if (value) for (const list of lists) await attempt(`${name}.${key}()`, () => probes.method(object, key, list));
  }
}

async function walkClass(name, type) {
  for (const list of lists) await attempt(`new ${name}`, () => probes.construct(type, list));
  await walkObject(name, type);
  const instance = instanceOf(type);
  if (instance) await walkObject(`${name}#`, instance);
}

const seen = new Set();
async function walk(name, namespace) {
  for (const [key, value] of Object.entries(namespace)) {
    if (seen.has(value)) continue;
    const path = `${name}.${key}`;
    if (typeof value === 'function') {
      seen.add(value);
      if (isClass(value)) await walkClass(path, value);
      else {
        for (const list of lists) await attempt(`${path}()`, () => probes.call(value, list));
        for (const list of ofFunctions) await callMade(path, resultOf(value, list));
      }
    } else if (
      Object.prototype.toString.call(value) === '[object Module]' ||
      (value && Object.isFrozen(value) && !Array.isArray(value) && typeof value === 'object')
    ) {
      seen.add(value);
      await walk(path, value);
    }
  }
}

process.on('unhandledRejection', () => {});
// What is called may print.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true;
for (const name of ['warn', 'error']) console[name] = () => {};
const [, , ...wanted] = process.argv;
for (const [name, namespace] of Object.entries({ core, layers, models, plots, relax, gyoza, lfxai })) {
  if (wanted.length === 0 || wanted.includes(name)) await walk(name, namespace);
}
write(`FOUND ${JSON.stringify(found)}\n`, () => process.exit(0));
