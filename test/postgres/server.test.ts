import { existsSync } from 'node:fs';
import { Client } from 'pg';
import { startPostgres } from './server';

test('a server has the configuration and the files that it was given, and leaves nothing behind', async () => {
  const server = await startPostgres({
    configuration: ['max_connections = 17'],
    files: { 'pg_hba.conf': 'host all postgres all scram-sha-256\n' },
  });
  try {
    const client = new Client(server.connection);
    await client.connect();
    const { rows } = await client.query<{ max_connections: string }>('show max_connections');
    expect(rows[0]?.max_connections).toBe('17');
    const rules = await client.query<{ type: string }>('select type from pg_hba_file_rules');
    expect(rules.rows).toEqual([{ type: 'host' }]);
    await client.end();
    expect(server.log()).toContain('ready to accept connections');
  } finally {
    await server.stop();
  }
  expect(existsSync(server.dataDirectory)).toBe(false);
  await expect(new Client(server.connection).connect()).rejects.toThrow('ECONNREFUSED');
}, 60_000);

test('a server that cannot start says why', async () => {
  await expect(startPostgres({ configuration: ['max_connections = many'] })).rejects.toThrow(
    'invalid value for parameter "max_connections": "many"',
  );
}, 60_000);
