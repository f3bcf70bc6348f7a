/**
 * Configs of models come from files that anybody may have edited. Their form is compared with schemas before an object is made from
 * them, and errors say which part of the JSON they come from.
 */
import { FrameworkError, PythonTypeError, ValueError } from '@org/core';
import { isPlainObject } from '@org/core/internal';
import type { CustomObjects } from '@org/layers';
import { blamedFor, classPathOf, knownCustomObjects } from '@org/layers/internal';
import * as z from 'zod/mini';
import { checkOption } from './check-option.js';

type Json = Record<string, unknown>;

const record = z.record(z.string(), z.unknown());
const index = z.int().check(z.nonnegative());
const shape = z.nullable(z.array(z.nullable(index)));

/** An object of a class as Keras writes it. */
const envelope = z.looseObject({
  class_name: z.string(),
  module: z.nullish(z.string()),
  registered_name: z.nullish(z.string()),
  build_config: z.nullish(record),
  compile_config: z.nullish(record),
  shared_object_id: z.optional(z.int()),
});

/** What stands for a value that is no object of a class: its `config`. */
const CONTENTS: Readonly<Record<string, z.ZodMiniType>> = {
  function: z.string(),
  __keras_tensor__: z.looseObject({
    shape,
    dtype: z.string(),
    keras_history: z.nullish(z.tuple([z.string(), index, index])),
  }),
  __tensor__: z.looseObject({ value: z.unknown(), dtype: z.string() }),
  __numpy__: z.looseObject({ value: z.unknown(), dtype: z.string() }),
  __bytes__: z.looseObject({ value: z.string() }),
  __slice__: z.looseObject({ start: z.unknown(), stop: z.unknown(), step: z.unknown() }),
};

/** A value, or lists and dicts of such values. */
function treeOf(isLeaf: (value: unknown) => boolean, expected: string): z.ZodMiniType {
  const isTree = (value: unknown): boolean =>
    isLeaf(value) ||
    (Array.isArray(value) && value.every(isTree)) ||
    (isPlainObject(value) && Object.values(value).every(isTree));
  return z.unknown().check(z.refine(isTree, expected));
}
const isIndex = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isShape = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.every((dim) => dim === null || isIndex(dim)));
const shapes = treeOf(isShape, 'a shape, or a list or dict of shapes');
const references = treeOf(
  (value) =>
    Array.isArray(value) && value.length === 3 && typeof value[0] === 'string' && value.slice(1).every(isIndex),
  'the name of a layer with two numbers, or a list or dict of these',
);

const layer = z.looseObject({ class_name: z.string(), config: z.unknown() });
const node = z.looseObject({ args: z.array(z.unknown()), kwargs: record });
const functional = z.looseObject({
  name: z.string(),
  trainable: z.optional(z.boolean()),
  layers: z.array(z.looseObject({ ...layer.shape, name: z.string(), inbound_nodes: z.array(node) })),
  input_layers: references,
  output_layers: references,
});
const sequential = z.looseObject({
  name: z.nullable(z.string()),
  trainable: z.optional(z.boolean()),
  layers: z.array(layer),
  build_input_shape: z.optional(shapes),
});

const identifier = z.nullish(z.union([z.string(), record]));
const identifiers = z.nullish(z.union([z.string(), z.array(z.unknown()), record]));
const compiled = z.looseObject({
  optimizer: identifier,
  loss: identifiers,
  metrics: z.nullish(z.union([z.array(z.unknown()), record])),
  weighted_metrics: z.nullish(z.union([z.array(z.unknown()), record])),
  run_eagerly: z.nullish(z.boolean()),
  jit_compile: z.nullish(z.union([z.boolean(), z.string()])),
});

const KERAS_MODELS = ['keras.Model', 'keras.Sequential', 'keras.src.models.functional.Functional'];

/** Where the parts of a JSON text are in it: `config.layers[2].config`. */
export class ConfigCheck {
  readonly #paths = new WeakMap<object, string>();
  #hasForeignClass = false;

  /**
   * @param label what errors call the text: `config.json of model.keras`
   * @param objectsLeft how many objects it may describe
   * @throws ValueError naming the first place where the JSON has not the form of Keras's
   */
  constructor(
    private readonly label: string,
    json: unknown,
    private readonly customObjects: CustomObjects | null = null,
    private objectsLeft = Number.POSITIVE_INFINITY,
  ) {
    this.#walk(json, '');
  }

