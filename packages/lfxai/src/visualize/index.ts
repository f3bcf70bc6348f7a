/** Pictures of explanations: attributions on images, and the figures of the experiments. */
export { correlationLatexTable } from '../utils/latex-table.js';
export type { ColorMap } from './color-maps.js';
export {
  type ImageVisualizationMethod,
  type VisualizeSign,
  visualizeImageAttr,
  visualizeImageAttrMultiple,
} from './image-attr.js';
export type { ImageArray } from './image-data.js';
export {
  type Images,
  plotImageSaliency,
  plotPretextSaliencies,
  plotPretextTopExample,
  plotVaeSaliencies,
  vaeBoxPlots,
} from './plots.js';
export { VisualizationDataRecord, type VisualizationDataRecordOptions, visualizeText } from './text.js';
