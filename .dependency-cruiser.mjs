// Who may import whom: a room may always import from itself. ARCHITECTURE.md says what lives in each.
const GITOPS = ['gitops/tree', 'gitops/plan', 'gitops/synth'];
const CAPABILITY = ['server', ...GITOPS, 'kubernetes', 'text'];
const MAY_IMPORT = {
  text: [],
  editors: ['text'],
  kubernetes: ['text'],
  'gitops/tree': ['text'],
  'gitops/plan': ['gitops/tree', 'kubernetes', 'text'],
  'gitops/synth': ['editors', 'gitops/tree', 'gitops/plan', 'kubernetes', 'text'],
  server: [...GITOPS, 'kubernetes', 'text'],
  backend: ['server', 'editors', ...GITOPS, 'kubernetes', 'text'],
  proof: ['backend', ...GITOPS, 'kubernetes', 'text'],
  schema: CAPABILITY,
  'backup/store': ['kubernetes', 'text'],
  backup: CAPABILITY,
  sqlite: ['backup/store', 'monitoring', ...CAPABILITY],
  'sqlite-to-postgres': CAPABILITY,
  monitoring: CAPABILITY,
  'postgres-import': CAPABILITY,
  storage: CAPABILITY,
  snapshots: CAPABILITY,
  cluster: ['kubernetes', 'text'],
  database: [
    'backup',
    'monitoring',
    'schema',
    'snapshots',
    'sqlite-to-postgres',
    'backend',
    'proof',
    'editors',
    ...CAPABILITY,
  ],
  init: ['backend', 'database', 'editors', ...GITOPS, 'text'],
};

const arrows = Object.entries(MAY_IMPORT).map(([room, allowed]) => ({
  name: `${room}-imports`,
  comment: `src/${room} may import from ${['itself', ...allowed].join(', ')} only`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
}));

const circles = {
  name: 'no-circles',
  comment: 'a circle, if only of types, is one file in several parts',
  severity: 'error',
  from: {},
  to: { circular: true },
};

export default {
  forbidden: [...arrows, circles],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'package[.]json$' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
