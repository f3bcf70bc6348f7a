/** Files of Python, of what its programs do with calls, numbers and classes. Made by packages/testing/goldens/make_predict.py. */
import { decodeArray, type EncodedArray, expectClose, type GoldenCase, loadGolden, sampled } from '@org/testing';
import * as predict from '../predict.js';

const { loadPredictor, ...rest } = predict;
const layers = Object.values(rest).filter((each): each is predict.FileLayer => 'className' in each);

interface FileCase extends GoldenCase {
  readonly file: string;
  readonly inputs?: Readonly<Record<string, EncodedArray>>;
  readonly outputs?: Readonly<Record<string, EncodedArray>>;
  readonly refused?: string;
}

const open = (file: string) => loadPredictor(new File([Buffer.from(file, 'hex')], 'model.keras'), { layers });

const elements = (encoded: EncodedArray) => ({ data: decodeArray(encoded).values, shape: encoded.shape });

const { cases } = loadGolden<FileCase>('predict_files');
const named = (list: readonly FileCase[]) => list.map((each) => [each.id, each] as const);

test.each(named(cases.filter(({ refused }) => !refused)))('%s', async (_id, { file, inputs, outputs }) => {
  const model = await open(file);
  expect(model.inputs.map(({ name }) => name).sort()).toEqual(Object.keys(inputs!).sort());
  const given = Object.entries(inputs!).map(([name, each]) => [name, elements(each)]);
  const answer = await model.predict(Object.fromEntries(given));
  const answers = 'data' in answer ? { 0: answer as predict.HostArray } : (answer as Record<string, predict.HostArray>);
  expect(Object.keys(answers)).toEqual(Object.keys(outputs!));
  for (const [name, expected] of Object.entries(outputs!)) {
    const { shape, data } = answers[name as never] as predict.HostArray;
    expect(shape).toEqual(expected.shape);
    expectClose(data as Float32Array, decodeArray(expected).values, { rtol: 1e-5, atol: 1e-5 });
  }
});

test.each(named(cases.filter(({ refused }) => refused)))('%s is refused', async (_id, { file, refused }) => {
  await expect(open(file)).rejects.toThrow(refused);
});

interface NestedCase extends GoldenCase {
  readonly file?: string;
  readonly out: readonly number[][][];
  readonly shared: number;
  readonly unreadable?: true;
}

const nested = loadGolden<NestedCase>('nested_models').cases.filter(({ file, unreadable }) => file && !unreadable);

/** What the script puts into its models: sines, from the sum of a name's characters on. */
const sines = (name: string, [rows, width]: readonly [number, number]) => {
  const start = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return { data: Array.from({ length: rows * width }, (_, k) => Math.sin(start + k)), shape: [rows, width] };
};

test.each(sampled(nested, 3).map((each) => [each.id, each] as const))('%s', async (_id, { file, out, shared }) => {
  const model = await open(file!);
  const given = Array.from({ length: shared }, (_, k) => [`in_${k}`, sines(`x${k}`, [2, 3])]);
  const answer = await model.predict(Object.fromEntries(given));
  const answers = ('data' in answer ? [answer] : Object.values(answer)) as predict.HostArray[];
  expect(answers).toHaveLength(out.length);
  for (const [i, { data }] of answers.entries()) {
    expectClose(data as Float32Array, (out[i] as number[][]).flat(), { rtol: 1e-5, atol: 1e-6 });
  }
});
