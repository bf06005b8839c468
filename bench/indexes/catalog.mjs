import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [INDEXES, TABLES] = ['indexes.sql', 'tables.sql'].map((file) =>
  readFileSync(join(import.meta.dirname, file), 'utf8'),
);

export async function readIndexes(client) {
  return (await client.query(INDEXES)).rows;
}

export async function readTables(client) {
  return (await client.query(TABLES)).rows;
}
