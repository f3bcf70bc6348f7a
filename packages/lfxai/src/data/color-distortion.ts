import { ColorJitter, RandomApply, RandomGrayscale } from './random-transforms.js';
import { Compose, type Transform } from './transforms.js';

/** Random changes of colour, of strength `s`: SimCLR's. */
export const colorDistortion = (s = 0.5): Transform =>
  new Compose([new RandomApply([new ColorJitter(0.8 * s, 0.8 * s, 0.8 * s, 0.2 * s)], 0.8), new RandomGrayscale(0.2)]);
