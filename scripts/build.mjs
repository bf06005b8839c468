// Two bundles: the program, with all it needs inside (resolving modules is half of a start), and the
// library, which shares cdk8s and constructs with the program that imports it.
import { readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  loader: { '.conf': 'text', '.sh': 'text', '.sql': 'text' },
  logLevel: 'warning',
};

/**
 * Node's own modules that are loaded where they are used and not at the start: commander and cdk8s load the first,
 * with the whole of Node's network behind it, for what a synth never does.
 */
const lateModules = {
  name: 'late-modules',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(node:)?(child_process|crypto|os)$/ }, ({ namespace, path }) =>
      namespace === 'late'
        ? { path, external: true }
        : { path: path.replace('node:', ''), namespace: 'late' },
    );
    onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({
      contents: `module.exports = {${Object.keys(require(`node:${path}`))
        .map((name) => `get ${name}() { return require('node:${path}').${name}; }`)
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
    alias: {
      // cdk8s brings the same one along for itself.
      yaml: fileURLToPath(new URL('../node_modules/yaml', import.meta.url)),
      // What its package.json names first finds its own parts by a require that no bundler follows.
      'jsonc-parser': fileURLToPath(new URL('../node_modules/jsonc-parser/lib/esm/main.js', import.meta.url)),
    },
    plugins: [lateModules],
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'linked',
  }),
  build({ ...common, entryPoints: { index: 'src/index.ts' }, outdir: 'lib', packages: 'external' }),
]);
