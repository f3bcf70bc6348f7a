/**
 * The Q of the QR decomposition A = QR whose R has a positive diagonal, by Householder reflections (G. Golub and C. Van Loan,
 * "Matrix Computations", 5.2). With normal numbers for A, Q is uniform over the matrices with orthonormal columns.
 *
 * @param values A, row by row
 */
export function orthonormalColumns(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  // Column by column, so that the inner loops run along memory.
  const a = Array.from({ length: columns }, (_, j) =>
    Float64Array.from({ length: rows }, (_, i) => values[i * columns + j]!),
  );
  const reflect = (vector: Float64Array, from: number, x: Float64Array) => {
    let product = 0;
    for (let i = from; i < rows; i++) product += vector[i]! * x[i]!;
    for (let i = from; i < rows; i++) x[i]! -= 2 * product * vector[i]!;
  };
  const signs = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    const x = a[j]!;
    let norm = 0;
    for (let i = j; i < rows; i++) norm += x[i]! ** 2;
    norm = Math.sqrt(norm);
    const head = x[j]!;
    // The reflection takes x to -sign(head)·norm; its vector replaces x.
    signs[j] = head > 0 ? -1 : 1;
    x[j] = head - signs[j]! * norm;
    const length = Math.sqrt(2 * norm * (norm + Math.abs(head)));
    for (let i = j; i < rows; i++) x[i]! /= length || 1;
    for (let k = j + 1; k < columns; k++) reflect(x, j, a[k]!);
  }
  const q = new Float64Array(rows * columns);
  for (let j = 0; j < columns; j++) {
    const unit = new Float64Array(rows);
    unit[j] = signs[j]!;
    for (let k = j; k >= 0; k--) reflect(a[k]!, k, unit);
    for (let i = 0; i < rows; i++) q[i * columns + j] = unit[i]!;
  }
  return q;
}
