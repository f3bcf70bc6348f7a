import { Executable } from '../backend/executable.js';
import type { OpPlacement } from '../backend/placement.js';
import type { Spec } from '../graph/node.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { traceFunction } from './compiled.js';

/** Where the operations of a function run on the current device, for arguments of these shapes and dtypes. */
export async function placementOf(
  fn: (...inputs: Tensor[]) => unknown,
  specs: readonly Spec[],
): Promise<readonly OpPlacement[]> {
  const { body } = traceFunction(fn as (...args: never[]) => unknown, specs.map(placeholder));
  return new Executable(body).placement();
}
