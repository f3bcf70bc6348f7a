/** A pending graph apart from its values: what runs for one runs for all others of the same structure. */
import type { DType } from '../dtype.js';
import type { Primitive } from '../op.js';
import type { Shape } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { isLeaf, type Node } from './node.js';
import { attributesKey } from './structure.js';

export interface Skeleton {
  /** Equal for graphs of one structure; the values of leaves take no part. */
  readonly key: string;
  /** In the order in which they are met. */
  readonly leaves: readonly Tensor[];
}

/** Characters that one call makes of codes: arguments lie on the stack. */
const CHUNK = 4096;
/** The code that says that a number of three characters follows. */
const LARGE = 0xffff;

/** Writes numbers as text, most of them as one character: keys are made for every step of a loop that is written out. */
class NumberText {
  private readonly codes: number[] = [];

  push(n: number): void {
    if (n < LARGE) this.codes.push(n);
    else this.codes.push(LARGE, n & 0xffff, (n / 2 ** 16) & 0xffff, Math.floor(n / 2 ** 32));
  }

  toString(): string {
    let text = '';
    for (let i = 0; i < this.codes.length; i += CHUNK) text += String.fromCharCode(...this.codes.slice(i, i + CHUNK));
    return text;
  }
}

/** Small numbers for things of which there are few. */
class Numbering<T> {
  private readonly numbers = new Map<T, number>();

  of(thing: T): number {
    let number = this.numbers.get(thing);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(thing, number);
    }
    return number;
  }
}

const primitiveNumbers = new Numbering<Primitive>();
const dtypeNumbers = new Numbering<DType>();

/** @param nodes what `outputs` need, inputs first */
export function skeletonOf(nodes: readonly Node[], outputs: readonly Tensor[]): Skeleton {
  const ids = new Map<Tensor, number>();
  const leaves: Tensor[] = [];
  const text = new NumberText();
  let attributeText = '';
  const pushShape = (shape: Shape) => {
    text.push(shape.length);
    for (const size of shape) text.push(size);
  };
  const pushId = (tensor: Tensor) => {
    let id = ids.get(tensor);
    if (id === undefined) {
      id = ids.size;
      ids.set(tensor, id);
      leaves.push(tensor);
      text.push(id);
      text.push(dtypeNumbers.of(tensor.dtype));
      pushShape(tensor.shape);
    } else text.push(id);
  };
  for (const { primitive, inputs, attributes, outputs: results } of nodes) {
    text.push(primitiveNumbers.of(primitive));
    text.push(inputs.length);
    for (const input of inputs) pushId(input);
    attributeText += `${attributesKey(attributes)}\n`;
    // Of several results some may be known already.
    text.push(results.length);
    for (const result of results) {
      text.push(isLeaf(result) ? 0 : 1);
      if (!isLeaf(result)) ids.set(result, ids.size);
    }
  }
  for (const output of outputs) pushId(output);
  return { key: `${text}\n${attributeText}`, leaves };
}
