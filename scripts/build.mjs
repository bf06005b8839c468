// Two bundles: the program, with all it needs inside (resolving modules is half of a start), and the
// library, which shares cdk8s and constructs with the program that imports it.
import * as childProcess from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  loader: { '.conf': 'text', '.sh': 'text', '.sql': 'text' },
  logLevel: 'warning',
};

/** Commander and cdk8s load it, with the whole of Node's network behind it, for what a synth never does. */
const lateChildProcess = {
  name: 'late-child-process',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(node:)?child_process$/ }, ({ namespace }) =>
      namespace === 'late' ? { path: 'node:child_process', external: true } : { path: 'late', namespace: 'late' },
    );
    onLoad({ filter: /.*/, namespace: 'late' }, () => ({
      contents: `module.exports = {${Object.keys(childProcess)
        .map((name) => `get ${name}() { return require('node:child_process').${name}; }`)
        .join(', ')}};`,
    }));
  },
};

// The code cache that bin/ keeps beside the program knows it by its length alone.
for (const name of await readdir('lib').catch(() => [])) {
  if (name.endsWith('.cache')) await rm(join('lib', name), { force: true });
}

await Promise.all([
  build({
    ...common,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: 'lib',
    external: ['esbuild'],
    // cdk8s brings the same one along for itself.
    alias: { yaml: fileURLToPath(new URL('../node_modules/yaml', import.meta.url)) },
    plugins: [lateChildProcess],
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'linked',
  }),
  build({ ...common, entryPoints: { index: 'src/index.ts' }, outdir: 'lib', packages: 'external' }),
]);
