/** Texts of which a trace knows only what they are among: those at positions that a run computes. */
import { emit } from '../op.js';
import { fromHost, type Tensor } from '../tensor/tensor.js';
import { texts } from '../tensor/tensor-base.js';

/** Texts as positions in a list of different ones. */
export interface CodedTexts {
  readonly dictionary: readonly string[];
  /** int32, of the shape of the texts. */
  readonly codes: Tensor;
}

/**
 * What the texts of a tensor are among, and which of them each one is: ops on texts only move them, and so does the same op on positions.
 * Null where nothing is known of them, as in a symbolic call.
 */
export function codedTexts(x: Tensor): CodedTexts | null {
  const positions = new Map<string, number>();
  const coded = new Map<Tensor, Tensor | null>();
  const codesOf = (each: Tensor): Tensor | null => {
    if (each.dtype !== 'string') return each;
    const known = coded.get(each);
    if (known !== undefined) return known;
    const codes = constantCodes(each, positions) ?? moved(each, codesOf);
    coded.set(each, codes);
    return codes;
  };
  const codes = codesOf(x);
  return codes && { dictionary: [...positions.keys()], codes };
}

function constantCodes(x: Tensor, positions: Map<string, number>): Tensor | null {
  const own = x[texts]();
  if (own === null) return null;
  const data = Int32Array.from(own, (text) => {
    if (!positions.has(text)) positions.set(text, positions.size);
    return positions.get(text)!;
  });
  return fromHost({ dtype: 'int32', shape: x.shape, data });
}

function moved(x: Tensor, codesOf: (each: Tensor) => Tensor | null): Tensor | null {
  const { node } = x;
  if (!node) return null;
  const inputs = node.inputs.map(codesOf);
  if (inputs.some((input) => input === null)) return null;
  return emit(node.primitive, inputs as Tensor[], node.attributes)[node.outputs.indexOf(x)]!;
}
