/** The numbers that weights and inputs of golden values are made of: `_meta` of each file says how. */
import { type Tensor, tensor } from '@org/core';
import type { Module } from '../nn/index.js';

/** Number `k` of the stream `seed`, in [0, 1): mulberry32 by counter. */
export function uniform(seed: number, k: number): number {
  const a = (seed + (k + 1) * 0x6d2b79f5) | 0;
  let t = Math.imul(a ^ (a >>> 15), a | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** `scale` times the stream, plus `shift`. */
export function uniforms(seed: number, shape: readonly number[], scale = 1, shift = 0): Tensor {
  const data = Float32Array.from({ length: sizeOf(shape) }, (_, k) => scale * uniform(seed, k) + shift);
  return tensor(data, [...shape], 'float32');
}

/** Number `k` of the normal stream `seed`. */
export const normal = (seed: number, k: number): number =>
  Math.sqrt(-2 * Math.log(1 - uniform(seed, 2 * k))) * Math.cos(2 * Math.PI * uniform(seed, 2 * k + 1));

/** Gives a module the weights of the stream that begins at `seed`. */
export function fill<M extends Module>(module: M, seed: number): M {
  const state = Object.entries(module.stateDict()).filter(([name]) => !name.endsWith('num_batches_tracked'));
  const values = state.map(([name, { shape }], i): [string, Tensor] => {
    const [scale, shift] = scaleOf(name, shape as readonly number[]);
    return [name, uniforms(seed + i, shape as readonly number[], 2 * scale, shift - scale)];
  });
  module.loadStateDict(Object.fromEntries(values), false);
  return module;
}

function scaleOf(name: string, shape: readonly number[]): [scale: number, shift: number] {
  if (name.endsWith('running_var')) return [0.3, 1];
  if (name.endsWith('running_mean')) return [0.1, 0];
  if (shape.length >= 2) return [Math.sqrt(3 / sizeOf(shape.slice(1))), 0];
  return name.endsWith('.weight') ? [0.2, 1] : [0.1, 0];
}
