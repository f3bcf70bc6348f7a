/** Changes of images: torchvision.transforms. */
export {
  ColorJitter,
  RandomApply,
  RandomGrayscale,
  RandomHorizontalFlip,
  RandomResizedCrop,
} from './random-transforms.js';
export { Compose, Resize, ToTensor, type Transform } from './transforms.js';
