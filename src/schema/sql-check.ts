import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCache, writeCache } from '../gitops/plan/project-cache';
import type { CheckedSql } from './checked-sql';

/** Beside this file in the sources, and beside the bundle in the package. */
const PROGRAM = join(__dirname, 'check-sql.js');
/** The oldest version with a parser: that of 14 is no longer maintained. */
const OLDEST = 15;

/**
 * Checks each text of DIRECTORY by the grammar of a major version. The parser is started only for texts that it has not
 * seen yet: results are kept in the cache of the directory's project, keyed by the text and the program that checked it.
 */
export function checkSql(texts: readonly string[], major: number, directory: string): CheckedSql[] {
  const grammar = Math.max(major, OLDEST);
  const program = readFileSync(PROGRAM, 'utf8');
  const keyOf = (text: string): string => hash('sha256', JSON.stringify([grammar, program, text]));
  const cache = { directory, name: `sql-${grammar}-${hash('sha256', directory).slice(0, 16)}` };
  const known = (readCache(cache) ?? {}) as Record<string, CheckedSql>;
  const fresh = check(
    texts.filter((text) => known[keyOf(text)] === undefined),
    grammar,
  );
  const results = texts.map((text): [string, CheckedSql] => {
    const result = known[keyOf(text)] ?? fresh.get(text);
    if (result === undefined) throw new Error('the check of the SQL returned no result for a text');
    return [keyOf(text), result];
  });
  if (fresh.size > 0) writeCache(cache, Object.fromEntries(results));
  return results.map(([, result]) => result);
}

function check(texts: readonly string[], major: number): ReadonlyMap<string, CheckedSql> {
  if (texts.length === 0) return new Map();
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [PROGRAM], {
    encoding: 'utf8',
    input: JSON.stringify({ major, texts }),
    maxBuffer: Infinity,
  });
  if (status !== 0) throw error ?? new Error(`the SQL could not be checked: ${stderr}`);
  const results = JSON.parse(stdout) as CheckedSql[];
  return new Map(results.map((result, index) => [texts[index] ?? '', result]));
}
