import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { setConfig } from '../utils/config.js';
import { validateConfigs } from '../utils/validate-configs.js';
import { BaseConfig, configClass } from './config.js';

class SampleConfig extends configClass('SampleConfig', {
  nSteps: z.int().positive().default(100).describe('How many steps are made.'),
  lambda1: z.number().default(1).describe('Weight of the first loss.'),
  lambda_: z.number().default(0.1).describe('Weight of the cost.'),
  encSizes: z.array(z.int().positive()).default([20, 16]).describe('Sizes of the encoder.'),
  dataName: z.string().nullable().default(null).describe('Its name.'),
}) {}

class RequiredConfig extends configClass('RequiredConfig', { lr: z.number().describe('The learning rate.') }) {}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relax-config-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('fields have their defaults, and values are given in both spellings', () => {
  expect({ ...new SampleConfig() }).toEqual({
    nSteps: 100,
    lambda1: 1,
    lambda_: 0.1,
    encSizes: [20, 16],
    dataName: null,
  });
  const config = new SampleConfig({ nSteps: 5, ...({ lambda_1: 2 } as object) });
  expect([config.nSteps, config.lambda1]).toEqual([5, 2]);
  expect(config).toBeInstanceOf(BaseConfig);
  expect(config.constructor.name).toBe('SampleConfig');
});

test('values are the own ones of each config', () => {
  new SampleConfig().encSizes.push(3);
  expect(new SampleConfig().encSizes).toEqual([20, 16]);
});

test.each<[Record<string, unknown>, RegExp]>([
  [{ nStep: 5 }, /SampleConfig knows no 'nStep'[\s\S]*did you mean 'nSteps'/],
  [{ n_stepz: 5 }, /did you mean 'nSteps'/],
  [{ nSteps: 0 }, /SampleConfig: 'nSteps'[\s\S]*a number above 0 \(How many steps are made\)[\s\S]*Received: 0/],
  [{ nSteps: 1.5 }, /'nSteps'[\s\S]*a whole number/],
  [{ encSizes: [1, 'a'] }, /'encSizes\.1'/],
  [{ nSteps: -1, lambda1: 'x' }, /'nSteps'.*The same holds for lambda1/],
])('%j is refused', (values, message) => {
  let error: unknown;
  try {
    new SampleConfig(values as never);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ name: 'ValueError', message: expect.stringMatching(message) });
});

test('a field without a default is required', () => {
  expect(() => new RequiredConfig({} as never)).toThrow(/'lr'/);
  expect(new RequiredConfig({ lr: 0.1 }).lr).toBe(0.1);
});

test('the original passes unknown fields over, and so does compat', () => {
  setConfig({ compat: 'jax-relax' });
  try {
    expect(new SampleConfig({ batchSize: 3 } as never).nSteps).toBe(100);
  } finally {
    setConfig({ compat: null });
  }
});

test('files have Python names and an indent of 4, in folders that need not exist', async () => {
  const path = join(folder, 'a', 'b', 'config.json');
  await new SampleConfig({ nSteps: 7 }).save(path);
  const text = await readFile(path, 'utf8');
  expect(text.startsWith('{\n    "n_steps": 7,\n    "lambda_1": 1,\n    "lambda_": 0.1,')).toBe(true);
  const loaded = await SampleConfig.loadFromJson(path);
  expect(loaded).toEqual(new SampleConfig({ nSteps: 7 }));
  await expect(new SampleConfig().save(join(folder, 'config.txt'))).rejects.toMatchObject({ name: 'ValueError' });
  await expect(SampleConfig.loadFromJson(join(folder, 'none.json'))).rejects.toMatchObject({
    name: 'FileNotFoundError',
  });
});

test('the JSON schema names and describes the fields', () => {
  expect(SampleConfig.jsonSchema()).toMatchObject({
    title: 'SampleConfig',
    additionalProperties: false,
    properties: { n_steps: { type: 'integer', default: 100, description: 'How many steps are made.' } },
  });
});

test('validateConfigs makes a config of an object', () => {
  const config = new SampleConfig();
  expect(validateConfigs(config, SampleConfig)).toBe(config);
  expect(validateConfigs({ n_steps: 3 }, SampleConfig)).toEqual(new SampleConfig({ nSteps: 3 }));
  expect(() => validateConfigs(new RequiredConfig({ lr: 1 }), SampleConfig)).toThrow(/SampleConfig is made of/);
  expect(() => validateConfigs({}, Object as never)).toThrow(/class of configs/);
});
