export default {
  testEnvironment: 'node',
  // A machine that is busy is no failure; what hangs still ends.
  testTimeout: 120_000,
  roots: ['<rootDir>/test'],
  setupFiles: ['<rootDir>/test/without-kustomize.cjs'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/cluster/'],
  snapshotResolver: '<rootDir>/test/snapshot-resolver.cjs',
  snapshotSerializers: ['<rootDir>/test/yaml-serializer.cjs'],
  snapshotFormat: { escapeString: false },
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
    '\\.(awk|conf|py|sh|sql|yaml)$': '<rootDir>/test/text-transform.cjs',
  },
  moduleNameMapper: { '^cdk8s-database$': '<rootDir>/src/index.ts' },
};
