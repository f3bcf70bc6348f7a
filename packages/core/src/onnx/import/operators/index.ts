/** All operators that are read, by name. */
import type { OperatorTable } from '../operator.js';
import { activations } from './activations.js';
import { arithmetic } from './arithmetic.js';
import { attentions } from './attention.js';
import { control } from './control.js';
import { convolution } from './convolution.js';
import { creation } from './creation.js';
import { indexing } from './indexing.js';
import { linear } from './linear.js';
import { microsoft } from './microsoft.js';
import { normalization } from './normalization.js';
import { pooling } from './pooling.js';
import { quantization } from './quantization.js';
import { recurrence } from './recurrent.js';
import { reductions } from './reductions.js';
import { resampling } from './resampling.js';
import { sampling } from './sampling.js';
import { shapes } from './shapes.js';

export const operators: OperatorTable = {
  ...arithmetic,
  ...activations,
  ...creation,
  ...reductions,
  ...shapes,
  ...indexing,
  ...linear,
  ...convolution,
  ...pooling,
  ...normalization,
  ...recurrence,
  ...control,
  ...resampling,
  ...sampling,
  ...quantization,
  ...attentions,
  ...microsoft,
};
