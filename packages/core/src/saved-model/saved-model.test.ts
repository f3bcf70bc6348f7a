import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { ValueError } from '../errors.js';
import * as ops from '../ops/index.js';
import { fromHost, isTensor, type Tensor, tensor } from '../tensor/tensor.js';
import { assertClose } from '../testing/close.js';
import { jit } from '../tracing/compiled.js';
import { gradients } from '../transforms/index.js';
import { maskedChecksum } from './checksum.js';
import { SavedModel, type VariableStore } from './saved-model.js';
import { uncompress } from './snappy.js';
import { readTable } from './table.js';

interface Encoded {
  readonly dtype: string;
  readonly shape: number[];
  readonly data: number[];
}
type Tree = Encoded | readonly Tree[] | { readonly [name: string]: Tree };

interface Case {
  readonly name: string;
  readonly endpoint: string;
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: readonly Tree[];
  readonly outputs: Tree;
  readonly trainable: number;
  readonly variables: number;
  readonly training?: Tree;
}

const file = new URL('./fixtures/saved-models.json.gz', import.meta.url);
const cases = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Case[];

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const filesOf = ({ files }: Case) => new Map(Object.entries(files).map(([path, text]) => [path, bytesOf(text)]));
const open = (each: Case): SavedModel => {
  const files = filesOf(each);
  return new SavedModel((path) => files.get(path));
};
const caseNamed = (name: string): Case => cases.find((each) => each.name === name)!;

const isLeaf = (tree: Tree): tree is Encoded => 'dtype' in tree;
function decoded(tree: Tree): unknown {
  if (isLeaf(tree)) return tensor(tree.data.flat(), tree.shape, tree.dtype as 'float32');
  if (Array.isArray(tree)) return tree.map(decoded);
  return Object.fromEntries(Object.entries(tree).map(([key, each]) => [key, decoded(each as Tree)]));
}

/** Shapes, types and values are those of TensorFlow. */
async function assertTree(name: string, actual: unknown, expected: Tree): Promise<void> {
  if (isLeaf(expected)) {
    if (!isTensor(actual)) throw new Error(`${name}: no tensor`);
    expect([name, actual.dtype, actual.shape]).toEqual([name, expected.dtype, expected.shape]);
    const values = Float64Array.from(await actual.data(), Number);
    return assertClose(name, values, Float64Array.from(expected.data), { rtol: 1e-4, atol: 1e-5 });
  }
  const keys = Object.keys(expected);
  expect(Object.keys(actual as object).sort()).toEqual(keys.sort());
  for (const key of keys) {
    await assertTree(
      `${name}.${key}`,
      (actual as Record<string, unknown>)[key],
      (expected as Record<string, Tree>)[key]!,
    );
  }
}

/** The variables of the checkpoint, and what is assigned to them. */
function storeOf(): VariableStore & { readonly values: Map<string, Tensor> } {
  const values = new Map<string, Tensor>();
  return {
    values,
    read: ({ name, value }) => values.get(name) ?? fromHost(value),
    assign: ({ name }, value) => void values.set(name, value),
  };
}

const inputsOf = ({ inputs }: Case): unknown => {
  const all = inputs.map(decoded);
  return all.length === 1 ? all[0] : all;
};

