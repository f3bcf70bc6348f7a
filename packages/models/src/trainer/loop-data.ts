/** The data of fit, evaluate and predict, as their loops go over it. */
import { ArrayData, type Parts } from '../data/array-data.js';
import { BatchStream, isBatchSource, type Wait } from '../data/batch-stream.js';
import { assertNoColumns } from '../data/batches.js';
import { graphOf } from '../model-graph.js';
import type { Trainer } from './trainer.js';
import { hasOwnStep, type StepKind, trainingOf } from './trainer-state.js';

/** Samples in memory, or batches that come one after the other. */
export type LoopData = ArrayData | BatchStream;

/**
 * Of how many arrays the inputs and the targets of a model are.
 *
 * @param kind the step that takes batches; left out where arrays are made into batches
 */
export function partsOf(model: Trainer, kind: StepKind | null = null): Parts {
  const graph = graphOf(model);
  const mayDiffer = kind !== null && model[hasOwnStep](kind);
  return { x: graph?.flatInputs.length ?? 1, y: graph?.flatOutputs.length ?? 1, mayDiffer };
}

interface Columns {
  readonly x?: unknown;
  readonly y?: unknown;
  readonly sampleWeight?: unknown;
}

/** How the loops of a model wait for code of the user. */
export const waitOf = (model: Trainer): Wait => {
  const { turns } = trainingOf(model);
  return (body) => turns.pause(body);
};

/** @throws ValueError where columns come beside batches, or do not belong together */
export async function loopData(model: Trainer, { x, y, sampleWeight }: Columns, shuffle = false): Promise<LoopData> {
  if (!isBatchSource(x)) return ArrayData.from(x, y ?? null, sampleWeight ?? null, partsOf(model));
  assertNoColumns({ y, sampleWeight });
  return new BatchStream(x, waitOf(model), shuffle);
}

const DEFAULT_BATCH = 32;

/** Samples in a batch: as given, else such that `steps` of them, if given, are all. */
export const batchSizeFor = (size: number, batchSize: number | null | undefined, steps: number | null): number =>
  Math.min(batchSize ?? (steps ? Math.ceil(size / steps) : DEFAULT_BATCH), size);

/** Says that there were fewer batches than `steps`. */
export const warnAboutEnd = (steps: string): void =>
  console.warn(
    `Your input ran out of data: the data ended before the epoch, it holds fewer batches than ${steps} asks for.`,
  );

/** Runs a loop over data, and closes the iterators then: those that the user gave only where the loop fails or was stopped. */
export async function closing<T>(
  data: readonly (LoopData | null)[],
  wasStopped: () => boolean,
  loop: () => Promise<T>,
): Promise<T> {
  const streams = data.filter((each) => each instanceof BatchStream);
  let result: T;
  try {
    result = await loop();
  } catch (error) {
    // The first error is the one to tell.
    await Promise.allSettled(streams.map((stream) => stream.abandon()));
    throw error;
  }
  for (const stream of streams) await (wasStopped() ? stream.abandon() : stream.close());
  return result;
}

/** Whether weights, losses or metrics are still to be built: they are, once a step was. */
export function lacksParts(model: Trainer): boolean {
  const { compileLoss, compileMetrics, runners } = trainingOf(model);
  const isMeasured = runners.has('train') || runners.has('test');
  return !model.built || (!isMeasured && (compileLoss !== null || compileMetrics !== null));
}
