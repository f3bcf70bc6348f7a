/**
 * Functions of angles by sums and products, for devices whose own are rough: WGSL promises 2^-11 for sin and cos, and 4096 units in the last
 * place for atan.
 */
import { TensorDataType } from '../../onnx/proto.js';
import { Replacement, type Substitute } from './additions.js';

/** π in parts of few digits, whose products with whole numbers up to 2^15 are exact. */
const PI_PARTS = [201 / 2 ** 6, 2029 / 2 ** 21, Math.PI - 201 / 2 ** 6 - 2029 / 2 ** 21];
/** Where adding it rounds to whole numbers. */
const MAGIC = 1.5 * 2 ** 23;

/** The series of sin, which up to π/2 has the digits of float32. */
const SINE = [-1 / 39916800, 1 / 362880, -1 / 5040, 1 / 120, -1 / 6];
/** That of atan up to tan(π/8), after Cephes. */
const ARCTANGENT = [8.05374449538e-2, -1.38776856032e-1, 1.99777106478e-1, -3.33329491539e-1];

type Write = (made: Writer, x: string) => string;

/** Arithmetic between values and numbers. */
class Writer extends Replacement {
  of(opType: string, ...terms: readonly (string | number)[]): string {
    return this.op(
      opType,
      terms.map((term) => (typeof term === 'string' ? term : this.constant(term, 'float32'))),
    );
  }

  /** x + x³ · p(x²), p by its coefficients from the highest on. */
  odd(x: string, [first, ...rest]: readonly number[]): string {
    const square = this.of('Mul', x, x);
    const p = rest.reduce<string | number>((sum, c) => this.of('Add', this.of('Mul', sum, square), c), first!);
    return this.of('Add', x, this.of('Mul', this.of('Mul', x, square), p));
  }
}

/** sin of what is left of x beside a multiple of π, of which every other one turns the sign. */
function sineBeside(made: Writer, x: string, multiple: string, turns: string): string {
  const rest = PI_PARTS.reduce((left, part) => made.of('Sub', left, made.of('Mul', multiple, part)), x);
  const pairs = made.of('Floor', made.of('Mul', turns, 0.5));
  const isOdd = made.of('Sub', turns, made.of('Mul', pairs, 2));
  return made.of('Mul', made.odd(rest, SINE), made.of('Sub', 1, made.of('Mul', isOdd, 2)));
}

const rounded = (made: Writer, x: string): string => made.of('Sub', made.of('Add', x, MAGIC), MAGIC);

const sine: Write = (made, x) => {
  const turns = rounded(made, made.of('Mul', x, 1 / Math.PI));
  return sineBeside(made, x, turns, turns);
};

/** The zeros of cos lie half-way between those of sin, and there it falls first. */
const cosine: Write = (made, x) => {
  const below = rounded(made, made.of('Sub', made.of('Mul', x, 1 / Math.PI), 0.5));
  return sineBeside(made, x, made.of('Add', below, 0.5), made.of('Add', below, 1));
};

/** atan(z) = 2 atan(z / (1 + √(1 + z²))), of z or 1 / z, whichever is smaller. */
const arctangent: Write = (made, x) => {
  const size = made.of('Abs', x);
  const z = made.of('Div', made.of('Min', size, 1), made.of('Max', size, 1));
  const root = made.of('Sqrt', made.of('Add', made.of('Mul', z, z), 1));
  const half = made.odd(made.of('Div', z, made.of('Add', root, 1)), ARCTANGENT);
  const angle = made.of('Mul', half, 2);
  const whole = made.of('Where', made.of('Greater', size, 1), made.of('Sub', Math.PI / 2, angle), angle);
  return made.of('Where', made.of('Less', x, 0), made.of('Neg', whole), whole);
};

/** asin(x) = 2 atan(x / (1 + √(1 - x²))) */
const arcsine: Write = (made, x) => {
  const root = made.of('Sqrt', made.of('Mul', made.of('Sub', 1, x), made.of('Add', x, 1)));
  return made.of('Mul', arctangent(made, made.of('Div', x, made.of('Add', root, 1))), 2);
};

const functions: Readonly<Record<string, Write>> = {
  Sin: sine,
  Cos: cosine,
  Tan: (made, x) => made.of('Div', sine(made, x), cosine(made, x)),
  Atan: arctangent,
  Asin: arcsine,
  Acos: (made, x) => made.of('Sub', Math.PI / 2, arcsine(made, x)),
};

/** By operator; float16 needs no more than what devices have. */
export const trigonometry: Readonly<Record<string, Substitute>> = Object.fromEntries(
  Object.entries(functions).map(([opType, write]) => [
    opType,
    (node, types, added) => {
      if (types[0] !== TensorDataType.FLOAT) return null;
      const made = new Writer(node, added);
      made.end('Identity', [write(made, node.input[0]!)]);
      return made.nodes;
    },
  ]),
);
