/** keras.export. */
export { type Endpoint, ExportArchive } from './saving/export-archive.js';
