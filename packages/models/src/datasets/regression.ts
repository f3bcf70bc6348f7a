/** Tables of numbers with a target, in one file: split here, in the order that Python gives. */
import { tensor } from '@org/core';
import { RandomState } from '@org/core/python';
import { cached, KERAS_FOLDER, type LoadedData, loadNpz, requireShare, trainingSize, typed } from './files.js';

export interface TableFile {
  readonly fname: string;
  readonly name: string;
  readonly hash: string;
  readonly origin: string | null;
}

/** @param most rows that are taken, from the first on */
export async function loadTable(
  { fname, name, hash, origin }: TableFile,
  { testSplit, seed, most = Number.POSITIVE_INFINITY }: { testSplit: number; seed: number; most?: number },
): Promise<LoadedData> {
  requireShare(testSplit);
  const array = await loadNpz(await cached({ fname, origin: KERAS_FOLDER + name, fileHash: hash }, origin));
  const [x, y] = [array('x'), array('y')];
  const rows = Math.min(most, x.shape[0]!);
  const order = new RandomState(seed).permutation(rows);
  const end = trainingSize(rows, testSplit);
  const part = ({ shape, values }: typeof x, places: Int32Array) => {
    const all = typed(values) as Float64Array;
    const width = all.length / shape[0]!;
    const taken = all.slice(0, places.length * width);
    for (const [i, place] of places.entries()) taken.set(all.subarray(place * width, (place + 1) * width), i * width);
    return tensor(taken, [places.length, ...shape.slice(1)]);
  };
  const [train, test] = [order.subarray(0, end), order.subarray(end)];
  return [
    [part(x, train), part(y, train)],
    [part(x, test), part(y, test)],
  ];
}
