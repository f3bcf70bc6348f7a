import { PythonTypeError, ValueError } from '@org/core/basics';
import { type FetchFileOptions, type FileSource, mayEndWith, sourceOf } from '@org/core/files';
import { loadPredictor as loadExported, type Predictor } from '@org/core/predict';
import { readH5 } from '../saving/h5-read.js';
import { readArchive } from '../saving/keras-archive.js';
import { MemoryBudget } from '../saving/memory-budget.js';
import type { FileLayer } from './network.js';
import { onnxModelOf } from './read-model.js';

/** What `loadPredictor` takes besides the file. */
export interface LoadPredictorOptions extends FetchFileOptions {
  /** The layers that the file may hold: a page contains these alone. */
  readonly layers: readonly FileLayer[];
}

const nameOf = (given: unknown): string => String((given as { readonly name?: string }).name);

const OPTIONS: readonly string[] = ['layers', 'onProgress', 'cache'];

/**
 * Reads a `.keras` file, from a server, a file or a Blob, for pages that only ask its model: they contain the layers that they name,
 * and nothing of tensors and training.
 *
 * @throws ValueError if there is no such file, or it holds layers that are not named; NotImplementedError for models and settings that
 * are not read here; OSError where it is damaged, or can't be downloaded
 * @example
 * import { Conv2D, Dense, Flatten } from '@org/models/predict';
 * const ask = async (pixels: Float32Array) => {
 *   const digits = await loadPredictor(new URL('digits.keras', 'https://example.org/'), { layers: [Conv2D, Dense, Flatten] });
 *   return digits.predict({ data: pixels, shape: [1, 28, 28, 1] });
 * };
 */
export async function loadPredictor(file: FileSource, options: LoadPredictorOptions): Promise<Predictor> {
  const { layers, ...fetching } = options ?? {};
  const unknown = Object.keys(options ?? {}).find((key) => !OPTIONS.includes(key));
  if (unknown !== undefined || !Array.isArray(layers)) {
    const problem =
      unknown === undefined
        ? "missing the keyword argument 'layers'"
        : `got an unexpected keyword argument '${unknown}'`;
    throw new PythonTypeError(`loadPredictor() ${problem}.`, { expected: `a file and { ${OPTIONS.join(', ')} }` });
  }
  const stranger = layers.findIndex((each) => typeof each?.className !== 'string' || typeof each.write !== 'function');
  if (stranger >= 0) {
    throw new PythonTypeError(`layers[${stranger}] is no layer of a page that only asks.`, {
      expected: "those that '@org/models/predict' exports, or { className, write }",
      received:
        typeof layers[stranger] === 'function' ? `the class ${nameOf(layers[stranger])}` : String(layers[stranger]),
      hint: "the classes of '@org/layers' are for loadModel() of '@org/models/load'.",
    });
  }
  const source = sourceOf(file, fetching);
  if (!mayEndWith(file, source, ['.keras'])) {
    throw new ValueError('Models are read from *.keras files.', {
      received: source.name,
      hint: "exported models are read by loadPredictor() of '@org/core/predict'.",
    });
  }
  // As a promise, so that the runtime comes while the file does.
  return loadExported(
    source.read().then((bytes) => {
      const limits = { label: source.name, budget: new MemoryBudget(bytes.length, source.name) };
      const { config, weights } = readArchive(bytes, limits);
      return onnxModelOf(config, readH5(weights, limits), layers);
    }),
  );
}
