'use strict';
// All snapshots in the one top-level folder where a reviewer looks for them: test/a/b.test.ts is __snapshots__/a/b.snap.
const { join, relative, sep } = require('node:path');

const test = __dirname;
const snapshots = join(__dirname, '..', '__snapshots__');

module.exports = {
  resolveSnapshotPath: (testPath) =>
    join(snapshots, relative(test, testPath).replace(/\.test\.ts$/, '.snap')),
  resolveTestPath: (snapshotPath) =>
    join(test, relative(snapshots, snapshotPath).replace(/\.snap$/, '.test.ts')),
  testPathForConsistencyCheck: join(test, ['database', 'example.test.ts'].join(sep)),
};
