// Two bundles: the program, with all it needs inside (resolving modules is half of a start), and the
// library, which shares cdk8s and constructs with the program that imports it.
import { copyFile, cp, mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { textFiles } from './text-files.mjs';

const require = createRequire(import.meta.url);

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  loader: textFiles,
  logLevel: 'warning',
};

/** A module whose exports are loaded when they are asked for: NAMES by the module that has them. */
function lateExports(names) {
  const getters = Object.entries(names).flatMap(([module, exported]) =>
    exported.map((name) => `get ${name}() { return require('${module}').${name}; }`),
  );
  return { contents: `module.exports = { ${getters.join(', ')} };` };
}

/**
 * What a synth does not need is not loaded for it: of Node's modules child_process and net, with the whole network
 * behind them; of cdk8s Helm, Include and the rest that its index would load at once; the parser of TOML.
 */
const lateModules = {
  name: 'late-modules',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(node:)?(child_process|crypto|net|os)$/ }, ({ namespace, path }) =>
      namespace === 'late'
        ? { path, external: true }
        : { path: path.replace('node:', ''), namespace: 'late' },
    );
    onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) =>
      lateExports({ [`node:${path}`]: Object.keys(require(`node:${path}`)) }),
    );
    onResolve({ filter: /^smol-toml$/ }, ({ kind, path }) =>
      kind === 'import-statement' ? { path, namespace: 'late-package' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'late-package' }, ({ path }) => ({
      ...lateExports({ [path]: Object.keys(require(path)) }),
      resolveDir: import.meta.dirname,
    }));
    onLoad({ filter: /cdk8s[/\\]lib[/\\]index\.js$/ }, async ({ path }) => {
      const modules = [...(await readFile(path, 'utf8')).matchAll(/__exportStar\(require\("(.+?)"\)/g)];
      return lateExports(
        Object.fromEntries(modules.map(([, id]) => [id, Object.keys(require(join(dirname(path), id)))])),
      );
    });
  },
};

/**
 * A CommonJS module that many of our files import is made out to be an ES module once, not once for each: esbuild copies
 * all its names each time, which came to thousands of properties.
 */
const sharedImports = {
  name: 'shared-imports',
  setup({ onLoad, onResolve }) {
    const filter = /^(cdk8s|constructs|yaml|node:(child_process|crypto|net|os))$/;
    onResolve({ filter }, ({ kind, namespace, path }) =>
      kind === 'import-statement' && namespace === 'file' ? { path, namespace: 'shared' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'shared' }, ({ path }) => ({
      contents: `export { ${Object.keys(require(path)).join(', ')} } from '${path}';`,
      resolveDir: import.meta.dirname,
    }));
  },
};

/**
 * The program is ASCII, and bin/ reads it as such: a single character beyond Latin-1 would double it in memory and in
 * the time that it takes to read. esbuild escapes those of strings, and leaves those of regular expressions.
 */
async function refuseBeyondAscii(file) {
  const [found] = /.{0,40}[^\0-\x7f].{0,40}/.exec(await readFile(file, 'utf8')) ?? [];
  if (found !== undefined)
    throw new Error(`${file} is not ASCII: write \\u escapes in the source of ${found}`);
}

// The code cache that bin/ keeps beside the program knows it by its length alone.
for (const name of await readdir('lib').catch(() => [])) {
  if (name.endsWith('.cache')) await rm(join('lib', name), { force: true });
}

await Promise.all([
  // A program of its own, which asks for the parser when it runs.
  mkdir('lib', { recursive: true }).then(() => copyFile('src/schema/check-sql.js', 'lib/check-sql.js')),
  // Read where a database is monitored.
  mkdir('lib', { recursive: true }).then(() =>
    copyFile('src/monitoring/dashboard.json', 'lib/dashboard.json'),
  ),
  // For who runs it by hand, before there is a cluster.
  cp('src/sqlite-to-postgres/reader', 'lib/sqlite-to-postgres', {
    recursive: true,
    filter: (path) => !path.includes('__pycache__'),
  }),
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
    plugins: [sharedImports, lateModules],
    // The function that bin/ calls: to put it around the text at each start copies all of that.
    banner: { js: '(function (require, __filename, __dirname) {' },
    footer: { js: '})' },
    minifyWhitespace: true,
    minifySyntax: true,
    minifyIdentifiers: true,
    legalComments: 'linked',
  }).then(() => refuseBeyondAscii('lib/cli.js')),
  build({ ...common, entryPoints: { index: 'src/index.ts' }, outdir: 'lib', packages: 'external' }),
]);
