#!/usr/bin/env node
'use strict';
// Runs the program from V8's code cache: without it, a third of a synth is compiling the program once more.
// The cache stands beside the program, so that who may change the one may change the other and nobody else.
const { hash } = require('node:crypto');
const { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');
const { Script } = require('node:vm');

const CACHES_AT_MOST = 20;

const file = join(__dirname, '..', 'lib', 'cli.js');
// The build sees to it that it is ASCII, which is read as Latin-1 without a look at each byte.
const source = readFileSync(file, 'latin1');
// V8 itself compares nothing but the length of the source.
const cachePrefix = `${file}.${sha1(source)}.`;
const cacheFile = `${cachePrefix}${process.versions.v8}-${process.arch}-${command()}-${flags()}.cache`;

const script = new Script(source, { filename: file, cachedData: readCache() });
if (script.cachedDataRejected !== false) process.once('exit', writeCache);
script.runInThisContext()(require, file, dirname(file));

/** A cache holds the functions that the run before it compiled: one of `--version` would have a synth compile nearly all. */
function command() {
  const [first = '', ...more] = process.argv.slice(2);
  const isHelp = more.some((argument) => argument === '--help' || argument === '-h');
  return /^[a-z]+$/.test(first) && !isHelp ? first : 'help';
}

/** V8 refuses the cache of other flags than its own. */
function flags() {
  return sha1([...process.execArgv, process.env.NODE_OPTIONS].join(' ')).slice(0, 8);
}

function sha1(text) {
  return hash('sha1', text);
}

function readCache() {
  try {
    return readFileSync(cacheFile);
  } catch {
    return undefined;
  }
}

/**
 * After the run, when the functions that it needs are compiled; one that failed has not come to most of them, and may
 * have been given a command that there is not. A folder that is not ours to write to has none.
 */
function writeCache(status) {
  if (status > 1) return;
  try {
    const temporary = `${cacheFile}.${process.pid}`;
    writeFileSync(temporary, script.createCachedData());
    renameSync(temporary, cacheFile);
    removeOthers();
  } catch {
    // The next start takes as long as this one did.
  }
}

/** Those of the program as it was, and all where flags that differ from run to run have made them many. */
function removeOthers() {
  const folder = dirname(file);
  const others = readdirSync(folder).filter(
    (name) =>
      name.startsWith(`${basename(file)}.`) && name.endsWith('.cache') && name !== basename(cacheFile),
  );
  const isKept = (name) => others.length < CACHES_AT_MOST && name.startsWith(basename(cachePrefix));
  for (const name of others) if (!isKept(name)) rmSync(join(folder, name), { force: true });
}
