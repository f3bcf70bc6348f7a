/** What tensors and variables show of themselves in a terminal and in a notebook. Nothing that can be observed changes by it. */
import { leavesOf } from '../graph/node.js';
import { smallValue } from '../graph/settle-small.js';
import { formatShape } from '../shape.js';
import { withUnknowns } from '../symbolic/stand-ins.js';
import type { Tensor } from '../tensor/tensor.js';
import { texts } from '../tensor/tensor-base.js';
import { arrayText, type Grid, gridOf, type Shown, withKeywords } from './array-text.js';

/** The name of the method by which Node's `console.log` asks an object for its text. */
export const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never;
/** The name of the method by which a notebook of Deno asks an object for what to show. */
export const jupyter: unique symbol = Symbol.for('Jupyter.display') as never;

/** Contents by media type. */
export type Display = Readonly<Record<'text/plain' | 'text/html', string>>;

/** The elements, where they are at hand; otherwise why they are not. */
function shownValue(tensor: Tensor): Shown | 'traced' | 'pending' | 'on a device' {
  if (tensor.host) return tensor.host;
  const own = tensor[texts]();
  if (own) return { dtype: 'string', shape: tensor.shape, data: own };
  if (tensor.known) return 'on a device';
  if (leavesOf([tensor]).some(({ known }) => !known)) return 'traced';
  return smallValue(tensor) ?? 'pending';
}

const specText = ({ shape, dtype }: Tensor): string => `shape=${formatShape(withUnknowns(shape))}, dtype=${dtype}`;

/**
 * The text of a tensor: its elements as NumPy prints them if they are known, or computed in no time from what is known.
 *
 * @example
 * tensorText(tensor([1, 2])); // Tensor([1, 2], shape=[2], dtype=int32)
 */
export function tensorText(tensor: Tensor): string {
  const value = shownValue(tensor);
  const prefix = 'Tensor(';
  if (typeof value === 'string') return `${prefix}${specText(tensor)}, ${value})`;
  return withKeywords(arrayText(value, prefix, ','), `${specText(tensor)})`, prefix.length);
}

/** Text that ends with the elements of a tensor, as Keras writes a variable; null for one that is not to be touched. */
export function textWithValue(text: string, tensor: Tensor | null): string {
  const value = tensor ? shownValue(tensor) : 'traced';
  return typeof value === 'string' ? `<${text}, ${value}>` : `<${text}, value=${arrayText(value, '', '')}>`;
}

/** A text for a notebook, and a table of the elements where they are at hand in one or two axes. */
export function displayOf(text: string, tensor: Tensor | null): Display {
  const value = tensor && (tensor.rank === 1 || tensor.rank === 2) ? shownValue(tensor) : 'deep';
  const html = !tensor || typeof value === 'string' ? `<pre>${escaped(text)}</pre>` : tableOf(value, specText(tensor));
  return { 'text/plain': text, 'text/html': html };
}

function tableOf(value: Shown, caption: string): string {
  const grid = gridOf(value) as readonly (Grid | null)[];
  const rows = value.shape.length === 1 ? [grid] : grid;
  const cell = (text: Grid | null) => `<td>${(text as string | null)?.trim() ?? '…'}</td>`;
  const lines = rows.map((row) => `<tr>${((row ?? [null]) as readonly (Grid | null)[]).map(cell).join('')}</tr>`);
  return `<table><caption>${escaped(caption)}</caption>${lines.join('')}</table>`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
