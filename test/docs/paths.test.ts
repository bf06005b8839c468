import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const SOURCES = readdirSync(join(ROOT, 'src'), { encoding: 'utf8', recursive: true }).map(
  (path) => `/${path}`,
);

/** A path from the root, or the end of one in src. */
function isThere(path: string): boolean {
  const named = path.replace(/^(?:\.\.\/)+/, '').replace(/\/$/, '');
  return existsSync(join(ROOT, named)) || SOURCES.some((source) => source.endsWith(`/${named}`));
}

test.each(['ARCHITECTURE.md', 'CONTRIBUTING.md'])('what %s names is there', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const paths = [...text.matchAll(/`((?:\.\.\/)?[a-z][\w./-]*(?:\.ts|\.sh|\.js|\.mjs|\.conf|\/))`/g)]
    .map(([, path]) => path ?? '')
    .filter((path) => path !== 'dist/' && path !== 'database/');
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !isThere(path))).toEqual([]);
});
