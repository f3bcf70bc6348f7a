import { float, int, isPlainObject, NotImplementedError, toNumbers } from '@org/core/basics';
import type { H5Dataset } from '../../saving/h5-store.js';
import type { FileLayer } from '../network.js';
import { assertSetting, axisOf, countOf } from './options.js';

/** A factor and a summand for each channel, of the moving statistics. */
export const BatchNormalization: FileLayer = {
  className: 'BatchNormalization',
  variables: (config) => 2 + countOf(config, 'scale', 'center'),
  write({ network, config, weights, inputs: [x] }) {
    const { rank, channelsFirst = false } = x!;
    const axis = axisOf(config.axis as number, x!);
    const all = weights.map(toNumbers);
    const [mean, variance] = all.slice(-2) as [ArrayLike<number>, ArrayLike<number>];
    const gamma = config.scale === false ? null : all[0]!;
    const beta = config.center === false ? null : all[gamma ? 1 : 0]!;
    const factors = Array.from(variance, (each, i) => (gamma?.[i] ?? 1) / Math.sqrt(each + (config.epsilon as number)));
    const summands = factors.map((factor, i) => (beta?.[i] ?? 0) - mean[i]! * factor);
    const staysFirst = channelsFirst && axis === rank - 1;
    const given = staysFirst ? x!.name : network.last(x!);
    const shape = new Array(rank).fill(1);
    shape[staysFirst ? 1 : axis] = factors.length;
    const scaled = network.op('Mul', [given, network.numbers(factors, shape)]);
    return { name: network.op('Add', [scaled, network.numbers(summands, shape)]), rank, channelsFirst: staysFirst };
  },
};

export const LayerNormalization: FileLayer = {
  className: 'LayerNormalization',
  variables: (config) => (config.rms_scaling ? 1 : countOf(config, 'scale', 'center')),
  write({ network, config, weights, inputs: [x] }) {
    assertSetting(config, 'rms_scaling', false);
    const axes = [config.axis].flat().map((axis) => axisOf(axis as number, x!));
    const [first] = axes;
    // Those from the first to the last.
    assertSetting(
      { ...config, axis: JSON.stringify(axes) },
      'axis',
      JSON.stringify(axes.map((_, i) => x!.rank - axes.length + i)),
    );
    const sizes = weights[0]?.shape ?? (config.build_input_shape as readonly number[] | undefined)?.slice(first) ?? [];
    const ones = (): string => network.numbers(new Array(sizes.reduce((a, b) => a * b, 1)).fill(1), sizes);
    const rest = [...weights];
    const scale = config.scale === false ? ones() : network.weight(rest.shift() as H5Dataset);
    const shift = config.center === false ? [] : [network.weight(rest.shift() as H5Dataset)];
    const name = network.op('LayerNormalization', [network.last(x!), scale, ...shift], {
      axis: int(first!),
      epsilon: float(config.epsilon as number),
    });
    return { name, rank: x!.rank };
  },
};

/** Numbers for all, for each channel, or for each of several axes; arrays of NumPy are objects in files. */
export const Rescaling: FileLayer = {
  className: 'Rescaling',
  write({ network, config, inputs: [x] }) {
    const numbers = (given: unknown): string => {
      const value = isPlainObject(given) && isPlainObject(given.config) ? given.config.value : given;
      const shape: number[] = [];
      for (let inner = value; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
      const all = [value].flat(shape.length) as number[];
      const isWhole = all.length === shape.reduce((a, b) => a * b, 1) && all.every((each) => typeof each === 'number');
      if (isWhole && shape.length <= x!.rank) return network.numbers(all, shape);
      throw new NotImplementedError(`"${config.name}" has numbers that are not read here.`, {
        received: JSON.stringify(given),
      });
    };
    const scaled = network.op('Mul', [network.last(x!), numbers(config.scale)]);
    return { name: network.op('Add', [scaled, numbers(config.offset ?? 0)]), rank: x!.rank };
  },
};
