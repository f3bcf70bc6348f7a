/** Functions of JAX programs, and a module, as layers. Compiled in several ways, they compute the same, or say what is to be declared. */
import { layers, ops, random, type Tensor, tensor } from '@org/models';

const { FlaxLayer, JaxLayer } = layers;

type Params = { a: Tensor };
type State = { n: Tensor };

const init = (rng: Tensor, inputs: Tensor) => ({ a: random.uniform(rng, inputs.shape).mul(0).add(2) });
const twice = (params: Params, inputs: Tensor) => ops.multiply(inputs, params.a);
const counted = (params: Params, state: State, inputs: Tensor) => [
  ops.multiply(ops.multiply(inputs, params.a), state.n),
  { n: state.n.add(1) },
];
const inTraining = (params: Params, inputs: Tensor, training: boolean) =>
  training ? ops.multiply(inputs, params.a) : inputs;
const byKeyword = (params: Params, inputs: Tensor, { training = false }: { training?: boolean } = {}) =>
  training ? ops.multiply(inputs, params.a) : inputs;
const allByKeyword = ({ params, inputs }: { params: Params; inputs: Tensor }) => ops.multiply(inputs, params.a);

class Scale {
  init(_rngs: unknown, inputs: Tensor) {
    return { params: { a: ops.ones(inputs.shape).mul(2) } };
  }
  apply({ params }: { params: Params }, inputs: Tensor, { training = false }: { training?: boolean } = {}) {
    return training ? inputs.mul(params.a) : inputs;
  }
}

const params = { a: 2 };
const makers: Record<string, () => layers.Layer> = {
  init: () => new JaxLayer(twice, init),
  given: () => new JaxLayer(twice, { params }),
  withState: () => new JaxLayer(counted, { params, state: { n: 1 } }),
  ambiguous: () => new JaxLayer(inTraining, { params }),
  declared: () => new JaxLayer(inTraining, { params, callParameters: ['params', 'inputs', 'training'] }),
  byKeyword: () => new JaxLayer(byKeyword, { params }),
  allByKeyword: () => new JaxLayer(allByKeyword, { params }),
  module: () => new FlaxLayer(new Scale()),
};

/** What each layer makes of ones in training, or the beginning of its error. */
export async function run(): Promise<Record<string, unknown>> {
  const results: Record<string, unknown> = {};
  for (const [name, make] of Object.entries(makers)) {
    try {
      results[name] = await make()(tensor([1, 1], null, 'float32'), { training: true }).array();
    } catch (error) {
      results[name] = (error as Error).message.includes('callParameters') ? 'declare callParameters' : String(error);
    }
  }
  return results;
}
