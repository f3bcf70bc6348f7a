import { isFloat } from '../dtype.js';
import { NotImplementedError } from '../errors.js';
import { historyOf } from '../graph/history.js';
import { dependents, type Node } from '../graph/node.js';
import { add } from '../primitives/elementwise.js';
import { formatShape } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { atLocationOf } from '../tracing/location.js';
import { gradientRule } from './gradient-rules.js';

const withoutGradient = ({ primitive, outputs: [output] }: Node): NotImplementedError =>
  new NotImplementedError(`[grad]: ${primitive.name} has no gradient.`, {
    received: `a derivative through its result of shape ${formatShape(output!.shape)} and dtype ${output!.dtype}`,
    hint: 'give it one by customGradient, or let derivatives end there by stopGradient.',
  });

/** What arrives at the inputs of a node, by the rule that holds for its primitive. */
function cotangentsThrough(
  node: Node,
  arriving: readonly (Tensor | null)[],
  needed: readonly boolean[],
): readonly (Tensor | null)[] {
  const { primitive, inputs, outputs, attributes } = node;
  const own = (cotangents: readonly (Tensor | null)[]) => {
    if (!primitive.vjp) throw withoutGradient(node);
    return primitive.vjp(cotangents, node, needed);
  };
  const rule = gradientRule(primitive.name);
  return rule
    ? rule(arriving, { name: primitive.name, inputs, outputs, attributes, active: needed }, own)
    : own(arriving);
}

/**
 * Reverse-mode differentiation, graph to graph: walks from `outputs` to `inputs` and adds the nodes that compute the cotangents
 * of the inputs. An input that no output depends on gets null.
 *
 * @param nodes what led from the inputs to the outputs, inputs first
 */
export function backward(
  outputs: readonly Tensor[],
  cotangents: readonly (Tensor | null)[],
  inputs: readonly Tensor[],
  nodes: readonly Node[] = historyOf(outputs),
): (Tensor | null)[] {
  const active = dependents(nodes, inputs);
  const reached = new Set([...inputs, ...[...active].flatMap((node) => node.outputs)]);
  const total = new Map<Tensor, Tensor>();
  const accumulate = (tensor: Tensor, cotangent: Tensor | null | undefined) => {
    if (!cotangent || !isFloat(tensor.dtype)) return;
    const before = total.get(tensor);
    total.set(tensor, before ? add(before, cotangent) : cotangent);
  };
  outputs.forEach((output, i) => {
    accumulate(output, cotangents[i]);
  });
  for (const node of nodes.toReversed()) {
    if (!active.has(node)) continue;
    const arriving = node.outputs.map((output) => total.get(output) ?? null);
    if (arriving.every((cotangent) => cotangent === null)) continue;
    const needed = node.inputs.map((input) => reached.has(input) && isFloat(input.dtype));
    atLocationOf(node, () => cotangentsThrough(node, arriving, needed)).forEach((cotangent, i) => {
      if (needed[i]) accumulate(node.inputs[i]!, cotangent);
    });
  }
  return inputs.map((input) => total.get(input) ?? null);
}
