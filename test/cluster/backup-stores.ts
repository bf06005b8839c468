import { randomBytes } from 'node:crypto';
import type { Namespace } from './namespace';

const SECURITY = {
  runAsUser: 1001,
  runAsGroup: 1001,
  fsGroup: 1001,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};
const CONTAINER = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

/** A claim for backups. The cluster's volumes have 300 MiB at the least. */
export function backupClaim(name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '300Mi' } } },
  };
}

/**
 * An S3 server with an empty bucket, its Service `s3` and a Secret with what backups need to reach it.
 * @param volume - where the buckets are: those on a claim outlive the pod
 */
export function s3Server(secret: string, bucket: string, volume: object = { emptyDir: {} }): object[] {
  const key = randomBytes(12).toString('hex');
  return [
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
            args: ['--port', ':7070', 'posix', '/buckets'],
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
            volumeMounts: [{ name: 'buckets', mountPath: '/buckets' }],
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
        volumes: [{ name: 'buckets', ...volume }],
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

export async function create(namespace: Namespace, ...objects: readonly object[]): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  await namespace.kubectl(['apply', '-f', '-'], { input: JSON.stringify(list) });
}
