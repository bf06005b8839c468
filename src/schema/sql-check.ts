import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCache, writeCache } from '../gitops/plan/project-cache';
import type { SqlVerdict } from './sql-verdict';

/** Beside this file in the sources, and beside the bundle in the package. */
const PROGRAM = join(__dirname, 'check-sql.js');
/** Of the versions that there is a parser for, the oldest: 14's own is not kept any more. */
const OLDEST = 15;

/**
 * What the grammar of a major version says of each text in DIRECTORY. The parser is started only for those that it has
 * not seen yet: verdicts are kept in the cache of the directory's project, by what was judged and by what.
 */
export function checkSql(texts: readonly string[], major: number, directory: string): SqlVerdict[] {
  const grammar = Math.max(major, OLDEST);
  const judge = readFileSync(PROGRAM, 'utf8');
  const keyOf = (text: string): string => hash('sha256', JSON.stringify([grammar, judge, text]));
  const cache = { directory, name: `sql-${grammar}-${hash('sha256', directory).slice(0, 16)}` };
  const known = (readCache(cache) ?? {}) as Record<string, SqlVerdict>;
  const fresh = judged(
    texts.filter((text) => known[keyOf(text)] === undefined),
    grammar,
  );
  const verdicts = texts.map((text): [string, SqlVerdict] => {
    const verdict = known[keyOf(text)] ?? fresh.get(text);
    if (verdict === undefined) throw new Error('the check of the SQL left something out');
    return [keyOf(text), verdict];
  });
  if (fresh.size > 0) writeCache(cache, Object.fromEntries(verdicts));
  return verdicts.map(([, verdict]) => verdict);
}

function judged(texts: readonly string[], major: number): ReadonlyMap<string, SqlVerdict> {
  if (texts.length === 0) return new Map();
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [PROGRAM], {
    encoding: 'utf8',
    input: JSON.stringify({ major, texts }),
    maxBuffer: Infinity,
  });
  if (status !== 0) throw error ?? new Error(`the SQL could not be checked: ${stderr}`);
  const verdicts = JSON.parse(stdout) as SqlVerdict[];
  return new Map(verdicts.map((verdict, index) => [texts[index] ?? '', verdict]));
}
