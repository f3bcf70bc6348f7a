/** What happens to a model in its turn, and how metrics stay with the loop that they count for. */
import { countedBy } from '../metrics/metric.js';
import { type TrainerState, trainingOf } from './trainer-state.js';

/** Runs the steps that the metrics are to count. */
export async function counting<T>(model: TrainerState, steps: () => Promise<T>): Promise<T> {
  const record = trainingOf(model);
  record.isCounting = true;
  try {
    return await steps();
  } finally {
    record.isCounting = false;
  }
}

/**
 * Runs what is to happen to a model when its turn has come. In the middle of another loop, as callbacks are, it leaves the metrics
 * as it finds them: they go on counting the steps of that loop.
 */
export function inTurn<T>(model: TrainerState, body: () => Promise<T>, { isLong = false } = {}): Promise<T> {
  const record = trainingOf(model);
  const run = async (): Promise<T> => {
    if (!record.isCounting) return body();
    const counted = countedBy(model.metrics).map((variable) => [variable, variable.uncast] as const);
    record.isCounting = false;
    try {
      return await body();
    } finally {
      for (const [variable, value] of counted) variable.assign(value);
      record.isCounting = true;
    }
  };
  return record.turns.take(run, { isLong });
}
