import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCertificate, type Certificate } from '../postgres/certificate';
import { runAsBackend } from './backend-pod';
import { DatabasePod } from './database-pod';
import { Example } from './example';
import { Namespace } from './namespace';
import { temporaryFolder } from './temporary-folder';

const PROGRAM = `
  import { BackendSecret, GitOpsApp, PostgresDatabase, ServerTls } from 'cdk8s-database';

  const app = new GitOpsApp();
  const database = new PostgresDatabase(app, 'database', {
    resources: { cpuRequest: 0.05 },
    tls: ServerTls.fromSecret('certificate-of-ours'),
  });
  new BackendSecret(app, 'backend-secret', {
    key: 'DATABASE_URL',
    value: database.url({ caFile: '/srv/program/ca.crt' }),
  });
  app.synth();
`;

/** Prints the certificate's number, as the application sees it that checks who the server is. */
const CLIENT = `
import os, ssl, socket, sqlalchemy
def serial():
    with sqlalchemy.create_engine(os.environ["DATABASE_URL"]).connect() as connection:
        connection.exec_driver_sql("select 1")
    plain = socket.create_connection(("database-service", 5432))
    plain.sendall(b"\\x00\\x00\\x00\\x08\\x04\\xd2\\x16\\x2f") # PostgreSQL's request for TLS
    assert plain.recv(1) == b"S"
    context = ssl.create_default_context(cafile="/srv/program/ca.crt")
    with context.wrap_socket(plain, server_hostname="database-service") as secured:
        return secured.getpeercert()["serialNumber"]
print(serial())
`;

let namespace: Namespace;

async function setCertificate({ certificate, key }: Certificate): Promise<void> {
  const manifest = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'certificate-of-ours' },
    type: 'kubernetes.io/tls',
    stringData: { 'tls.crt': certificate, 'tls.key': key },
  };
  await namespace.kubectl(['apply', '-f', '-'], { input: JSON.stringify(manifest) });
}

async function serial(): Promise<string> {
  const { stdout } = await namespace.kubectl(['exec', 'client', '--', 'python3', '/srv/program/client.py']);
  return stdout.trim();
}

test('the application checks whose server it is, and a renewed certificate is served without a restart', async () => {
  const example = await Example.copyTo(await temporaryFolder());
  await writeFile(join(example.repository, 'main.ts'), PROGRAM);
  await writeFile(join(example.repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
  await example.synth('some-password', '--in-place');
  namespace = await Namespace.create('certificate');
  const authority = await makeCertificate('an authority of ours');
  await setCertificate(await makeCertificate('database-service', authority));
  await namespace.apply(join(example.base, 'database'));
  await namespace.kubectl(['apply', '-f', join(example.base, 'backend', 'secret.yaml')]);
  await namespace.rolledOut('statefulset/database');
  await runAsBackend(namespace, example, 'client', {
    image: 'localhost/pyapp:latest',
    command: ['sleep', 'infinity'],
    files: { 'ca.crt': authority.certificate, 'client.py': CLIENT },
  });
  const pod = new DatabasePod(namespace);
  const first = await serial();
  const started = await pod.sql('select pg_postmaster_start_time()');

  await setCertificate(await makeCertificate('database-service', authority));
  const deadline = performance.now() + 150_000;
  while ((await serial()) === first && performance.now() < deadline) await sleep(1000);

  expect(await serial()).not.toBe(first);
  expect(await pod.sql('select pg_postmaster_start_time()')).toBe(started);

  await setCertificate(await makeCertificate('database-service'));
  while (
    performance.now() < deadline + 150_000 &&
    (await serial().then(
      () => true,
      () => false,
    ))
  )
    await sleep(1000);
  await expect(serial()).rejects.toThrow(/certificate verify failed/);
}, 400_000);
