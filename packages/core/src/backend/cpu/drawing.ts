import { evaluateGraph } from '../../graph/evaluate.js';
import type { Node } from '../../graph/node.js';
import type { Users } from '../../graph/users.js';
import { Drawn, fillAll } from '../../simd/drawn-array.js';
import { type Kernel, MOST_RESULTS, MOST_SCALARS, makeKernel, type Numbers } from '../../simd/kernel.js';
import { fillRows, type KeyedRows, type RowsTask } from '../../simd/keyed-rows.js';
import type { Lane } from '../../simd/lanes.js';
import { type LaneRule, laneRuleOf, wordRuleOf } from '../../simd/rules.js';
import type { HostArray } from '../../tensor/host-array.js';
import type { Tensor } from '../../tensor/tensor.js';
import { isFull } from './passes/elementwise-chains.js';

/** Elements from which on assembling a kernel pays; in a step, which runs again and again, a few. */
export const MANY = { once: 4096, stepped: 64 } as const;

/** Values of tensors. */
export type Known = ReadonlyMap<Tensor, HostArray>;

/** Random numbers that are made in one pass: words, and elementwise operations on them. */
export interface Drawing {
  /** What it is made from: the keys, and single numbers. */
  readonly inputs: readonly Tensor[];
  readonly results: readonly Tensor[];
  draw(known: Known): HostArray[];
  /**
   * The same for each of several rows.
   *
   * @param begun what may be some of them
   */
  drawRows(
    count: number,
    rowsOf: (x: Tensor) => Rows,
    places: readonly HostArray['data'][],
    begun?: RowsTask | null,
  ): void;
  /** What several rows are made from, and by which kernel, where they differ in keys alone; else null. */
  keyed(count: number, rowsOf: (x: Tensor) => Rows): { readonly kernel: Kernel; readonly rows: KeyedRows } | null;
}

/** Values of a tensor in several rows, one behind the other, or the one that all have. */
export interface Rows {
  readonly data: HostArray['data'];
  readonly isSame: boolean;
}

export const isDrawing = (step: Node | Drawing): step is Drawing => 'draw' in step;

/** Whether a node computes the elements of a drawing further, by itself or with single numbers that are known early. */
export function continues(node: Node, isDrawn: (x: Tensor) => boolean, isEarly: (x: Tensor) => boolean): boolean {
  const { primitive, inputs } = node;
  if (!primitive.elementwise || !ruleOf(node)) return false;
  return inputs.every((x) => (isDrawn(x) ? isFull(x, node) : isWord(x) || (isScalar(x) && isEarly(x))));
}

/** How a kernel continues words; few words are often keys, which other words are made from. */
function ruleOf({ primitive, inputs, outputs: [output] }: Node): LaneRule | undefined {
  const isComparison = output!.dtype === 'bool' && inputs.every(({ dtype }) => dtype === 'float32');
  if (output!.dtype === 'float32' || isComparison) return laneRuleOf(primitive);
  return output!.dtype === 'uint32' && output!.size >= MANY.stepped ? wordRuleOf(primitive) : undefined;
}

/** Whether words can be made by a kernel: from keys, and from one counter for all of them. */
export const hasKernel = ({ primitive, inputs: [, start] }: Node): boolean =>
  laneRuleOf(primitive) !== undefined && (!start || start.size === 1);

const isScalar = ({ size, dtype }: Tensor): boolean => size === 1 && dtype === 'float32';

/** A word that becomes part of the kernel. */
const isWord = ({ size, dtype, host }: Tensor): boolean => size === 1 && dtype === 'uint32' && host !== null;

/**
 * @param nodes the one that makes words, and those that continue it
 * @param many elements from which on there is a kernel for them
 */
