/** An ONNX model as a function over tensors: recorded, differentiated and compiled like any other. */
import type { DType } from '../../dtype.js';
import { PythonTypeError, ValueError } from '../../errors.js';
import { convert } from '../../python/promotion.js';
import { isPlainObject } from '../../python/python-call.js';
import { readFileSync } from '../../read-file.js';
import { formatShape } from '../../shape.js';
import { show } from '../../show.js';
import type { Tensor, TensorLike } from '../../tensor/tensor.js';
import { asTensor } from '../../tensor/tensor.js';
import type { ModelProto, TensorProto, ValueInfoProto } from '../proto.js';
import { readModel } from '../read-model.js';
import { dtypeOfElement } from '../tensor-proto.js';
import { encode } from '../wire.js';
import { assertReadable } from './check-operators.js';
import { type ExternalFiles, localExternalFiles, withExternalData } from './external-data.js';
import { constantOf, Functions } from './functions.js';
import { runGraph } from './graph-run.js';
import { parametersOf } from './parameters.js';

/** A named input or output: null for a size that is free, or a text where the file names it. Without `shape`, any. */
export interface ModelValue {
  readonly name: string;
  readonly dtype: DType | null;
  readonly shape: readonly (number | string | null)[] | null;
}

/** A float constant of the file that training may change. */
export interface ModelParameter {
  readonly name: string;
  readonly value: Tensor;
  /** Whether it is a statistic, a scale or a bound, which training leaves alone. */
  readonly isSetting: boolean;
}

export interface ImportOptions {
  /** The files that hold tensors which are not in the model itself, by their names; found beside a model that is given by its path. */
  externalData?: ExternalFiles | null;
}

/** Inputs in the model's order, or by name. */
export type ModelInputs = readonly TensorLike[] | Readonly<Record<string, TensorLike>>;

/** What {@link importModel} returns. */
export class ImportedModel {
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
  /** Float constants of the model, except those that decide about shapes. */
  readonly parameters: readonly ModelParameter[];
  /** The file, with all its tensors within. */
  readonly bytes: Uint8Array;
  readonly #proto: ModelProto;
  readonly #functions: Functions;
  readonly #constants = new Map<string, TensorProto>();

  /** @throws NotImplementedError that names the operators which are not read; ValueError for a damaged model */
  constructor(proto: ModelProto, bytes: Uint8Array) {
    this.#proto = proto;
    this.bytes = bytes;
    this.#functions = new Functions(proto);
    assertReadable(proto, this.#functions);
    const { graph } = proto;
    for (const tensor of graph.initializer) this.#constants.set(tensor.name ?? '', tensor);
    this.inputs = graph.input.filter(({ name }) => !this.#constants.has(name)).map(valueOf);
    this.outputs = graph.output.map(valueOf);
    this.parameters = parametersOf(graph).map(({ tensor, isSetting }) => ({
      name: tensor.name ?? '',
      value: constantOf(tensor),
      isSetting,
    }));
  }

  /**
   * The outputs, in the order of the file.
   *
   * @param inputs in the order of the file, or by name; cast to the types that the model declares
   * @param values values to use in place of parameters, by name
   * @throws ValueError for inputs that do not fit what the model declares
   * @example
   * await model.export('dense.onnx');
   * const [y] = onnx.importModel('dense.onnx').run([x]);
   */
  run(inputs: ModelInputs, values: ReadonlyMap<string, Tensor> = new Map()): Tensor[] {
    const scope = new Map<string, Tensor>();
    for (const { name, value } of this.parameters) scope.set(name, values.get(name) ?? value);
    this.#given(inputs).forEach((value, i) => {
      scope.set(this.inputs[i]!.name, value);
    });
    const { graph } = this.#proto;
    return runGraph(graph, scope, { functions: this.#functions, opsets: this.#functions.opsets });
  }

  /** The inputs in order, as tensors of the declared types. */
  #given(inputs: ModelInputs): Tensor[] {
    const names = this.inputs.map(({ name }) => name);
    const isNamed = isPlainObject(inputs);
    const given = isNamed ? Object.keys(inputs) : names.slice(0, (inputs as readonly TensorLike[]).length);
    const count = isNamed ? given.length : (inputs as readonly TensorLike[]).length;
    if (count !== names.length || names.some((name) => !given.includes(name))) {
      throw new ValueError('The model takes other inputs.', {
        expected: names.join(', '),
        received: isNamed ? given.join(', ') : `${count} inputs`,
      });
    }
    return this.inputs.map((value, i) => {
      const own = isNamed ? (inputs as Record<string, TensorLike>)[value.name]! : (inputs as readonly TensorLike[])[i]!;
      const x = value.dtype === null ? asTensor(own) : convert(own, value.dtype);
      const fits =
        value.shape === null ||
        (value.shape.length === x.rank &&
          value.shape.every((dim, axis) => typeof dim !== 'number' || dim === x.shape[axis]));
      if (fits) return x;
      throw new ValueError(`The input '${value.name}' has a shape that the model does not take.`, {
        expected: formatShape(value.shape!.map((dim) => (typeof dim === 'number' ? dim : null))),
        received: formatShape(x.shape),
        hint: 'null stands for any size; a file with fixed sizes takes no others.',
      });
    });
  }
}

function valueOf({ name, type }: ValueInfoProto): ModelValue {
  const tensorType = type?.tensorType;
  if (!tensorType) return { name, dtype: null, shape: null };
  const shape = tensorType.shape?.dim.map(({ dimValue, dimParam }) =>
    // Some writers say 0 or -1 for a size that they do not know.
    dimValue !== undefined && Number(dimValue) > 0 ? Number(dimValue) : dimParam || null,
  );
  return { name, dtype: tensorType.elemType === 0 ? null : dtypeOfElement(tensorType.elemType), shape: shape ?? null };
}

/**
 * Reads an ONNX model and rebuilds it of this library's own operations, so that it can be differentiated, compiled and trained.
 *
 * @param source the bytes of the file, or its path
 * @throws ValueError for bytes that are cut short or no ONNX model; NotImplementedError that names the operators which are not read
 * @example
 * await model.export('dense.onnx');
 * const dense = onnx.importModel('dense.onnx');
 * grad((x: Tensor) => dense.run([x])[0]!.sum())(x);
 */
export function importModel(source: Uint8Array | string, { externalData = null }: ImportOptions = {}): ImportedModel {
  const bytes = typeof source === 'string' ? readFileSync(source) : source;
  if (!ArrayBuffer.isView(bytes)) {
    throw new PythonTypeError('An ONNX model is a file or its bytes.', {
      expected: 'a path or a Uint8Array',
      received: show(source),
    });
  }
  const files = externalData ?? (typeof source === 'string' ? localExternalFiles(source) : null);
  const proto = readModel(bytes);
  const whole = withExternalData(proto, files);
  return new ImportedModel(whole, whole === proto ? bytes : encode('ModelProto', whole));
}
