/** The original's data and predictors, by name. */
export { type AssetOptions, type DataName, DEFAULT_DATA, DEFAULT_DATA_CONFIGS } from './assets.js';
export { downloadDataModuleFiles, type LoadDataOptions, loadData } from './load-data.js';
export { downloadMlModule, loadMlModule } from './load-ml-module.js';
