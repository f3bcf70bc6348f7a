/** What passes need of scans: they only make scans of scans, and so do not need the primitive, which brings them along. */
import type { Primitive } from '../op.js';
import { emit } from '../op.js';
import type { Tensor } from '../tensor/tensor.js';
import type { NodeOf } from './match.js';
import type { Attributes, Graph, Node } from './node.js';

export interface ScanAttributes extends Attributes {
  /** From carried values, slices and captured values to the next carried values and the rows of the stacked outputs. */
  readonly body: Graph;
  readonly carried: number;
  /** How many inputs, after the carried ones, are taken apart along their leading axis. */
  readonly scanned: number;
  readonly length: number;
  /** Whether the slices are taken, and the rows written, from the last to the first. */
  readonly reverse: boolean;
}

export interface ScanInputs {
  readonly carried: readonly Tensor[];
  readonly stacked: readonly Tensor[];
  readonly captured: readonly Tensor[];
}

export const isScan = (node: Node): node is NodeOf<ScanAttributes> => node.primitive.scans === true;

/** A scan in the direction of another one, over as many rows. */
export const scanLike = ({ primitive, attributes }: Node<ScanAttributes>, body: Graph, inputs: ScanInputs): Tensor[] =>
  emitScan(primitive, body, inputs, attributes.length, attributes.reverse);

export const emitScan = (
  primitive: Primitive<ScanAttributes>,
  body: Graph,
  { carried, stacked, captured }: ScanInputs,
  length: number,
  reverse: boolean,
): Tensor[] =>
  emit(primitive, [...carried, ...stacked, ...captured], {
    body,
    carried: carried.length,
    scanned: stacked.length,
    length,
    reverse,
  });
