import { Lazy, type ApiObjectProps } from 'cdk8s';
import { MANAGED_BY } from '../kubernetes/labels';
import { dnsEgress } from '../kubernetes/network-peers';
import type { Container, PodSpec, PodTemplate, Volume } from '../kubernetes/plain-types';
import { hardenedContainer, hardenedPod, secretVolume } from '../kubernetes/pod-security';
import type { AccessedServer, ServerAccess } from './server-access';

/** Where a container finds the `username` and the `password` of the database's owner. */
export const CREDENTIALS_MOUNT = { mountPath: '/run/secrets/database', name: 'credentials', readOnly: true };

export function credentialsVolume(secretName: string): Volume {
  return secretVolume(CREDENTIALS_MOUNT.name, secretName);
}

export interface ClientPodProps extends Pick<PodSpec, 'containers' | 'initContainers' | 'volumes'> {
  readonly labels: Readonly<Record<string, string>>;
  /** The volume with the programs that the containers run. @default - none */
  readonly program?: Volume;
}

/** A pod of a Job that connects to the server. */
export function clientPod(
  { pod, server }: ServerAccess,
  { labels, program, volumes = [], ...spec }: ClientPodProps,
): PodTemplate {
  return {
    metadata: { labels },
    spec: hardenedPod({
      ...spec,
      ...pod,
      restartPolicy: 'Never',
      // A transaction that is cut short leaves nothing behind it: there is nothing to wait for.
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

/** How psql finds a server, and what that does for its sessions. LOCK_TIMEOUT: as PostgreSQL writes it, `1s`. */
function psqlVariables(
  { database, host, major, port }: AccessedServer,
  lockTimeout: string,
): NonNullable<Container['env']> {
  return [
    { name: 'PGDATABASE', value: database },
    { name: 'PGHOST', value: Lazy.any({ produce: host }) as string },
    { name: 'PGOPTIONS', value: sessionOptions(major, lockTimeout) },
    { name: 'PGPORT', value: String(port) },
    // Also without a certificate that somebody signed: only who knows the password has the answer to it.
    { name: 'PGCHANNELBINDING', value: 'require' },
    { name: 'PGSSLMODE', value: 'require' },
    { name: 'PGCONNECT_TIMEOUT', value: '5' },
  ];
}

/** A NetworkPolicy for PODS: they may connect to the server and to DNS, and nothing may connect to them. */
export function clientPolicy(
  name: string,
  pods: Readonly<Record<string, string>>,
  { dns, labels, port }: AccessedServer,
): ApiObjectProps {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, labels: { ...pods, ...MANAGED_BY } },
    spec: {
      podSelector: { matchLabels: pods },
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        { to: [{ podSelector: { matchLabels: labels } }], ports: [{ port, protocol: 'TCP' }] },
        dnsEgress(dns),
      ],
    },
  };
}

/** PGOPTIONS of its sessions. */
export function sessionOptions(major: number, lockTimeout: string): string {
  const settings = {
    // What nobody waits for any more is not finished.
    client_connection_check_interval: '5s',
    // Who waits for a lock makes all others wait behind it.
    lock_timeout: lockTimeout,
    // Else psql would take a backslash in a quoted name for what it is not, where the database's owner has set that.
    standard_conforming_strings: 'on',
    statement_timeout: '0',
    // A node that is gone holds no lock for longer than half a minute.
    tcp_keepalives_count: '3',
    tcp_keepalives_idle: '15',
    tcp_keepalives_interval: '5',
    ...(major >= 17 && { transaction_timeout: '0' }),
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}
