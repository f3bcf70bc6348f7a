import { scan } from '../control-flow/scan.js';
import { bodiesOf, type Graph, topologicalOrder } from '../graph/node.js';
import { optimize } from '../graph/passes/optimize.js';
import { sin } from '../primitives/elementwise.js';
import '../ops/index.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { expectValues } from '../testing/agreement.js';
import { grad } from './grad.js';
import { hessian } from './jacobian.js';
import { remat } from './remat.js';
import { vmap } from './vmap.js';

const block = (x: Tensor) => sin(sin(sin(x)));
const f = (x: Tensor) => remat(block)(x).sum();
const x = tensor([0.5, -1, 2]);

describe('remat', () => {
  it('changes neither values nor gradients', async () => {
    const plain = (v: Tensor) => block(v).sum();
    await expectValues([f(x), grad(f)(x)], [await plain(x).item(), await grad(plain)(x).array()]);
    await expectValues(hessian(f)(x), await hessian(plain)(x).array());
    const rows = x.reshape([3, 1]);
    await expectValues(vmap(grad(f))(rows), await vmap(grad(plain))(rows).array());
    const scanned = (g: (v: Tensor) => Tensor) => (v: Tensor) => scan((c, e) => [g(c.add(e)), null], 0, v)[0];
    await expectValues(grad(scanned(remat(block)))(x), await grad(scanned(block))(x).array());
  });

  it('computes the block again for the gradient', () => {
    const large = tensor(new Float32Array(1000));
    const namesIn = (graph: Graph): string[] =>
      topologicalOrder(graph.outputs).flatMap(({ primitive, attributes }) => [
        primitive.name,
        ...bodiesOf(attributes).flatMap(namesIn),
      ]);
    const sines = (g: typeof f) =>
      namesIn(optimize({ inputs: [], outputs: [g(large), grad(g)(large)] })).filter((name) => name === 'sin').length;
    expect(sines((v) => block(v).sum())).toBe(3);
    expect(sines(f)).toBe(5);
  });

  it('uses and assigns variables', async () => {
    const v = new Variable(2, { dtype: 'float32' });
    const g = remat((a: Tensor) => {
      v.assignAdd(1);
      return a.mul(v.value);
    });
    await expectValues([grad(g)(5), v.value], [3, 3]);
  });
});
