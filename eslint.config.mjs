import tseslint from 'typescript-eslint';

// Who may import whom: the table of CONTRIBUTING.md, as a rule. A room may always import from itself.
const ROOMS = [
  ...['cli', 'init', 'database', 'environments', 'schema', 'sqlite', 'sqlite-to-postgres', 'storage'],
  ...['backend', 'gitops'],
];
const MAY_IMPORT = {
  cli: ROOMS,
  init: ['backend', 'gitops'],
  database: ['environments', 'schema', 'sqlite-to-postgres', 'backend', 'gitops'],
  environments: ['backend', 'gitops'],
  schema: ['backend', 'gitops'],
  sqlite: ['gitops'],
  'sqlite-to-postgres': ['backend', 'gitops'],
  storage: ['gitops'],
  backend: ['gitops'],
  gitops: [],
};

const arrows = Object.entries(MAY_IMPORT)
  .map(([room, allowed]) => {
    const forbidden = ROOMS.filter((other) => other !== room && !allowed.includes(other));
    return {
      files: [`src/${room}/**/*.ts`],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                regex: `^(\\.\\./)+(${[...forbidden, ...(room === 'cli' ? [] : ['index'])].join('|')})(/|$)`,
                message: `src/${room} may import from ${['itself', ...allowed].join(', ')} only`,
              },
            ],
          },
        ],
      },
    };
  })
  .filter(({ files }) => files[0] !== 'src/cli/**/*.ts');

export default tseslint.config(
  { ignores: ['lib/', 'dist/', 'node_modules/', 'imports/'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  ...arrows,
  {
    files: ['test/**/*.ts'],
    rules: {
      // What a test reads from a file, it says the type of.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // A property test takes its text apart by code points on purpose.
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },
  { files: ['**/*.mjs', '**/*.cjs', '**/*.js'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/*.cjs', '**/*.js', '**/*.mjs'],
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/explicit-function-return-type': 'off',
    },
  },
);
