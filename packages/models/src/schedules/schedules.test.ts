import { tensor, ValueError } from '@org/core';
import { decodeArray, type EncodedArray, expectClose, type GoldenCase, loadGolden } from '@org/testing';
import {
  CosineDecay,
  deserialize,
  ExponentialDecay,
  LearningRateSchedule,
  PiecewiseConstantDecay,
  serialize,
} from './index.js';

interface ScheduleCase extends GoldenCase {
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly steps: readonly number[];
  readonly out: EncodedArray;
}

describe('schedules as in Keras', () => {
  it.each(loadGolden<ScheduleCase>('schedules').cases.map((golden) => [golden.id, golden] as const))(
    '%s',
    async (_id, { class: name, config, steps, out }) => {
      const schedule = deserialize({ class_name: name, config });
      // A batch of steps runs as one graph in ONNX Runtime, a single step in JavaScript.
      expectClose(await schedule(tensor([...steps], null, 'int32')).data(), decodeArray(out).values);
      const first = await schedule(steps[1]!).item();
      expectClose([first], [decodeArray(out).values[1]!]);
      expect(schedule.getConfig()).toEqual(config);
      expect(serialize(schedule)).toEqual({
        module: 'keras.optimizers.schedules',
        class_name: name,
        config,
        registered_name: null,
      });
    },
  );
});

it('schedules take their arguments by position and by name', () => {
  const schedule = new ExponentialDecay(0.1, 3, { decayRate: 0.5, staircase: true });
  expect(schedule.getConfig()).toEqual({
    initial_learning_rate: 0.1,
    decay_steps: 3,
    decay_rate: 0.5,
    staircase: true,
    name: 'ExponentialDecay',
  });
});

it('refuses what cannot be', () => {
  expect(() => new CosineDecay(0.1, 0)).toThrow(ValueError);
  expect(() => new PiecewiseConstantDecay([1, 2], [0.1])).toThrow(/one more value/);
});

it('users write their own', async () => {
  class Harmonic extends LearningRateSchedule {
    override call(step: ReturnType<typeof tensor>) {
      return step.add(1).pow(-1);
    }
  }
  expect(await new Harmonic()(tensor(1, null, 'float32')).item()).toBeCloseTo(0.5);
  expect(() => new Harmonic().getConfig()).toThrow(/getConfig/);
  expect(() => new LearningRateSchedule()(0)).toThrow(/call/);
});
