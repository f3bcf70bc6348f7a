import { concatenate, slice } from '../../../../primitives/blocks.js';
import { scalarLike } from '../../../../primitives/elementwise.js';
import { gather } from '../../../../primitives/indexing.js';
import { broadcastTo, transpose } from '../../../../primitives/movement.js';
import { range, type Shape } from '../../../../shape.js';
import { fromNumbers } from '../../../../tensor/host-array.js';
import { fromHost, type Tensor } from '../../../../tensor/tensor.js';
import type { Classes } from './classes.js';

/** Some places of an axis, in ascending order. */
export interface Part {
  readonly axis: number;
  readonly places: readonly number[];
}

/** Pieces from which on it is faster to look up rows than to lay pieces end to end. */
const MANY_PIECES = 8;

export const indices = (places: readonly number[]): Tensor =>
  fromHost(fromNumbers([...places], 'int32', [places.length]));

/** The places of the classes that are not zero, class by class. */
export const partsOf = ({ of, zero }: Classes, axis: number): Part[] =>
  range(zero.length)
    .filter((k) => !zero[k])
    .map((k) => ({ axis, places: range(of.length).filter((place) => of[place] === k) }));

export const shapeOf = ({ shape }: Tensor, { axis, places }: Part): Shape =>
  shape.map((size, i) => (i === axis ? places.length : size));

/** Works on the rows of a matrix where columns are meant: the runtime copies rows as wholes, and columns number by number. */
function onRows(x: readonly Tensor[], axis: number, body: (rows: readonly Tensor[], axis: number) => Tensor): Tensor {
  if (axis !== 1 || x[0]!.rank !== 2) return body(x, axis);
  const turned = (each: Tensor) => transpose(each, [1, 0]);
  return turned(body(x.map(turned), 0));
}

/** What a tensor has at some places. */
export function take(x: Tensor, { axis, places }: Part): Tensor {
  const [first = 0, count] = [places[0], places.length];
  if (count === x.shape[axis]) return x;
  if (places[count - 1] === first + count - 1) return piece(x, axis, first, count);
  return onRows([x], axis, ([rows], own) => gather(rows!, indices(places), own));
}

function piece(x: Tensor, axis: number, start: number, count: number): Tensor {
  const along = (value: number, other: (i: number) => number) => x.shape.map((_, i) => (i === axis ? value : other(i)));
  return slice(
    x,
    along(start, () => 0),
    along(count, (i) => x.shape[i]!),
    along(1, () => 1),
  );
}

/** A tensor of its parts, with zeros between them. */
export function assemble(parts: readonly (readonly [Part, Tensor])[], like: Tensor, axis: number): Tensor {
  const length = like.shape[axis]!;
  const zero = scalarLike(0, like);
  if (parts.length === 0) return broadcastTo(zero, like.shape);
  const at = new Map(parts.flatMap(([{ places }], k) => places.map((place, i) => [place, [k, i] as const] as const)));
  const zeros = (count: number) =>
    broadcastTo(
      zero,
      like.shape.map((size, i) => (i === axis ? count : size)),
    );
  const pieces: { from: number | null; start: number; count: number }[] = [];
  for (const place of range(length)) {
    const [from, start] = at.get(place) ?? [null, 0];
    const last = pieces.at(-1);
    if (last && last.from === from && (from === null || last.start + last.count === start)) last.count += 1;
    else pieces.push({ from, start, count: 1 });
  }
  if (pieces.length < MANY_PIECES) {
    const made = pieces.map(({ from, start, count }) =>
      from === null ? zeros(count) : piece(parts[from]![1], axis, start, count),
    );
    return concatenate(made, axis);
  }
  const starts = parts.map((_, k) => parts.slice(0, k).reduce((total, [{ places }]) => total + places.length, 0));
  const end = parts.reduce((total, [{ places }]) => total + places.length, 0);
  const order = range(length).map((place) => {
    const found = at.get(place);
    return found ? starts[found[0]]! + found[1] : end;
  });
  const all = [...parts.map(([, x]) => x), ...(end < length ? [zeros(1)] : [])];
  return onRows(all, axis, (rows, own) => gather(concatenate(rows, own), indices(order), own));
}
