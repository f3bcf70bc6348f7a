import { ops, type Tensor, ValueError, type Variable } from '@org/core';
import { range } from '../utilities/numbers.js';
import type { AddWeight, ElementLaw } from './element-law.js';
import { monotoneRoot } from './monotone-root.js';

/** What integrands are never less than, so that each value is reached. */
const LEAST = 1e-3;
/** Where softplus is 1. */
const SHIFT = Math.log(Math.expm1(1));

/** What describes an integral. */
export interface IntegralShape {
  /** How many numbers of an element the integrand sees, besides the place. */
  readonly features?: number;
  /** The sizes of the hidden layers of the integrand. */
  readonly integrandUnits?: readonly number[];
  /** At how many points integrands are computed. */
  readonly points?: number;
}

/** Places and weights of the rule of Gauss and Legendre over the interval from 0 to 1. */
export function gaussLegendre(count: number): { places: number[]; weights: number[] } {
  const places: number[] = [];
  const weights: number[] = [];
  for (const i of range(count)) {
    let x = Math.cos((Math.PI * (count - i - 0.25)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      let [before, value] = [1, x];
      for (let k = 2; k <= count; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
      slope = (count * (x * value - before)) / (x * x - 1);
      const by = value / slope;
      x -= by;
      if (Math.abs(by) < 1e-15) break;
    }
    places.push((x + 1) / 2);
    weights.push(1 / ((1 - x * x) * slope * slope));
  }
  return { places, weights };
}

/**
 * Monotone functions without bounds: integrals from 0 of a positive network, which sees the place and some features, and an offset
 * (UMNN; Wehenkel & Louppe, arXiv:1908.05164). One network serves all elements; each has features of its own. Hidden units are tanh, the
 * output softplus: both are smooth, so that few points make integrals exact, where ReLU and ELU have kinks.
 */
export class MonotoneIntegral implements ElementLaw {
  readonly features: number;
  readonly integrandUnits: readonly number[];
  readonly points: number;
  #variables: readonly Variable[] = [];
  readonly #rule: { places: number[]; weights: number[] };

  /** @throws ValueError for what makes no integral */
  constructor({ features = 8, integrandUnits = [32, 32], points = 20 }: IntegralShape) {
    if (![features, points, ...integrandUnits].every((each) => Number.isInteger(each) && each > 0)) {
      throw new ValueError('An integrand has some features, hidden units, and points.', {
        expected: 'positive whole numbers',
        received: `features ${features}, integrandUnits [${integrandUnits}], points ${points}`,
      });
    }
    this.features = features;
    this.integrandUnits = [...integrandUnits];
    this.points = points;
    this.#rule = gaussLegendre(points);
  }

  get parameterCount(): number {
    return this.features + 1;
  }

  build(addWeight: AddWeight): void {
    const sizes = [1 + this.features, ...this.integrandUnits, 1];
    this.#variables = sizes
      .slice(1)
      .flatMap((units, i) => [
        addWeight({ name: `integrand_kernel_${i}`, shape: [sizes[i]!, units], initializer: 'glorot_uniform' }),
        addWeight({ name: `integrand_bias_${i}`, shape: [units], initializer: 'zeros' }),
      ]);
  }

  /** @param parameters `[..., features + 1]`, the offset in front */
  forwards(x: Tensor, parameters: Tensor): [Tensor, Tensor] {
    const [value, slope] = this.#valueAndSlope(x, parameters, ...this.#weights);
    return [value, slope.log()];
  }

  backwards(y: Tensor, parameters: Tensor): Tensor {
    const most = ops.abs(y.sub(parameters.at('...', 0))).div(LEAST);
    const f = (x: Tensor, ...others: Tensor[]) => this.#valueAndSlope(x, ...(others as [Tensor, ...Tensor[]]));
    return monotoneRoot(f, y, [parameters, ...this.#weights], [most.neg(), most]);
  }

  getConfig(): Record<string, unknown> {
    return { features: this.features, integrand_units: this.integrandUnits, points: this.points };
  }

  get #weights(): Tensor[] {
    return this.#variables.map(({ value }) => value);
  }

  #valueAndSlope(x: Tensor, parameters: Tensor, ...weights: Tensor[]): [value: Tensor, slope: Tensor] {
    const { places, weights: ofPlaces } = this.#rule;
    const along = (numbers: readonly number[]) =>
      ops.cast(ops.reshape(ops.convertToTensor([...numbers]), [-1, ...x.shape.map(() => 1)]), x.dtype);
    // The last place is the end of the integral, where its slope is.
    const all = along([...places, 1]).mul(x);
    const [first, bias, ...others] = weights.map((each) => ops.cast(each, x.dtype)) as [Tensor, Tensor, ...Tensor[]];
    const ofFeatures = parameters.at('...', '1:').matmul(first.at('1:')).add(bias);
    let each = ops.tanh(ops.expandDims(all, -1).mul(first.at(0)).add(ofFeatures));
    for (let i = 0; i < others.length; i += 2) {
      const sum = each.matmul(others[i]!).add(others[i + 1]!);
      each = i + 2 < others.length ? ops.tanh(sum) : ops.softplus(sum.add(SHIFT)).add(LEAST);
    }
    const integrand = ops.squeeze(each, -1);
    const mean = integrand.at(':-1').mul(along(ofPlaces)).sum(0);
    return [x.mul(mean).add(parameters.at('...', 0)), integrand.at(-1)];
  }
}
