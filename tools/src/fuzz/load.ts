/** Loading a file that may be damaged, and what is wrong with the way in which that ends. */
import { readFile } from 'node:fs/promises';
import { FrameworkError, onnx, ops } from '@org/core';
import * as keras from '@org/models';
import type { Seed } from './seeds.js';

const MAX_MESSAGE = 2000;

export interface Outcome {
  readonly loaded: boolean;
  /** What must not be. */
  readonly violation: string | null;
}

/** @param model takes the weights of a weight file */
export async function load(kind: Seed['kind'], path: string, model: keras.Model | null): Promise<Outcome> {
  const before = model && kind === 'h5' ? await valuesOf(model) : null;
  try {
    if (kind === 'keras' || kind === 'legacy')
      return { loaded: true, violation: wrongShapes(await keras.saving.loadModel(path)) };
    if (kind === 'h5') {
      await model!.loadWeights(path);
      await valuesOf(model!);
    } else await runOnnx(await readFile(path));
    return { loaded: true, violation: null };
  } catch (error) {
    const changed = before !== null && !sameValues(before, await valuesOf(model!));
    return { loaded: false, violation: changed ? 'half of the weights were assigned' : wrongError(error) };
  }
}

/** Reads and runs a network, on zeros. */
async function runOnnx(bytes: Uint8Array): Promise<void> {
  const model = onnx.importModel(bytes);
  const inputs = model.inputs.map(({ shape, dtype }) =>
    ops.zeros(
      (shape ?? []).map((dim) => (typeof dim === 'number' ? Math.min(dim, 64) : 2)),
      dtype ?? 'float32',
    ),
  );
  for (const output of model.run(inputs as never)) if (output.size <= MOST_READ) await output.data();
}

/** Elements of an output that is computed. */
const MOST_READ = 1e6;

function wrongError(error: unknown): string | null {
  if (!(error instanceof FrameworkError)) {
    return `not an error of ours: ${error instanceof Error ? error.stack : String(error)}`;
  }
  return error.message.length > MAX_MESSAGE ? `a message of ${error.message.length} characters` : null;
}

const isDim = (dim: unknown): boolean => dim === null || (Number.isSafeInteger(dim) && (dim as number) >= 0);

/** Sizes of weights and outputs are whole numbers, or open. */
function wrongShapes(model: keras.Model): string | null {
  const shapes: unknown[] = model.variables.map(({ shape }) => shape);
  if (model instanceof keras.Sequential ? model.built : true) {
    try {
      shapes.push(...model.outputs.map(({ shape }) => shape));
    } catch {
      // No graph.
    }
  }
  const wrong = shapes.find((shape) => !Array.isArray(shape) || !shape.every(isDim));
  return wrong === undefined ? null : `a model with the shape ${JSON.stringify(wrong)}`;
}

const valuesOf = async (model: keras.Model): Promise<ArrayLike<unknown>[]> =>
  Promise.all(model.variables.map(({ value }) => value.data()));

const sameValues = (a: ArrayLike<unknown>[], b: ArrayLike<unknown>[]): boolean =>
  a.every(
    (values, i) => values.length === b[i]!.length && Array.from(values).every((each, k) => Object.is(each, b[i]![k])),
  );
