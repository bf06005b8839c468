import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

// Who may import whom: the table of CONTRIBUTING.md, as a rule. A room may always import from itself.
const MAY_IMPORT = {
  index: ['backend', 'database', 'gitops'],
  cli: ['index', 'backend', 'database', 'gitops'],
  database: ['backend', 'gitops'],
  backend: ['gitops'],
  gitops: [],
};

export default tseslint.config(
  { ignores: ['lib/', 'dist/', 'node_modules/', 'examples/*/frontend/', 'imports/'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }],
      // `no-extraneous-class` and `no-useless-constructor` would forbid what constructs are made of.
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      // Indexing as `labels['a.b/c']` is what noPropertyAccessFromIndexSignature asks for.
      '@typescript-eslint/dot-notation': 'off',
      // A construct acts by being made: `new DatabaseService(this, …)`.
      'no-new': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': [
        { type: 'index', pattern: 'src/index.ts', mode: 'full' },
        ...['cli', 'database', 'backend', 'gitops'].map((room) => ({ type: room, pattern: `src/${room}` })),
      ],
      'import/resolver': { node: { extensions: ['.ts'] } },
    },
    rules: {
      'boundaries/element-types': [
        'error',
        {
          default: 'disallow',
          rules: Object.entries(MAY_IMPORT).map(([from, rooms]) => ({ from, allow: [from, ...rooms] })),
        },
      ],
    },
  },
  { files: ['**/*.mjs', '**/*.cjs', 'bin/*.js'], ...tseslint.configs.disableTypeChecked },
);
