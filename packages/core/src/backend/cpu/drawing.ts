import { evaluateGraph } from '../../graph/evaluate.js';
import type { Node } from '../../graph/node.js';
import type { Users } from '../../graph/users.js';
import { Drawn } from '../../simd/drawn-array.js';
import { type Kernel, MOST_RESULTS, MOST_SCALARS, makeKernel } from '../../simd/kernel.js';
import type { Lane } from '../../simd/lanes.js';
import { laneRuleOf } from '../../simd/rules.js';
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
}

/** Whether a node computes the elements of a drawing further, by itself or with single numbers that are known early. */
export function continues(node: Node, isDrawn: (x: Tensor) => boolean, isEarly: (x: Tensor) => boolean): boolean {
  const { primitive, inputs, outputs } = node;
  if (!primitive.elementwise || !laneRuleOf(primitive) || outputs[0]!.dtype !== 'float32') return false;
  return inputs.every((x) => (isDrawn(x) ? isFull(x, node) : isScalar(x) && isEarly(x)));
}

/** Whether words can be made by a kernel: from keys, and from one counter for all of them. */
export const hasKernel = ({ primitive, inputs: [, start] }: Node): boolean =>
  laneRuleOf(primitive) !== undefined && (!start || start.size === 1);

const isScalar = ({ size, dtype }: Tensor): boolean => size === 1 && dtype === 'float32';

/**
 * @param nodes the one that makes words, and those that continue it
 * @param many elements from which on there is a kernel for them
 */
export function drawingOf(nodes: readonly Node[], users: Users, many: number): Drawing {
  const [source] = nodes as readonly [Node, ...Node[]];
  const members = new Set<Node | null>(nodes);
  const own = new Set(nodes.flatMap(({ outputs }) => outputs));
  const inputs = [...new Set(nodes.flatMap((node) => node.inputs).filter((x) => !own.has(x)))];
  const results = [...own].filter((x) => [...(users.get(x) ?? [])].some((user) => !members.has(user)));
  const scalars = inputs.slice(source.inputs.length);
  const fits = results.length <= MOST_RESULTS && scalars.length <= MOST_SCALARS;
  if (nodes.length > 1 && !fits) return drawingOf([source], users, many);
  const [key, start] = source.inputs as readonly [Tensor, Tensor?];
  let kernel: Kernel | null | undefined = hasKernel(source) && source.outputs[0]!.size >= many ? undefined : null;
  return {
    inputs,
    results,
    draw(known) {
      const valueOf = (x: Tensor) => known.get(x) ?? x.host!;
      if (kernel === undefined) kernel = assemble(nodes, scalars, results);
      if (!kernel) return evaluateGraph(results, new Map(inputs.map((x) => [x, valueOf(x)])));
      const recipe = {
        keys: valueOf(key).data as Uint32Array,
        scalars: scalars.map((x) => valueOf(x).data[0] as number),
        start: start ? Number(valueOf(start).data[0]) : 0,
        results: results.map(({ dtype, shape }) => ({ dtype, shape })),
      };
      return [...new Drawn(kernel, recipe).arrays];
    },
  };
}

function assemble(nodes: readonly Node[], scalars: readonly Tensor[], results: readonly Tensor[]): Kernel | null {
  return makeKernel((lanes, words, scalar) => {
    const laneOf = new Map<Tensor, Lane>(scalars.map((x, i) => [x, scalar(i)]));
    nodes.forEach(({ primitive, inputs, attributes, outputs }, i) => {
      laneOf.set(
        outputs[0]!,
        laneRuleOf(primitive)!(lanes, i === 0 ? words : inputs.map((x) => laneOf.get(x)!), attributes),
      );
    });
    return results.map((x) => laneOf.get(x)!);
  });
}
