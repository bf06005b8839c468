import { Lazy } from 'cdk8s';
import type { Container } from '../kubernetes/plain-types';
import { dnsEgress } from './network-peers';
import type { AccessedServer } from './server-access';

/** How psql finds a server, and what that does for its sessions. LOCK_TIMEOUT: as PostgreSQL writes it, `1s`. */
export function psqlVariables(
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

/** A NetworkPolicy's spec for PODS: to the server and to who knows where it is; nothing comes in. */
export function clientPolicy(
  pods: Readonly<Record<string, string>>,
  { dns, labels, port }: AccessedServer,
): object {
  return {
    podSelector: { matchLabels: pods },
    policyTypes: ['Ingress', 'Egress'],
    egress: [
      { to: [{ podSelector: { matchLabels: labels } }], ports: [{ port, protocol: 'TCP' }] },
      dnsEgress(dns),
    ],
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
