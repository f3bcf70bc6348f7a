import { isTensor, type Tensor, ValueError } from '@org/core';
import { bindArguments, bindOptions, concreteArray, type PythonArguments, toNumbers } from '@org/core/internal';
import { type Output, standardOutput } from './output.js';
import { formatExponential, formatFixed } from './python-format.js';
import { PROGBAR_PARAMETERS, type ProgbarArguments } from './signatures.js';

export interface ProgbarOptions {
  /** How many there are; null if unknown. */
  target: number | null;
  /** Cells of the bar. */
  width?: number;
  /** 0: silent; 1: a bar that is redrawn; 2: one line at the end. */
  verbose?: number;
  /** The least number of seconds between two drawings. */
  interval?: number;
  /** Metrics to show as they are. All others are averaged over the steps. */
  statefulMetrics?: Iterable<string> | null;
  /** Metrics to average over the steps. All others are shown as they are. */
  statelessMetrics?: Iterable<string> | null;
  /** What is counted. */
  unitName?: string;
  /** Where the bar is drawn. */
  output?: Output;
  /** Seconds since some fixed time. */
  clock?: () => number;
}

/** Name and present value; of an array, the mean is shown. */
export type ProgbarValue = readonly [name: string, value: number | readonly number[] | Tensor];

interface Running {
  sum: number;
  count: number;
}

const UPDATE = ['current', 'values', 'finalize'] as const;
type UpdateParameters = [current: number, values?: Iterable<ProgbarValue> | null, finalize?: boolean | null];
const ADD = ['n', 'values'] as const;

