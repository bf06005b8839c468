/** What is bundled as text, for esbuild: files that PostgreSQL, Python and a shell read. */
export const textFiles = { '.conf': 'text', '.py': 'text', '.sh': 'text', '.sql': 'text' };
