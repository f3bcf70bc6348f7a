/** Layers of several inputs. */
import { int } from '@org/core/basics';
import type { FileLayer, LayerCall, Value } from '../network.js';
import { axisOf } from './options.js';

/** The inputs with their axes in one order, and as many of them: those that are lacking come behind the batch. */
function alike({ network, inputs }: LayerCall): { names: readonly string[]; as: Omit<Value, 'name'> } {
  const rank = Math.max(...inputs.map((each) => each.rank));
  const channelsFirst = inputs.every((each) => each.channelsFirst && each.rank === rank);
  const names = inputs.map((each) => {
    const name = channelsFirst ? each.name : network.last(each);
    const lacking = Array.from({ length: rank - each.rank }, (_, i) => i + 1);
    return lacking.length > 0 ? network.op('Unsqueeze', [name, network.ints(lacking)]) : name;
  });
  return { names, as: { rank, channelsFirst } };
}

const merging = (className: string, operator: string, divides = false): FileLayer => ({
  className,
  write(call) {
    const { names, as } = alike(call);
    const { network } = call;
    const merged = names.reduce((sum, name) => network.op(operator, [sum, name]));
    return { ...as, name: divides ? network.op('Div', [merged, network.numbers([names.length])]) : merged };
  },
});

export const Add: FileLayer = /* @__PURE__ */ merging('Add', 'Add');
export const Subtract: FileLayer = /* @__PURE__ */ merging('Subtract', 'Sub');
export const Multiply: FileLayer = /* @__PURE__ */ merging('Multiply', 'Mul');
export const Average: FileLayer = /* @__PURE__ */ merging('Average', 'Add', true);
export const Maximum: FileLayer = /* @__PURE__ */ merging('Maximum', 'Max');
export const Minimum: FileLayer = /* @__PURE__ */ merging('Minimum', 'Min');

export const Concatenate: FileLayer = {
  className: 'Concatenate',
  write(call) {
    const { names, as } = alike(call);
    const axis = axisOf(call.config.axis as number, call.inputs[0]!);
    const own = !as.channelsFirst || axis === 0 ? axis : axis === as.rank - 1 ? 1 : axis + 1;
    return { ...as, name: call.network.op('Concat', names, { axis: int(own) }) };
  },
};
