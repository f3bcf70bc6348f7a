import { type Parts, toTensors } from '../data/array-data.js';
import { isBatchSource } from '../data/batch-stream.js';

const COLUMNS = ['x', 'y', 'sampleWeight'] as const;

/**
 * The arguments of a loop with arrays as they are now: what users write to theirs while it waits or runs changes nothing.
 *
 * @param parts the arrays that x and y consist of
 */
export function withOwnArrays<Options extends object>(options: Options, parts: Parts): Options {
  const taken = (column: unknown, name: (typeof COLUMNS)[number] = 'x'): unknown =>
    column === null || column === undefined || isBatchSource(column)
      ? column
      : toTensors(column, name, name === 'x' ? parts.x : parts.y);
  const given = options as Record<string, unknown>;
  const own = { ...given };
  for (const name of COLUMNS) if (name in given) own[name] = taken(given[name], name);
  // What an autoencoder is given as its inputs and its targets is one array.
  if (given.y === given.x && ArrayBuffer.isView(given.x)) own.y = own.x;
  const { validationData } = given;
  if (Array.isArray(validationData)) own.validationData = validationData.map((each, i) => taken(each, COLUMNS[i]));
  return own as Options;
}