describe('SavedModel', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', async (name, each) => {
    const endpoint = open(each).endpoint(each.endpoint);
    await assertTree(name, endpoint.call(inputsOf(each), storeOf()), each.outputs);
    const trainable = endpoint.variables.filter((variable) => variable.trainable);
    expect(trainable).toHaveLength(each.trainable);
  });

  it('is compiled, where its loops and branches stay those that depend on values', async () => {
    const each = caseNamed('computation');
    const endpoint = open(each).endpoint('serve');
    const call = jit((x: Tensor, y: Tensor) => endpoint.call([x, y], storeOf()) as Record<string, Tensor>);
    await assertTree('compiled', await call(...(inputsOf(each) as [Tensor, Tensor])), each.outputs);
  });

  it('is differentiated with respect to its variables', async () => {
    const each = caseNamed('recurrent');
    const endpoint = open(each).endpoint('serve');
    const variables = endpoint.variables.filter(({ trainable }) => trainable);
    const values = new Map(variables.map((variable) => [variable, fromHost(variable.value)]));
    const store: VariableStore = { read: (variable) => values.get(variable)!, assign: () => undefined };
    const loss = () => ops.sum(ops.square((endpoint.call(inputsOf(each), store) as Tensor[])[0]!));
    const kernel = variables[0]!;
    const [slope] = gradients(loss(), [values.get(kernel)!]);
    const step = 1e-2;
    const direction = ops.divide(slope!, ops.norm(slope!));
    const at = async (amount: number): Promise<number> => {
      values.set(kernel, ops.add(fromHost(kernel.value), ops.multiply(direction, amount)) as Tensor);
      return (await loss().item()) as number;
    };
    const difference = ((await at(step)) - (await at(-step))) / (2 * step);
    expect(difference / ((await ops.norm(slope!).item()) as number)).toBeCloseTo(1, 2);
  });

  it('assigns in training what the endpoint assigns', async () => {
    const each = caseNamed('both modes');
    const model = open(each);
    expect(model.endpoints).toEqual(expect.arrayContaining(['call_inference', 'call_training']));
    const store = storeOf();
    const endpoint = model.endpoint('call_training');
    await assertTree('training', endpoint.call(inputsOf(each), store), each.training!);
    expect([...store.values.keys()].filter((name) => name.includes('moving'))).toHaveLength(2);
  });

  it('says which endpoints there are, and which inputs they take', () => {
    const each = caseNamed('two inputs');
    expect(() => open(each).endpoint('other')).toThrow(/no endpoint 'other'[\s\S]*serve/);
    const endpoint = open(each).endpoint('serve');
    expect(() => endpoint.call({ a: [[1, 2, 3]] }, storeOf())).toThrow(/takes an input 'b'/);
    expect(() => endpoint.call({ a: [[1, 2]], b: [[1, 2]] }, storeOf())).toThrow(
      /has a shape that the endpoint does not take/,
    );
  });

  it('refuses files that are damaged', () => {
    const each = caseNamed('dense');
    const damaged = (path: string, change: (bytes: Uint8Array) => Uint8Array) => () => {
      const files = filesOf(each);
      files.set(path, change(files.get(path)!));
      return new SavedModel((name) => files.get(name)).endpoint('serve');
    };
    const data = 'variables/variables.data-00000-of-00001';
    const index = 'variables/variables.index';
    const flipped = (at: number) => (bytes: Uint8Array) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
    expect(damaged(data, (bytes) => bytes.subarray(0, 10))).toThrow(/reaches past the end/);
    expect(damaged(data, (bytes) => bytes.map((byte) => byte ^ 1))).toThrow(/checksum|as a TensorFlow/);
    expect(damaged(index, flipped(20))).toThrow(/checksum is wrong/);
    expect(damaged(index, (bytes) => bytes.subarray(1))).toThrow(ValueError);
    expect(damaged('saved_model.pb', (bytes) => bytes.subarray(0, 1000))).toThrow(/cut short/);
    expect(() => new SavedModel(() => undefined)).toThrow(/There is no SavedModel/);
  });

  it('meets no damage that is no error of ours', () => {
    const each = caseNamed('computation');
    const change = fc.record({ file: fc.nat(2), at: fc.double({ min: 0, max: 1, noNaN: true }), value: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const files = filesOf(each);
        const names = [...files.keys()];
        for (const { file, at, value } of changes) {
          const bytes = files.get(names[file]!)!;
          bytes[Math.floor(at * (bytes.length - 1))] = value;
        }
        try {
          new SavedModel((path) => files.get(path)).endpoint('serve').call(inputsOf(each), storeOf());
        } catch (error) {
          expect(error).toHaveProperty('summary');
        }
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  it('names all operators that are missing', () => {
    const each = caseNamed('dense');
    const files = filesOf(each);
    const text = Buffer.from(files.get('saved_model.pb')!)
      .toString('latin1')
      .replaceAll('Softmax', 'Sofxmax')
      .replaceAll('Rsqrt', 'Rsqxt');
    files.set('saved_model.pb', new Uint8Array(Buffer.from(text, 'latin1')));
    const model = new SavedModel((path) => files.get(path));
    expect(() => model.endpoint('serve')).toThrow(/operators that are not read[\s\S]*Rsqxt, Sofxmax/);
  });
});

describe('the parts of a checkpoint', () => {
  it('has the checksums of the specification', () => {
    // CRC-32C of "123456789" is e3069283; masked: rotated right by 15, plus a282ead8.
    const crc = 0xe3069283;
    expect(maskedChecksum(new TextEncoder().encode('123456789'))).toBe(
      (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0,
    );
  });

  it('uncompresses what refers to itself', () => {
    // "ab", then eight bytes from two before on, then "c".
    const bytes = Uint8Array.of(11, 0b100, 97, 98, 0b10001, 2, 0, 99);
    expect(new TextDecoder().decode(uncompress(bytes))).toBe('abababababc');
    expect(() => uncompress(bytes.subarray(0, 5))).toThrow(ValueError);
    expect(() => uncompress(Uint8Array.of(4, 0b10001, 2))).toThrow(ValueError);
  });

  it('refuses what is no table', () => {
    expect(() => readTable(new Uint8Array(100))).toThrow(/end of the file/);
    expect(() => readTable(new Uint8Array(3))).toThrow(ValueError);
  });
});
