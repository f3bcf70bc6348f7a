/**
 * User classes as files hold them. A class without `getConfig` is made again from the arguments that it was made with, as in Keras;
 * here they are found in the fields that bear the names of the parameters. Whatever the form of a constructor, it is called by name.
 */
import { isTensor, isVariable, NotImplementedError, Operation, PythonTypeError, ValueError } from '@org/core';
import { fromPythonName, isPlainObject, toPythonName } from '@org/core/internal';
import { constructorForm, type Slot, userClasses } from './constructor-form.js';
import { locationOf } from './object-table.js';

type Config = Record<string, unknown>;
type Class = abstract new (...args: never[]) => unknown;

/** Keras's classes whose configs know nothing of what a subclass takes. */
const BASES = new Set([
  'Layer',
  'Functional',
  'Loss',
  'Metric',
  'Optimizer',
  'LearningRateSchedule',
  'Initializer',
  'Regularizer',
  'Constraint',
]);

const overridesConfig = (classes: readonly Class[], owner: object): boolean =>
  Object.hasOwn(owner, 'getConfig') || classes.some(({ prototype }) => Object.hasOwn(prototype, 'getConfig'));

/**
 * The arguments of the constructor of a user's class that has no `getConfig`, under Keras's keys.
 *
 * @param config what is known without: these keys are left out
 * @param given the options that arrived at the base class, null where it does not note them
 * @param serialize makes JSON of a value
 * @throws NotImplementedError where an argument is not kept in a field, or is no plain value
 */
export function argumentsConfig(
  owner: object,
  config: Config,
  given: Config | null,
  serialize: (value: unknown) => unknown,
): Config {
  const type = owner.constructor as Class;
  const classes = userClasses(type);
  if (classes.length === 0 || overridesConfig(classes, owner)) return {};
  const form = constructorForm(type);
  if (!form) return {};
  const { slots, declared } = form;
  const isBase = BASES.has(locationOf(Object.getPrototypeOf(classes.at(-1)!))?.name ?? '');
  const result: Config = {};
  if (slots === null && declared === null && isBase) throw unknown(type, 'constructor', 'cannot be read');
  const arrived = (isBase && given) || {};
  // Of an object that arrived as it was, what is missing was not given.
  const optional = given ? (slots ?? []).flatMap(({ keys, isPassedOn }) => (isPassedOn ? keys : [])) : [];
  const names = [...(declared ?? []), ...parameterNames(slots ?? [], owner, classes, arrived)];
  for (const name of names) {
    const key = toPythonName(name);
    if (key in config || IN_BASES.has(name)) continue;
    const found = valueOf(owner, name, classes, arrived);
    if (found && isPlain(found.value)) result[key] = serialize(found.value);
    else if (isBase && !(found === null && optional.includes(name)))
      throw unknown(type, name, found ? 'is no plain value' : 'is kept in no field of this name');
  }
  return result;
}

/** Options of base classes, which say themselves what becomes of them. */
const IN_BASES = new Set([
  'activityRegularizer',
  'trainable',
  'dtype',
  'autocast',
  'name',
  'inputShape',
  'inputs',
  'outputs',
  'reduction',
]);

function parameterNames(slots: readonly Slot[], owner: object, classes: readonly Class[], given: Config): string[] {
  const names = slots.flatMap(({ kind, name, keys }) => {
    const isPosition = kind === 'position' || (kind === 'either' && valueOf(owner, name, classes, {}) !== null);
    return isPosition ? [name] : keys;
  });
  const takesOthers = slots.some(({ kind }) => kind !== 'position');
  return [...new Set([...names, ...(takesOthers ? Object.keys(given) : [])])];
}

/** What an instance keeps under the name of a parameter, also with a leading underscore. */
function valueOf(owner: object, name: string, classes: readonly Class[], given: Config): { value: unknown } | null {
  const fields = owner as Config;
  const isOwn = (key: string) =>
    Object.hasOwn(owner, key) || classes.some(({ prototype }) => Object.getOwnPropertyDescriptor(prototype, key)?.get);
  for (const key of [name, `_${name}`]) if (isOwn(key)) return { value: fields[key] };
  return name in given ? { value: given[name] } : null;
}

