/** Cases of the tests that Python wrote: a model, inputs and the outputs that are expected (onnx/import/fixtures/*.py). */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readTensor } from '../onnx/tensor-proto.js';
import { decode } from '../onnx/wire.js';
import { type HostArray, toNumbers } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';
import { assertClose, type Tolerance } from './close.js';

interface Encoded {
  readonly name: string;
  /** The operator that the case is for, where it is for one. */
  readonly operator?: string;
  readonly model: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The derivative of the sum of the squares of the first output with respect to the input. */
  readonly gradient?: string | null;
}

export interface RecordedCase {
  readonly name: string;
  readonly operator: string;
  readonly bytes: Uint8Array;
  readonly inputs: readonly HostArray[];
  readonly outputs: readonly HostArray[];
  readonly gradient: HostArray | null;
}

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const arrayOf = (text: string): HostArray => readTensor(decode('TensorProto', bytesOf(text)));

export function recordedCases(file: string): RecordedCase[] {
  const text = gunzipSync(readFileSync(new URL(`../onnx/import/fixtures/${file}.json.gz`, import.meta.url))).toString();
  return (JSON.parse(text) as Encoded[]).map(({ name, operator = '', model, inputs, outputs, gradient }) => ({
    name,
    operator,
    bytes: bytesOf(model),
    inputs: inputs.map(arrayOf),
    outputs: outputs.map(arrayOf),
    gradient: gradient ? arrayOf(gradient) : null,
  }));
}

/** @throws Error unless shapes and dtypes are equal, and the elements close */
export async function assertOutputs(
  name: string,
  actual: readonly Tensor[],
  expected: readonly HostArray[],
  toleranceFor: (dtype: HostArray['dtype']) => Tolerance,
): Promise<void> {
  for (const [i, wanted] of expected.entries()) {
    const given = actual[i]!;
    const [is, be] = [`${given.dtype} [${given.shape}]`, `${wanted.dtype} [${wanted.shape}]`];
    if (is !== be) throw new Error(`${name}: output ${i} is ${is}, expected ${be}`);
    assertClose(`${name}, output ${i}`, toNumbers(await given.read()), toNumbers(wanted), toleranceFor(wanted.dtype));
  }
}
