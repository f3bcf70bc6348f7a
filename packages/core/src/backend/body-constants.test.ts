import { GraphBuilder, graph } from '../onnx/graph-builder.js';
import type { GraphProto } from '../onnx/proto.js';
import { constantsInBodies } from './body-constants.js';

const namesOf = ({ initializer }: GraphProto): string[] => initializer.map(({ name }) => name!);

/** A graph with a branch of two nodes, and one within it; each multiplies by the matrices that it is given. */
function nested(of: (constant: (value: number, rank?: number) => string) => readonly (readonly string[])[]) {
  const outer = new GraphBuilder('outer');
  const x = outer.input('x', 'float32', [2, 2]);
  const constant = (value: number, rank = 2) =>
    outer.constant(Float32Array.of(value, 2, 3, 4), 'float32', rank === 2 ? [2, 2] : [4]);
  const [first, second, third] = of(constant);
  const branch = (own: GraphBuilder, names: readonly string[]) => {
    for (const name of names) own.op('Mul', [x, name]);
    return own;
  };
  const inner = branch(new GraphBuilder('inner', outer), second!);
  const innermost = branch(new GraphBuilder('innermost', inner), third!);
  inner.op('If', [x], { then_branch: graph(innermost.build()) });
  outer.op('If', [x], { then_branch: graph(inner.build()) });
  branch(outer, first!);
  const placed = constantsInBodies(outer.build());
  const bodyOf = ({ node }: GraphProto): GraphProto => node.find(({ opType }) => opType === 'If')!.attribute[0]!.g!;
  return [placed, bodyOf(placed), bodyOf(bodyOf(placed))].map(namesOf);
}

test('matrices are constants of the one graph that reads them', () => {
  let own: string[] = [];
  const placed = nested((constant) => {
    own = [constant(1), constant(5), constant(6)];
    return own.map((name) => [name]);
  });
  expect(placed).toEqual(own.map((name) => [name]));
});

test('what several graphs read, and vectors, stay outside', () => {
  let all: string[] = [];
  const placed = nested((constant) => {
    all = [constant(1), constant(5), constant(6, 1)];
    const [both, inside, vector] = all as [string, string, string];
    return [[both], [both, inside, vector], [inside]];
  });
  expect(placed).toEqual([all, [], []]);
});
