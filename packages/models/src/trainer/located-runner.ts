import { FrameworkError, IndexError } from '@org/core';
import { Embedding, internal, type Layer } from '@org/layers';
import type { Runner } from './step-runner.js';

const OUT_OF_RANGE = /index (-?\d+) is out of range for an axis of size (\d+)/;

const placeOf = (all: readonly Layer[]): string =>
  `${all.map(({ name }) => name).join(' or ')} (${all[0]!.constructor.name})`;

/** The error with the place in the model where it happened. Compiled graphs know nothing of layers, and pay nothing for it. */
function located(model: Layer, error: unknown): unknown {
  if (!(error instanceof FrameworkError) || error.location.length > 0) return error;
  const [, index, size] = (error instanceof IndexError && OUT_OF_RANGE.exec(error.message)) || [];
  const embeddings = internal
    .flattenLayers(model)
    .filter((layer): layer is Embedding => layer instanceof Embedding && layer.inputDim === Number(size));
  const [first] = embeddings;
  const result = first ? first.outOfRange(Number(index)) : error;
  if (first) result.addLocation(placeOf(embeddings));
  result.addLocation(placeOf([model]));
  return result;
}

/** Runs the steps of a model; errors of a run say where in the model they come from. */
export function locatedRunner(model: Layer, runner: Runner): Runner {
  const locate = async <T>(run: Promise<T>): Promise<T> => {
    try {
      return await run;
    } catch (error) {
      throw located(model, error);
    }
  };
  return {
    runOne: (batch) => locate(runner.runOne(batch)),
    runMany: (columns, order, first, count) => locate(runner.runMany(columns, order, first, count)),
    get suggestedSteps() {
      return runner.suggestedSteps;
    },
  };
}
