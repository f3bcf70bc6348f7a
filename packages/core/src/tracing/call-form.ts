import type { DType } from '../dtype.js';
import { sameShape } from '../shape.js';
import { isTensor, type Tensor } from '../tensor/tensor.js';

/** Stands for a tensor of numbers among arguments. */
class TensorForm {
  constructor(
    private readonly shape: readonly number[],
    private readonly dtype: DType,
  ) {}

  isOf(arg: unknown): boolean {
    return isTensor(arg) && arg.dtype === this.dtype && sameShape(arg.shape, this.shape);
  }
}

/** Stands for what is not compared here, and equals nothing. */
const OTHER = Symbol('other');

/** What a call is told by: lists with a form for each tensor, and values that are no objects. */
export function formOf(arg: unknown): unknown {
  if (isTensorOfNumbers(arg)) return new TensorForm(arg.shape, arg.dtype);
  if (Array.isArray(arg)) return arg.map(formOf);
  return (typeof arg === 'object' && arg !== null) || typeof arg === 'function' || typeof arg === 'number'
    ? OTHER
    : arg;
}

/** Whether arguments are like those that a form was made of, so that they select the same trace. */
export function hasForm(arg: unknown, form: unknown): boolean {
  if (form instanceof TensorForm) return form.isOf(arg);
  if (!Array.isArray(form)) return arg === form;
  if (!Array.isArray(arg) || arg.length !== form.length) return false;
  for (let i = 0; i < form.length; i++) if (!hasForm(arg[i], form[i])) return false;
  return true;
}

/** The tensors in lists of such, and of nothing; null where there is anything else. */
export function tensorsIn(args: readonly unknown[], found: Tensor[] = []): Tensor[] | null {
  for (const arg of args) {
    if (isTensorOfNumbers(arg)) found.push(arg);
    else if (arg === null) continue;
    else if (!Array.isArray(arg) || arg.length === 0 || !tensorsIn(arg, found)) return null;
  }
  return found;
}

export const isTensorOfNumbers = (arg: unknown): arg is Tensor => isTensor(arg) && arg.dtype !== 'string';
