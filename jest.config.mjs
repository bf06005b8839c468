export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/cluster/'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
    '\\.(conf|sh|sql)$': '<rootDir>/test/text-transform.cjs',
  },
  moduleNameMapper: { '^cdk8s-database$': '<rootDir>/src/index.ts' },
};
