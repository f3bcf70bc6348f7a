/** gyoza.tutorials.plotting: charts, to be saved or shown. */
export { __makeColorPalette__, colorPalette, makeColorWheel } from './colors.js';
export {
  type Contribution,
  contributionsOf,
  evaluateAndPlotNetworks,
  plotContributionPerLayer,
  plotInputOutput,
  plotInversePoint,
} from './networks.js';
export { plotInstancePairs, plotInstancePairs2, plotLossTrajectory } from './pairs.js';
export { make2DimensionalGaussian, makeRadialLine, swirl } from './shapes.js';
