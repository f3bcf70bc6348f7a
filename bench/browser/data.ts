/** What all networks train on, and what they are: the same in each library. */
export const SAMPLES = 1024;
export const BATCH = 64;
/** Of each epoch. */
export const STEPS = SAMPLES / BATCH;

/** An epoch of training. */
export type Epoch = () => Promise<unknown>;

/** A library: how it begins on a device, and the networks that it can train, made anew by each call. */
export interface Library {
  begin(device: Device): Promise<unknown>;
  readonly networks: Readonly<Record<string, () => Epoch>>;
}

export type Device = 'wasm' | 'webgpu';

export type Shape = readonly number[];
const sizeOf = (shape: Shape): number => shape.reduce((size, dim) => size * dim, 1);

function numbers(count: number, scale = 1): Float32Array {
  let state = 1;
  return Float32Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return scale * (state / 2147483647 - 0.5);
  });
}

/** Weights small enough for a net of some layers. */
export const weights = (shape: Shape): Float32Array => numbers(sizeOf(shape), 1 / Math.sqrt(shape[0]!));

/** Of the codes that the VAE makes of its samples. */
export const CODE = 8;
/** Of the transformer block. */
export const [TOKENS, WIDTH, HEADS, INNER] = [16, 64, 4, 128];

export const pixels = numbers(SAMPLES * 784);
export const targets = numbers(SAMPLES * 10);
export const tokens = numbers(SAMPLES * TOKENS * WIDTH);

/** The weights of the networks that are written in operations. */
export const shapes = {
  mlp: [[784, 128], [128], [128, 10], [10]],
  /** Kernels by height, width, channels and filters. */
  cnn: [[3, 3, 1, 16], [16], [3, 3, 16, 32], [32], [800, 10], [10]],
  vae: [...[[784, 128], [128], [128, CODE], [CODE], [128, CODE], [CODE]], ...[[CODE, 128], [128], [128, 784], [784]]],
  transformer: [
    ...[0, 1, 2, 3].flatMap(() => [[WIDTH, WIDTH], [WIDTH]]),
    ...[[WIDTH], [WIDTH], [WIDTH, INNER], [INNER], [INNER, WIDTH], [WIDTH], [WIDTH], [WIDTH]],
  ],
} as const satisfies Record<string, readonly Shape[]>;
