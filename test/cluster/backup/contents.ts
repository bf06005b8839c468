import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabasePod } from '../database-pod';

/** The rows, sequences and large objects in it, a line for each table: computed in another way than by backups. */
export async function contentsOf(pod: DatabasePod, database: string): Promise<string[]> {
  const script = await readFile(join(__dirname, 'contents.sql'), 'utf8');
  return (await pod.script(script, { database })).trimEnd().split('\n');
}
