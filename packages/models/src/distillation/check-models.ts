import { type KerasTensor, type SymbolicShape, ValueError } from '@org/core';
import { formatShape, show } from '@org/core/internal';
import { Model } from '../model.js';
import { graphOf } from '../model-graph.js';

function checkShapes(teacher: SymbolicShape, student: SymbolicShape, what: string): void {
  const received = `teacher ${formatShape(teacher)}, student ${formatShape(student)}`;
  if (teacher.length !== student.length) {
    throw new ValueError(`Teacher and student ${what} shapes have different dimensions.`, { received });
  }
  if (teacher.some((size, axis) => size !== null && student[axis] !== null && size !== student[axis])) {
    throw new ValueError(`Teacher and student ${what} shapes are incompatible.`, {
      expected: 'all dimensions to match',
      received,
    });
  }
}

function checkTensors(teacher: readonly KerasTensor[], student: readonly KerasTensor[], what: string): void {
  if (teacher.length !== student.length) {
    throw new ValueError(`Teacher and student have different numbers of ${what}s.`, {
      received: `teacher ${teacher.length}, student ${student.length}`,
    });
  }
  teacher.forEach(({ shape }, i) => void checkShapes(shape, student[i]!.shape, what));
  teacher.forEach(({ dtype }, i) => {
    if (dtype === student[i]!.dtype) return;
    throw new ValueError(`Teacher and student ${what} dtypes must match.`, {
      received: `teacher ${dtype}, student ${student[i]!.dtype}`,
    });
  });
}

/** @throws ValueError for what is no model, and for models of different inputs or outputs, as far as they are known */
export function checkModels(teacher: unknown, student: unknown): void {
  if (!(teacher instanceof Model)) throw new ValueError('Teacher must be a keras.Model.', { received: show(teacher) });
  if (!(student instanceof Model)) throw new ValueError('Student must be a keras.Model.', { received: show(student) });
  if (!graphOf(teacher) || !graphOf(student)) return;
  checkTensors(teacher.inputs, student.inputs, 'input');
  checkTensors(teacher.outputs, student.outputs, 'output');
}
