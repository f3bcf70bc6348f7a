/**
 * A door for pages that only ask a model: it runs an exported `.onnx` file, and brings neither layers nor tensors with it.
 */

import type { InferenceSession } from 'onnxruntime-common';
import { build } from '#ort';
import { createSession, type Ort, tensorsOf } from './backend/ort-session.js';
import { isDType } from './dtype.js';
import { NotImplementedError, PythonTypeError, RuntimeError, ValueError } from './errors.js';
import { type FetchFileOptions, type FileSource, mayEndWith, sourceOf } from './files.js';
import { readRuntimeError } from './onnx/runtime-error.js';
import { isPromise, typedArrayName } from './realm.js';
import { formatShape } from './shape.js';
import { fromNumbers, type HostArray, toNumbers } from './tensor/host-array.js';

export type { FetchFileOptions, FileSource, HostArray };

/** Numbers in nested lists. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** One input: nested lists, elements with their shape, or an answer. */
export type PredictorInput =
  | NestedNumbers
  | { readonly data: ArrayLike<number> | ArrayLike<bigint>; readonly shape: readonly number[] };

/** What a model takes or gives: a name, an element type, and a size for each axis, null where it is open. */
export interface PredictorSpec {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly (number | null)[];
}

/**
 * A model that answers.
 *
 * @example
 * const ask = async (pixels: Float32Array) => {
 *   const digits = await loadPredictor(new URL('digits.onnx', 'https://example.org/'));
 *   return digits.predict({ data: pixels, shape: [1, 28, 28, 1] });
 * };
 */
export class Predictor {
  readonly inputs: readonly PredictorSpec[];
  readonly outputs: readonly PredictorSpec[];
  readonly #session: InferenceSession;
  readonly #tensors: ReturnType<typeof tensorsOf>;

  /** Use {@link loadPredictor}. */
  constructor(ort: Ort, session: InferenceSession) {
    this.#session = session;
    this.#tensors = tensorsOf(ort, build.realm);
    this.inputs = session.inputMetadata.map(specOf);
    this.outputs = session.outputMetadata.map(specOf);
  }

