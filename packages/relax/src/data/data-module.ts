/** relax.data_module */
export { DEFAULT_DATA, DEFAULT_DATA_CONFIGS, downloadDataModuleFiles, loadData } from './assets/index.js';
export * from './module/index.js';