  /** Makes objects from the JSON; an error names the part that it comes from. */
  run<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** Errors of JavaScript come from values that no check has met; those of user classes are the user's. */
  #explained(error: unknown): unknown {
    const part = blamedFor(error);
    const path = part && this.#paths.get(part);
    const place = path ? `${path} in ${this.label}` : this.label;
    if (error instanceof FrameworkError) {
      error.addLocation(place);
      return error;
    }
    if (this.#hasForeignClass || !isError(error)) return error;
    const explained = new ValueError(`No object can be made from ${place}.`, { received: error.message });
    explained.cause = error;
    return explained;
  }

  #walk(value: unknown, path: string): void {
    if (Array.isArray(value))
      value.forEach((each, i) => {
        this.#walk(each, `${path}[${i}]`);
      });
    if (!isPlainObject(value)) return;
    if ('class_name' in value && ('config' in value || Object.hasOwn(CONTENTS, String(value.class_name))))
      this.#object(value, path);
    for (const [key, each] of Object.entries(value)) this.#walk(each, path === '' ? key : `${path}.${key}`);
  }

  /** Checks what is written for one object. */
  #object(value: Json, path: string): void {
    if (--this.objectsLeft < 0) throw new ValueError(`Not allowed: ${this.label} describes too many objects.`);
    const { class_name: name, module, registered_name: registered, config: content } = value;
    const { build_config: build, compile_config: compile } = value;
    this.#conform(envelope, value, path);
    const inner = join(path, 'config');
    if (Object.hasOwn(CONTENTS, String(name))) {
      this.#conform(CONTENTS[String(name)]!, content, inner);
      return;
    }
    const known = knownCustomObjects(this.customObjects);
    const isCustom = [registered, name].some((each) => typeof each === 'string' && Object.hasOwn(known, each));
    const own = isCustom ? null : classPathOf(module, String(name));
    if (!isPlainObject(content)) {
      const isNeeded = content !== null || (own !== null && KERAS_MODELS.includes(own));
      if (isNeeded && !String(name).startsWith('__')) this.#conform(record, content, inner);
      return;
    }
    this.#paths.set(content, path);
    if (isPlainObject(compile)) this.#paths.set(compile, join(path, 'compile_config'));
    this.#hasForeignClass ||= isCustom;
    const graphKeys = ['layers', 'input_layers', 'output_layers'].filter((key) => key in content);
    // A model of Keras's that is no graph has none of the keys, and is not called Functional.
    const isModel = own !== null && KERAS_MODELS.includes(own);
    const isGraph = graphKeys.length === 3 || (isModel && (name === 'Functional' || graphKeys.length > 0));
    if (own === 'keras.Sequential') this.#conform(sequential, content, inner);
    else if (isGraph) this.#conform(functional, content, inner);
    if (isModel) this.#conform(compiled, compile ?? {}, join(path, 'compile_config'));
    if (own && isPlainObject(build)) {
      for (const [key, each] of Object.entries(build))
        if (/shapes?$/.test(key)) this.#conform(shapes, each, `${join(path, 'build_config')}.${key}`);
    }
    if (!own || isModel) return;
    for (const [key, option] of Object.entries(content)) {
      const expected = checkOption(own, key, option);
      if (expected !== null) throw this.#wrong(`${inner}.${key}`, expected, option);
    }
  }

  #conform(schema: z.ZodMiniType, value: unknown, path: string): void {
    const { error } = schema.safeParse(value);
    const issue = error?.issues[0];
    if (!issue) return;
    const { code, path: keys } = issue;
    const place = keys.reduce<string>(
      (all, key) => (typeof key === 'number' ? `${all}[${key}]` : join(all, String(key))),
      path,
    );
    const received = keys.reduce<unknown>(
      (all, key) => (all as Record<PropertyKey, unknown> | undefined)?.[key],
      value,
    );
    throw this.#wrong(
      place,
      code === 'invalid_type' ? issue.expected : code === 'custom' ? issue.message : (EXPECTED[code] ?? code),
      received,
    );
  }

  #wrong(place: string, expected: string, received: unknown): PythonTypeError {
    return new PythonTypeError(`${this.label} is not as Keras writes it, at ${place || 'its beginning'}.`, {
      expected,
      received: received === undefined ? 'nothing' : JSON.stringify(received),
    });
  }
}

/** Errors of the engine may be of another realm. */
const isError = (value: unknown): value is Error => Object.prototype.toString.call(value) === '[object Error]';

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** What to expect where zod does not say it in a word. */
const EXPECTED: Readonly<Record<string, string>> = {
  invalid_union: 'a name, a list or an object',
  too_small: 'a number that is not negative',
};