  /**
   * The outputs for some inputs: those of one input alone, or of all inputs by their names. Runs are queued.
   *
   * @returns the output of a model that has one, else all by their names
   * @throws ValueError where an input is missing, has another shape, or another number of samples than others; IndexError where it names a
   * row that a table does not have
   */
  async predict(
    inputs: PredictorInput | Readonly<Record<string, PredictorInput>>,
  ): Promise<HostArray | Record<string, HostArray>> {
    const arrays = this.inputs.map((spec) => arrayFor(spec, this.#given(inputs, spec.name)));
    this.#assertAlike(arrays);
    const feeds = Object.fromEntries(this.inputs.map(({ name }, i) => [name, this.#tensors.toOrt(arrays[i]!)]));
    const results = await build
      .enqueue(() => this.#session.run(feeds))
      .catch((thrown: unknown) => {
        throw readRuntimeError(thrown).error;
      });
    const outputs = this.outputs.map(({ name }) => [name, this.#tensors.toHost(results[name] as never)] as const);
    return outputs.length === 1 ? outputs[0]![1] : Object.fromEntries(outputs);
  }

  #given(inputs: PredictorInput | Readonly<Record<string, PredictorInput>>, name: string): PredictorInput {
    const isOne = typeof inputs !== 'object' || inputs === null || Array.isArray(inputs) || isElements(inputs);
    const given = isOne && this.inputs.length === 1 ? inputs : (inputs as Record<string, PredictorInput>)[name];
    if (given !== undefined && given !== null) return given as PredictorInput;
    throw new ValueError(`The model has no value for its input '${name}'.`, {
      expected: `an object with ${this.inputs.map((each) => `'${each.name}'`).join(', ')}: nested lists, or { data, shape }`,
      received: receivedOf(inputs, isOne),
    });
  }

  /** Sizes of one name are equal: that of the batch, of all inputs. */
  #assertAlike(arrays: readonly HostArray[]): void {
    const known = new Map<string, number>();
    this.#session.inputMetadata.forEach((value, i) => {
      (value.isTensor ? value.shape : []).forEach((name, axis) => {
        if (typeof name !== 'string' || name === '') return;
        const size = arrays[i]!.shape[axis]!;
        if ((known.get(name) ?? size) !== size) {
          const what = axis === 0 ? 'Data cardinality is ambiguous.' : 'Sizes that have to be equal differ.';
          throw new ValueError(what, {
            expected: `axis ${axis} of '${value.name}' to have ${known.get(name)} places, as the inputs before it`,
            received: this.inputs.map((spec, k) => `'${spec.name}' ${formatShape(arrays[k]!.shape)}`).join(', '),
            ...(axis === 0 && { hint: 'all inputs have the same number of samples.' }),
          });
        }
        known.set(name, size);
      });
    });
  }

  /** Gives the memory of the model back. */
  async dispose(): Promise<void> {
    await build.enqueue(() => this.#session.release());
  }
}

/**
 * Reads an exported model, from a server, a file or a Blob, and makes it ready.
 *
 * @throws ValueError if there is no such file, or it holds no model of ONNX; OSError where it can't be downloaded
 * @example
 * const answer = async () => {
 *   const model = await loadPredictor(new URL('model.onnx', 'https://example.org/'), { cache: true });
 *   return model.predict([[1, 2]]);
 * };
 */
export async function loadPredictor(
  source: FileSource | Uint8Array | Promise<Uint8Array>,
  options: FetchFileOptions = {},
): Promise<Predictor> {
  const unknown = Object.keys(options).find((key) => key !== 'onProgress' && key !== 'cache');
  if (unknown !== undefined) {
    throw new PythonTypeError(`loadPredictor() got an unexpected keyword argument '${unknown}'.`, {
      expected: 'onProgress, cache',
    });
  }
  void build.begin?.();
  const bytes = isBytes(source) ? source : await (isPromise(source) ? source : read(source, options));
  const ort = await build.load();
  const settings = build.settings({ inputNames: [], outputNames: [], parallel: true, open: true });
  const model = tensorsOf(ort, build.realm).outward(bytes);
  const session = await createSession(build, ort, model, settings).catch((error: Error) => {
    throw error instanceof RuntimeError ? error : Object.assign(notRead(bytes, error.message), { cause: error });
  });
  return new Predictor(ort, session);
}

const notRead = ({ length }: Uint8Array, reason: string): ValueError =>
  new ValueError('This is no model of ONNX, or not a whole one.', { received: `${length} bytes: ${reason}` });

const receivedOf = (inputs: unknown, isOne: boolean): string =>
  inputs === undefined || inputs === null
    ? String(inputs)
    : (typedArrayName(inputs) ?? (isOne ? 'one input' : Object.keys(inputs).join(', ')));

const isBytes = (source: unknown): source is Uint8Array => typedArrayName(source) === 'Uint8Array';

async function read(file: FileSource, options: FetchFileOptions): Promise<Uint8Array> {
  const source = sourceOf(file, options);
  if (!mayEndWith(file, source, ['.onnx'])) {
    throw new ValueError('Exported models are *.onnx files.', {
      received: source.name,
      hint: "model.export('model.onnx') writes one.",
    });
  }
  return source.read();
}

/** What WebAssembly has for -1, where a size has no name. */
const NO_SIZE = 2 ** 32 - 1;

const specOf = (value: InferenceSession.ValueMetadata): PredictorSpec => {
  if (!value.isTensor)
    throw new NotImplementedError('Only tensors are read and given.', { received: `'${value.name}'` });
  const shape = value.shape.map((size) => (typeof size === 'number' && size >= 0 && size < NO_SIZE ? size : null));
  return { name: value.name, dtype: value.type, shape };
};

const isElements = (
  input: object,
): input is { data: ArrayLike<number> | ArrayLike<bigint>; shape: readonly number[] } =>
  'data' in input && 'shape' in input;

function arrayFor({ name, dtype, shape }: PredictorSpec, input: PredictorInput): HostArray {
  if (!isDType(dtype)) throw new NotImplementedError('Only numbers are read.', { received: `'${name}' of ${dtype}` });
  const given = typeof input === 'object' && !Array.isArray(input) && isElements(input) ? input : elementsOf(input);
  const fits =
    given.shape.length === shape.length && shape.every((size, i) => size === null || size === given.shape[i]);
  if (!fits) {
    throw new ValueError(`The input '${name}' has another shape.`, {
      expected: formatShape(shape),
      received: formatShape(given.shape),
    });
  }
  if (Array.isArray(given.data) && given.data.some((value) => typeof value !== 'number')) {
    throw new ValueError(`The input '${name}' must be numbers in lists of equal lengths.`, {
      received: [...new Set(given.data.map((value) => (Array.isArray(value) ? 'list' : typeof value)))].join(', '),
    });
  }
  return fromNumbers(numbersOf(given), dtype, given.shape);
}

/** Numbers, which answers hold as bigints or as their bits in some types. */
function numbersOf(given: HostArray | { data: ArrayLike<number> | ArrayLike<bigint> }): ArrayLike<number> {
  const kind = typedArrayName(given.data);
  if (kind?.startsWith('Big')) return Array.from(given.data as ArrayLike<bigint>, Number);
  return kind === 'Uint16Array' && 'dtype' in given ? toNumbers(given) : (given.data as ArrayLike<number>);
}

/** The elements of nested lists, and their shape, which is that of the first of each. */
function elementsOf(input: unknown): { data: number[]; shape: number[] } {
  const shape: number[] = [];
  for (let inner = input; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  const data = shape.length === 0 ? [input] : (input as unknown[]).flat(shape.length - 1);
  return { data: data as number[], shape };
}
