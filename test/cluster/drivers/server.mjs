// A PostgreSQL as the rendered one is to a client: TLS alone, a certificate that it has made itself, SCRAM.
import { execFileSync } from 'node:child_process';
import { appendFileSync, chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DEBIAN = '/usr/lib/postgresql';

/** PostgreSQL refuses to run as root. */
const NOBODY = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {};

export function startServer({ password }) {
  const versions = readdirSync(DEBIAN).sort((a, b) => Number(a) - Number(b));
  const program = (name) => join(DEBIAN, versions.at(-1), 'bin', name);
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-database-drivers-'));
  if (NOBODY.uid !== undefined) chownSync(folder, NOBODY.uid, NOBODY.gid);
  const options = { ...NOBODY, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' };
  const data = join(folder, 'data');
  const port = 20_000 + (process.pid % 10_000);
  execFileSync(
    program('initdb'),
    [
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--locale=C',
      `--pwfile=${passwordFile(folder)}`,
    ],
    options,
  );
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=database',
      '-keyout',
      join(data, 'server.key'),
      '-out',
      join(data, 'server.crt'),
    ],
    options,
  );
  appendFileSync(
    join(data, 'postgresql.conf'),
    `ssl = on\nssl_min_protocol_version = 'TLSv1.3'\nport = ${port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '${folder}'\n`,
  );
  writeFileSync(join(data, 'pg_hba.conf'), 'local all postgres trust\nhostssl all all all scram-sha-256\n');
  execFileSync(program('pg_ctl'), ['-D', data, '-w', '-l', join(folder, 'log'), 'start'], options);
  const sql = (text) =>
    execFileSync(
      program('psql'),
      ['-qX', '-v', 'ON_ERROR_STOP=1', '-h', folder, '-p', String(port), '-U', 'postgres', '-c', text],
      options,
    );
  sql(`create role app login password '${password.replaceAll("'", "''")}'`);
  sql('create database app owner app');
  return {
    host: 'localhost',
    port,
    stop() {
      execFileSync(program('pg_ctl'), ['-D', data, '-m', 'immediate', 'stop'], options);
      rmSync(folder, { recursive: true });
    },
  };
}

function passwordFile(folder) {
  const file = join(folder, 'superuser');
  writeFileSync(file, 'nobody-connects-with-it\n', { mode: 0o644 });
  return file;
}