export function drawingOf(nodes: readonly Node[], users: Users, many: number): Drawing {
  const [source] = nodes as readonly [Node, ...Node[]];
  const members = new Set<Node | null>(nodes);
  const own = new Set(nodes.flatMap(({ outputs }) => outputs));
  const further = nodes.slice(1).flatMap((node) => node.inputs);
  const scalars = [...new Set(further)].filter((x) => !own.has(x) && !isWord(x));
  const inputs = [...new Set([...source.inputs, ...scalars])];
  const results = [...own].filter((x) => [...(users.get(x) ?? [])].some((user) => !members.has(user)));
  const fits = results.length <= MOST_RESULTS && scalars.length <= MOST_SCALARS;
  if (nodes.length > 1 && !fits) return drawingOf([source], users, many);
  const [key, start] = source.inputs as readonly [Tensor, Tensor?];
  let assembled: Kernel | null | undefined = hasKernel(source) && source.outputs[0]!.size >= many ? undefined : null;
  const kernelOf = (): Kernel | null => {
    if (assembled === undefined) assembled = assemble(nodes, scalars, results);
    return assembled;
  };
  const recipeOf = (dataOf: (x: Tensor) => HostArray['data']) => ({
    keys: dataOf(key) as Uint32Array,
    scalars: scalars.map((x) => dataOf(x)[0] as number),
    start: start ? Number(dataOf(start)[0]) : 0,
  });
  return {
    inputs,
    results,
    draw(known) {
      const kernel = kernelOf();
      const valueOf = (x: Tensor) => known.get(x) ?? x.host!;
      if (!kernel) return evaluateGraph(results, new Map(inputs.map((x) => [x, valueOf(x)])));
      const specs = results.map(({ dtype, shape }) => ({ dtype, shape }));
      return [...new Drawn(kernel, { ...recipeOf((x) => valueOf(x).data), results: specs }).arrays];
    },
    keyed(count, rowsOf) {
      const kernel = kernelOf();
      const { data, isSame } = rowsOf(key);
      if (!kernel || isSame || inputs.some((x) => x !== key && !rowsOf(x).isSame)) return null;
      const { keys, ...same } = recipeOf((x) => (x === key ? data : rowsOf(x).data));
      return { kernel, rows: { keys: keys.subarray(0, count * key.size), width: key.size, ...same } };
    },
    drawRows(count, rowsOf, places, begun) {
      const keyed = this.keyed(count, rowsOf);
      if (keyed) {
        const own = places.map((place, i) => place.subarray(0, count * results[i]!.size));
        fillRows(keyed.kernel, keyed.rows, own as Numbers[], begun);
        return;
      }
      const kernel = kernelOf();
      const pick = ({ data, isSame }: Rows, { size }: Tensor, row: number) =>
        isSame ? data : data.subarray(row * size, (row + 1) * size);
      for (let row = 0; row < count; row++) {
        const dataOf = (x: Tensor) => pick(rowsOf(x), x, row);
        const parts = results.map((x, i) => pick({ data: places[i]!, isSame: false }, x, row));
        if (kernel) {
          fillAll(kernel, recipeOf(dataOf), parts as Numbers[]);
          continue;
        }
        const known = inputs.map((x) => [x, { dtype: x.dtype, shape: x.shape, data: dataOf(x) }] as const);
        evaluateGraph(results, new Map(known)).forEach(({ data }, i) => {
          parts[i]!.set(data as never);
        });
      }
    },
  };
}

function assemble(nodes: readonly Node[], scalars: readonly Tensor[], results: readonly Tensor[]): Kernel | null {
  const isTruth = (i: number) => results[i]!.dtype === 'bool';
  return makeKernel((lanes, words, scalar) => {
    const laneOf = new Map<Tensor, Lane>(scalars.map((x, i) => [x, scalar(i)]));
    const laneFor = (x: Tensor): Lane => laneOf.get(x) ?? lanes.word(x.host!.data[0] as number);
    nodes.forEach((node, i) => {
      const rule = i === 0 ? laneRuleOf(node.primitive)! : ruleOf(node)!;
      laneOf.set(node.outputs[0]!, rule(lanes, i === 0 ? words : node.inputs.map(laneFor), node.attributes));
    });
    return results.map((x) => laneOf.get(x)!);
  }, isTruth);
}
