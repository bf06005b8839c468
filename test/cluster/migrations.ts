import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Example } from './example';

/** Puts migrations, by file name, into the example's schema; `only` in place of those that it has. */
export async function writeMigrations(
  example: Example,
  migrations: Readonly<Record<string, string>>,
  how: 'beside' | 'only' = 'beside',
): Promise<void> {
  const folder = join(example.repository, 'schema');
  if (how === 'only') await rm(folder, { recursive: true });
  await mkdir(folder, { recursive: true });
  for (const [name, sql] of Object.entries(migrations)) await writeFile(join(folder, name), sql);
}
