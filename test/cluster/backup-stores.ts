import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command';
import type { Namespace } from './namespace';
import { temporaryFolder } from './temporary-folder';

const SECURITY = {
  runAsUser: 1001,
  runAsGroup: 1001,
  fsGroup: 1001,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};
const CONTAINER = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

/** A claim for backups. The cluster's volumes have 300 MiB at the least. */
export function backupClaim(name: string, storage = '300Mi'): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
  };
}

/** In the user's main.ts, the store in the claim `backups`. */
export const IN_CLAIM = `BackupStore.claim({ name: 'backups' })`;

interface BucketOptions {
  /** @default that of the server in the same namespace */
  readonly endpoint?: string;
  /** With the server's credentials. @default backups */
  readonly secret?: string;
  /** The server has a certificate of `privateTls`. @default false */
  readonly hasTls?: boolean;
}

/** The one in the BUCKET of the server. */
export function inBucket(bucket: string, options: BucketOptions = {}): string {
  const { hasTls = false, endpoint = `${hasTls ? 'https' : 'http'}://s3:7070`, secret = 'backups' } = options;
  const ca = hasTls ? `, ca: { secret: 's3-tls', key: 'ca.crt' }` : '';
  return `BackupStore.s3({ endpoint: '${endpoint}', bucket: '${bucket}', credentialsSecret: '${secret}'${ca} })`;
}

/** The props of a database with backups in the claim and in that bucket. */
export const inBoth = (bucket: string): string => `{
  storage: { size: Size.mebibytes(500) },
  resources: { cpuRequest: 0.05 },
  backup: { to: [${IN_CLAIM}, ${bucket}] },
}`;

/** What a server serves TLS with, and the certificate of its authority, which nobody else knows. */
export interface PrivateTls {
  readonly 'ca.crt': string;
  readonly 'tls.crt': string;
  readonly 'tls.key': string;
}

/** For a server that is reached by HOST. */
export async function privateTls(host: string): Promise<PrivateTls> {
  const cwd = await temporaryFolder();
  const openssl = async (...args: string[]): Promise<void> => {
    await run(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', ...args],
      { cwd },
    );
  };
  await openssl('-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=authority');
  const extensions = [
    '-addext',
    `subjectAltName=DNS:${host}`,
    '-addext',
    'basicConstraints=critical,CA:FALSE',
  ];
  const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-subj', `/CN=${host}`, ...extensions];
  await openssl('-keyout', 'tls.key', '-out', 'tls.crt', ...signed);
  const read = async (file: string): Promise<string> => await readFile(join(cwd, file), 'utf8');
  return {
    'ca.crt': await read('ca.crt'),
    'tls.crt': await read('tls.crt'),
    'tls.key': await read('tls.key'),
  };
}

/**
 * An S3 server with an empty bucket, its Service `s3` and a Secret with what backups need to reach it.
 * @param volume - where the buckets are: those on a claim outlive the pod
 * @param tls - in the Secret `s3-tls`; without it, the server has none
 */
export function s3Server(
  secret: string,
  bucket: string,
  volume: object = { emptyDir: {} },
  tls?: PrivateTls,
): object[] {
  const key = randomBytes(12).toString('hex');
  const tlsFlags = ['--cert', '/tls/tls.crt', '--key', '/tls/tls.key'];
  return [
    ...(tls ? [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's3-tls' }, stringData: tls }] : []),
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: secret },
      stringData: {
        AWS_ACCESS_KEY_ID: 'backups',
        AWS_SECRET_ACCESS_KEY: key,
        RESTIC_PASSWORD: `restic-${key}`,
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 's3', labels: { app: 's3' } },
      spec: {
        containers: [
          {
            name: 's3',
            image: 'versity/versitygw:v1.8.0',
            imagePullPolicy: 'IfNotPresent',
            args: ['--port', ':7070', ...(tls ? tlsFlags : []), 'posix', '/buckets'],
            env: [
              {
                name: 'ROOT_ACCESS_KEY',
                valueFrom: { secretKeyRef: { name: secret, key: 'AWS_ACCESS_KEY_ID' } },
              },
              {
                name: 'ROOT_SECRET_KEY',
                valueFrom: { secretKeyRef: { name: secret, key: 'AWS_SECRET_ACCESS_KEY' } },
              },
            ],
            readinessProbe: { tcpSocket: { port: 7070 }, periodSeconds: 1 },
            securityContext: CONTAINER,
            volumeMounts: [
              { name: 'buckets', mountPath: '/buckets' },
              ...(tls ? [{ name: 'tls', mountPath: '/tls' }] : []),
            ],
          },
        ],
        initContainers: [
          {
            name: 'bucket',
            image: 'localhost/pyapp:latest',
            imagePullPolicy: 'IfNotPresent',
            command: ['mkdir', '-p', `/buckets/${bucket}`],
            securityContext: CONTAINER,
            volumeMounts: [{ name: 'buckets', mountPath: '/buckets' }],
          },
        ],
        securityContext: SECURITY,
        terminationGracePeriodSeconds: 1,
        volumes: [
          { name: 'buckets', ...volume },
          ...(tls ? [{ name: 'tls', secret: { secretName: 's3-tls' } }] : []),
        ],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's3' },
      spec: { selector: { app: 's3' }, ports: [{ port: 7070 }] },
    },
  ];
}

/** Creates such a server and what is given besides, and waits for the server. */
export async function createWithServer(namespace: Namespace, ...objects: readonly object[]): Promise<void> {
  await create(namespace, ...objects);
  await namespace.kubectl(['wait', 'pod/s3', '--for=condition=Ready', '--timeout=60s']);
}

export async function create(namespace: Namespace, ...objects: readonly object[]): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  await namespace.kubectl(['apply', '-f', '-'], { input: JSON.stringify(list) });
}
