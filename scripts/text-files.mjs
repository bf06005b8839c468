/** What is bundled as text, for esbuild: files that PostgreSQL, its exporter, Python, awk and a shell read. */
export const textFiles = {
  '.awk': 'text',
  '.conf': 'text',
  '.py': 'text',
  '.sh': 'text',
  '.sql': 'text',
  '.yaml': 'text',
};