const bold = (text: string) => `\x1b[1m${text}\x1b[0m`;
const green = (text: string) => `\x1b[32m${text}\x1b[0m`;
const white = (text: string) => `\x1b[37m${text}\x1b[0m`;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of the three above.
const visibleLength = (text: string) => text.replace(/\x1b\[\d*m/g, '').length;

/**
 * A progress bar with the running values of metrics, drawn as Keras draws it. `target` is the number of steps, null if unknown.
 *
 * @example
 * const bar = new Progbar(10, { unitName: 'sample' });
 * for (let step = 1; step <= 10; step++) bar.update(step, [['loss', 1 / step]]);
 */
export class Progbar {
  /** Steps in all; null if unknown. */
  target: number | null;
  readonly width: number;
  readonly verbose: number;
  readonly interval: number;
  readonly unitName: string;

  private readonly isStateful: (name: string) => boolean;
  private readonly output: Output;
  private readonly clock: () => number;
  private readonly values = new Map<string, Running>();
  private readonly start: number;
  private seen = 0;
  private lastDrawn = 0;
  private firstStepEnd: number | null = null;
  private lastWidth = 0;

  constructor(...args: ProgbarArguments) {
    const options = bindOptions(PROGBAR_PARAMETERS, args);
    const { target, width = 20, verbose = 1, interval = 0.05, unitName = 'step', output, clock } = options;
    const { statefulMetrics, statelessMetrics } = options;
    if (statefulMetrics && statelessMetrics) {
      throw new ValueError('Only one of statefulMetrics and statelessMetrics can be given.', {
        hint: 'each names the exceptions: all metrics that it leaves out are of the other kind',
      });
    }
    this.target = target;
    this.width = width;
    this.verbose = verbose;
    this.interval = interval;
    this.unitName = unitName;
    const named = new Set(statefulMetrics ?? statelessMetrics ?? []);
    this.isStateful = statelessMetrics ? (name) => !named.has(name) : (name) => named.has(name);
    this.output = output ?? standardOutput();
    this.clock = clock ?? (() => Date.now() / 1000);
    this.start = this.clock();
  }

  /** Writes text to where the bar is drawn. */
  print(text: string): void {
    this.output.write(text);
  }

  /** Moves the bar to step `current`. The last step ends the line; `finalize` says whether this is it. */
  update(...args: PythonArguments<typeof UPDATE, UpdateParameters>): void {
    const [current, values, finalize] = bindArguments('update', UPDATE, 1, args) as UpdateParameters;
    const last = finalize ?? (this.target !== null && current >= this.target);
    for (const [name, value] of values ?? []) this.record(name, mean(value), current - this.seen, last);
    this.seen = current;

    const now = this.clock();
    const pace = this.secondsPerStep(current, now);
    if (this.verbose === 1) {
      if (now - this.lastDrawn < this.interval && !last) return;
      this.draw(current, now, pace, last);
    } else if (this.verbose === 2 && last && this.target) {
      this.print(
        `${this.count(current)} - ${formatFixed(now - this.start, 0)}s -${this.rate(pace)}${this.metrics()}\n`,
      );
    }
    this.lastDrawn = now;
  }

  /** Moves the bar by `n` steps. */
  add(...args: PythonArguments<typeof ADD, [n: number, values?: Iterable<ProgbarValue> | null]>): void {
    const [n, values] = bindArguments('add', ADD, 1, args) as [number, Iterable<ProgbarValue> | null | undefined];
    this.update(this.seen + n, values ?? null);
  }

  private record(name: string, value: number, steps: number, last: boolean): void {
    const running = this.values.get(name);
    const count = Math.max(steps, 1);
    // The values of the last step are those of the whole epoch.
    if (last || this.isStateful(name)) this.values.set(name, { sum: value, count: 1 });
    else if (running === undefined) this.values.set(name, { sum: value * count, count });
    else this.values.set(name, { sum: running.sum + value * count, count: running.count + count });
  }

  private draw(current: number, now: number, pace: number, last: boolean): void {
    const { target, width } = this;
    let bar = `${String(Math.trunc(current)).padStart(7)}/Unknown`;
    let time = `${formatFixed(now - this.start, 0)}s`;
    if (target) {
      const done = Math.trunc(width * (current / target));
      const cells = (n: number) => '━'.repeat(Math.max(n, 0));
      bar = `${bold(this.count(current))} ${done > 0 ? green(cells(done)) : ''}${white(cells(width - done))}`;
      if (!last) time = formatRemaining(pace * (target - current));
    }
    const line = `${bar} ${bold(time)}${this.rate(pace)}${this.metrics()}`;
    const lineWidth = visibleLength(line);
    const back = this.output.dynamic ? `${'\b'.repeat(this.lastWidth)}\r` : '\n';
    const rest = ' '.repeat(Math.max(this.lastWidth - lineWidth, 0));
    this.print(`${back}${line}${rest}${last ? '\n' : ''}`);
    this.lastWidth = lineWidth;
  }

  private count(current: number): string {
    const target = String(Math.trunc(this.target!));
    return `${String(Math.trunc(current)).padStart(target.length)}/${target}`;
  }

  private rate(pace: number): string {
    const unit = this.unitName;
    if (pace >= 1 || pace === 0) return ` ${formatFixed(pace, 0)}s/${unit}`;
    if (pace >= 1e-3) return ` ${formatFixed(pace * 1e3, 0)}ms/${unit}`;
    return ` ${formatFixed(pace * 1e6, 0)}us/${unit}`;
  }

  private metrics(): string {
    return Array.from(this.values, ([name, { sum, count }]) => {
      const average = sum / count;
      const size = this.verbose === 2 ? average : Math.abs(average);
      return ` - ${name}: ${size > 1e-3 ? formatFixed(average, 4) : formatExponential(average, 4)}`;
    }).join('');
  }

  /** The first step compiles, so it counts only as long as there is no other. */
  private secondsPerStep(current: number, now: number): number {
    if (!current) return 0;
    const pace =
      this.firstStepEnd !== null && current > 1
        ? (now - this.firstStepEnd) / (current - 1)
        : (now - this.start) / current;
    if (current === 1) this.firstStepEnd = now;
    return pace;
  }
}

const mean = (value: number | readonly number[] | Tensor): number => {
  const numbers = isTensor(value) ? toNumbers(concreteArray('Progbar', value)) : value;
  if (typeof numbers === 'number') return numbers;
  return Array.from(numbers).reduce((sum, x) => sum + x, 0) / numbers.length;
};

function formatRemaining(seconds: number): string {
  const whole = (value: number) => String(Math.trunc(value));
  const two = (value: number) => whole(value).padStart(2, '0');
  if (seconds > 3600) return `${whole(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  if (seconds > 60) return `${whole(seconds / 60)}:${two(seconds % 60)}`;
  return `${whole(seconds)}s`;
}
