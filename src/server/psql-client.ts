import { Lazy, type ApiObjectProps } from 'cdk8s';
import { MANAGED_BY, selectorLabels } from '../kubernetes/labels';
import { dnsEgress } from '../kubernetes/network-peers';
import type { Container, PodSpec, PodTemplate, Volume } from '../kubernetes/plain-types';
import { hardenedContainer, hardenedPod, secretVolume } from '../kubernetes/pod-security';
import type { AccessedServer, ServerAccess } from './server-access';

/** Where a container finds the `username` and the `password` of the database's owner. */
export const CREDENTIALS_MOUNT = { mountPath: '/run/secrets/database', name: 'credentials', readOnly: true };

export function credentialsVolume(secretName: string): Volume {
  return secretVolume(CREDENTIALS_MOUNT.name, secretName);
}

export interface ClientPodProps extends Pick<
  PodSpec,
  'affinity' | 'containers' | 'initContainers' | 'volumes'
> {
  readonly labels: Readonly<Record<string, string>>;
  /** @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** The volume with the programs that the containers run. @default - none */
  readonly program?: Volume;
}

/** A pod of a Job that connects to the server. */
export function clientPod(
  { pod, server }: ServerAccess,
  { annotations, labels, program, volumes = [], ...spec }: ClientPodProps,
): PodTemplate {
  return {
    metadata: { labels, ...(annotations && { annotations }) },
    spec: hardenedPod({
      ...spec,
      ...pod,
      restartPolicy: 'Never',
      // An interrupted transaction leaves nothing behind, so there is nothing to wait for.
      terminationGracePeriodSeconds: 5,
      volumes: [...(program ? [program] : []), credentialsVolume(server.credentialsName), ...volumes],
    }),
  };
}

/** A container of such a pod, in the server's image, whose psql finds the server. */
export function psqlContainer(
  { server }: ServerAccess,
  lockTimeout: string,
  { volumeMounts = [], ...rest }: Container,
): Container {
  return hardenedContainer({
    env: psqlVariables(server, lockTimeout),
    image: server.image,
    volumeMounts: [...volumeMounts, CREDENTIALS_MOUNT],
    ...rest,
  });
}

/** The environment of psql: the server and its sessions' settings. LOCK_TIMEOUT: in PostgreSQL's format, `1s`. */
function psqlVariables(
  { database, host, major, port }: AccessedServer,
  lockTimeout: string,
): NonNullable<Container['env']> {
  return [
    { name: 'PGDATABASE', value: database },
    { name: 'PGHOST', value: Lazy.any({ produce: host }) as string },
    { name: 'PGOPTIONS', value: sessionOptions(major, lockTimeout) },
    { name: 'PGPORT', value: String(port) },
    // Proves the server's identity even without a signed certificate: only a server that knows the password can answer.
    { name: 'PGCHANNELBINDING', value: 'require' },
    { name: 'PGSSLMODE', value: 'require' },
    { name: 'PGCONNECT_TIMEOUT', value: '5' },
  ];
}

/** A NetworkPolicy for PODS: they may connect to the server, to DNS and as MORE says, and nothing may connect to them. */
export function clientPolicy(
  name: string,
  pods: { readonly instance: string; readonly labels: Readonly<Record<string, string>> },
  { dns, labels, port }: AccessedServer,
  more: readonly object[] = [],
): ApiObjectProps {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, labels: { ...pods.labels, ...MANAGED_BY } },
    spec: {
      podSelector: { matchLabels: selectorLabels(pods.instance) },
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        { to: [{ podSelector: { matchLabels: labels } }], ports: [{ port, protocol: 'TCP' }] },
        dnsEgress(dns),
        ...more,
      ],
    },
  };
}

/** PGOPTIONS of psql's sessions. */
export function sessionOptions(major: number, lockTimeout: string): string {
  const settings = {
    // A statement is cancelled when its client is gone.
    client_connection_check_interval: '5s',
    // Otherwise, if the owner turned it on, one that only reads would wait for the end of serializable transactions, at no lock.
    default_transaction_deferrable: 'off',
    // A session that waits for a lock makes all later ones wait behind it.
    lock_timeout: lockTimeout,
    // Otherwise, if the database's owner turned it off, psql would read a backslash in a string as an escape.
    standard_conforming_strings: 'on',
    statement_timeout: '0',
    // The session of a lost node keeps its locks for at most half a minute.
    tcp_keepalives_count: '3',
    tcp_keepalives_idle: '15',
    tcp_keepalives_interval: '5',
    ...(major >= 17 && { transaction_timeout: '0' }),
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}
