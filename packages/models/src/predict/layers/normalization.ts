import { float, int, toNumbers } from '@org/core/basics';
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
  variables: (config) => countOf(config, 'scale', 'center'),
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

/** Numbers for all, or for each channel. */
export const Rescaling: FileLayer = {
  className: 'Rescaling',
  write({ network, config, inputs: [x] }) {
    const numbers = (value: unknown): string =>
      Array.isArray(value) ? network.numbers(value, [value.length]) : network.numbers([value as number]);
    const scaled = network.op('Mul', [network.last(x!), numbers(config.scale)]);
    return { name: network.op('Add', [scaled, numbers(config.offset)]), rank: x!.rank };
  },
};
