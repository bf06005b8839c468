#!/usr/bin/env node
'use strict';
// Runs the program from V8's code cache: without it, a third of a synth is compiling the program once more.
// The cache stands beside the program, so that who may change the one may change the other and nobody else.
const { hash } = require('node:crypto');
const { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { basename, dirname, join } = require('node:path');
const { Script } = require('node:vm');

const file = join(__dirname, '..', 'lib', 'cli.js');
// The build sees to it that it is ASCII, which is read as Latin-1 without a look at each byte.
const source = readFileSync(file, 'latin1');
// V8 itself compares nothing but the length of the source.
const cachePrefix = `${file}.${process.versions.v8}-${process.arch}.`;
const cacheFile = `${cachePrefix}${hash('sha1', source)}.cache`;

const script = new Script(`(function (require, __filename, __dirname) {${source}\n})`, {
  filename: file,
  cachedData: readCache(),
});
if (script.cachedDataRejected !== false) process.once('exit', writeCache);
script.runInThisContext()(createRequire(file), file, dirname(file));

function readCache() {
  try {
    return readFileSync(cacheFile);
  } catch {
    return undefined;
  }
}

/** After the run, when the functions that a run needs are compiled. A folder that is not ours to write to has none. */
function writeCache() {
  try {
    const temporary = `${cacheFile}.${process.pid}`;
    writeFileSync(temporary, script.createCachedData());
    renameSync(temporary, cacheFile);
    removeOthers();
  } catch {
    // The next start takes as long as this one did.
  }
}

/** Those of the program as it was. */
function removeOthers() {
  const folder = dirname(file);
  const others = readdirSync(folder).filter(
    (name) =>
      name.startsWith(basename(cachePrefix)) && name.endsWith('.cache') && name !== basename(cacheFile),
  );
  for (const name of others) rmSync(join(folder, name), { force: true });
}
