/** A static page: files alone. */
export default { output: 'export', distDir: '.next-out' };
