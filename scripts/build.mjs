// Two bundles: the program, with all it needs inside (resolving modules is half of a start), and the
// library, which shares cdk8s and constructs with the program that imports it.
import { build } from 'esbuild';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  loader: { '.conf': 'text', '.sh': 'text', '.sql': 'text' },
  logLevel: 'warning',
};

await Promise.all([
  build({
    ...common,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: 'lib',
    external: ['esbuild'],
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'linked',
  }),
  build({ ...common, entryPoints: { index: 'src/index.ts' }, outdir: 'lib', packages: 'external' }),
]);