/** Whether a constructor can be given a value from a file. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  if (isPlainObject(value)) return Object.values(value).every(isPlain);
  if (value instanceof Operation || isTensor(value) || isVariable(value)) return false;
  return typeof value === 'function' ? 'getConfig' in value || locationOf(value) !== null : typeof value !== 'symbol';
}

const unknown = (type: Class, name: string, reason: string) =>
  new NotImplementedError(`The config of ${type.name} cannot be told: \`${name}\` ${reason}.`, {
    expected: `a method getConfig(), or numbers, texts and lists in fields: this.${name} = ${name};`,
    hint: declaration(name),
  });

/**
 * An instance of a class from what its constructor takes, by name.
 *
 * @throws TypeError for a name that the constructor does not take
 */
export function construct<T>(type: Class, options: Config): T {
  const make = (...args: unknown[]) => Reflect.construct(type, args) as T & object;
  const form = constructorForm(type);
  const classes = userClasses(type);
  if (!form?.slots || classes.length === 0) return make(options);
  const { slots, declared } = form;
  const isPosition = ({ kind, name }: Slot) => kind === 'position' || (kind === 'either' && name in options);
  const positions = slots.filter(isPosition).map(({ name }) => name);
  const others = Object.fromEntries(Object.entries(options).filter(([key]) => !positions.includes(key)));
  const given = slots.map((slot) => (isPosition(slot) ? options[slot.name] : others));
  const mayBeRenamed = !declared && positions.some((name) => !(name in options));
  const made = mayBeRenamed ? blamingNames(type, others, () => make(...given)) : make(...given);
  if (slots.every(isPosition)) settle(made, others, type);
  if (mayBeRenamed) assertTaken(made, others, type);
  if (!overridesConfig(classes, made)) assertKept(made, options, type);
  return made;
}

/** Gives an instance what its constructor does not pass on to the base class: its name, its types. */
function settle(made: object, others: Config, type: Class): void {
  const fields = made as Config;
  for (const [key, value] of Object.entries(others)) {
    if (value === undefined || value === null) continue;
    if (!(key in made)) throw notTaken(type, key);
    const field = key === 'dtype' && 'dtypePolicy' in made ? 'dtypePolicy' : key;
    const isSetting = IN_BASES.has(key) || (isSimple(value) && (fields[field] === null || isSimple(fields[field])));
    if (isSetting && fields[field] !== value && !Reflect.set(made, field, value)) throw notTaken(type, key);
  }
}

/** A constructor that fails for want of positions whose names a build tool has changed says what it got under other names. */
function blamingNames<T>(type: Class, others: Config, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const [key] = ownKeys(others);
    if (key === undefined) throw error;
    throw Object.assign(notTaken(type, key), { cause: error });
  }
}

const ownKeys = (options: Config): string[] =>
  Object.keys(options).filter((key) => !IN_BASES.has(key) && options[key] !== undefined && options[key] !== null);

const isSimple = (value: unknown): boolean => ['number', 'string', 'boolean'].includes(typeof value);

/** @throws TypeError for a setting that did not arrive: in a program made small, the position that takes it has another name */
function assertTaken(made: object, others: Config, type: Class): void {
  const keys = ownKeys(others);
  const config = keys.length > 0 ? configIfTold(made) : {};
  for (const key of keys) {
    const arrived = config[toPythonName(key)];
    if (arrived === undefined || (isSimple(others[key]) && arrived !== others[key])) throw notTaken(type, key);
  }
}

/** @throws ValueError for a constructor that keeps something else than it was given: the config of such a class is wrong */
function assertKept(made: object, options: Config, type: Class): void {
  const keys = ownKeys(options).filter((key) => isSimple(options[key]));
  const config = keys.length > 0 ? configIfTold(made) : {};
  for (const key of keys) {
    const kept = config[toPythonName(key)];
    if (typeof kept !== typeof options[key] || kept === options[key]) continue;
    throw new ValueError(
      `The constructor of ${type.name} keeps something else than its argument \`${key}\` in this.${key}.`,
      {
        expected: 'the argument in a field of its name, or a method getConfig()',
      },
    );
  }
}

/** The config of an instance, empty where it cannot be told. */
function configIfTold(made: object): Config {
  try {
    return (made as { getConfig?(): Config }).getConfig?.() ?? {};
  } catch (error) {
    if (error instanceof NotImplementedError) return {};
    throw error;
  }
}

const declaration = (key: string): string =>
  `a program made small loses names: declare static parameters = ['${fromPythonName(key)}', ...]; in the order of the constructor.`;

const notTaken = (type: Class, key: string) =>
  new PythonTypeError(`The constructor of ${type.name} got an unexpected keyword argument '${toPythonName(key)}'.`, {
    expected: 'a parameter of this name, or an object of options as the last one',
    hint: declaration(key),
  });
