import type { IConstruct } from 'constructs';
import type { Contribution } from '../server/capability';
import { capabilityConflicts, capabilityProblems } from '../server/contributions';
import type { TlsMode } from '../backend/url/tls';
import { refuseUnknownProps } from '../text/known-props';
import { Refusal } from '../text/refusal';
import { isNetworkPeer } from '../kubernetes/network-peers';
import { isLoginName } from '../text/login-name';
import type { Rule } from '../text/rules';
import type { PostgresDatabaseProps } from './postgres-database-props';
import type { PostgresMajor } from '../server/postgres-version';
import type { ServerTls } from '../server/server-tls';

/** The rules for the names of a database, its role and its objects. */
export function nameRules(id: string, names: Readonly<Record<string, string>>): Rule[] {
  return [
    {
      code: 'instance-name',
      // The revision label of a StatefulSet's pods is its name and 11 more characters, and at most 63 characters long.
      when: !/^[a-z]([-a-z0-9]{0,50}[a-z0-9])?$/.test(id),
      say: `"${id}" is not a valid name of a database's objects; allowed: a to z, 0 to 9 and "-", starting with a letter, and at most 52 characters`,
    },
    ...Object.entries(names).map(([field, name]) => ({
      code: 'login-name' as const,
      field,
      when: !isLoginName(name),
      say: `"${name}" is not a valid name of the application's ${field === 'user' ? 'role' : field}; allowed: a to z, 0 to 9 and "_", starting with a letter or "_", at most 63 characters, and not a name that PostgreSQL reserves (postgres, template0, template1, public, none, pg_…)`,
    })),
  ];
}

/** What the capabilities of a database may not add to a server with these PARTS. */
export function capabilityRules(database: IConstruct, parts: Contribution, major: PostgresMajor): Rule[] {
  return [
    ...capabilityConflicts(database, parts).map((say) => ({ code: 'capability-conflict' as const, say })),
    ...capabilityProblems(database, major).map((say) => ({ code: 'capability-invalid' as const, say })),
  ].map((rule) => ({ ...rule, when: true }));
}

/** @throws Refusal for TLS settings that the server cannot fulfil */
export function refuseTls(id: string, tls: TlsMode, { source }: ServerTls): void {
  if (tls === 'disable') {
    throw Refusal.of(
      'tls-refused',
      id,
      'url() is given tls: disable, but the server accepts only encrypted connections; leave tls out, or give require or verify-full',
    );
  }
  if (tls === 'verify-full' && source.kind === 'self-signed') {
    throw Refusal.of(
      'tls-refused',
      id,
      'url() is given tls: verify-full, but the server creates a self-signed certificate; give the database tls: ServerTls.fromCertManager() or ServerTls.fromSecret()',
    );
  }
}

/** Without a type check, a wrong prop would give wrong YAML without an error. @throws Refusal */
export function refuseWrongTypes(id: string, props: PostgresDatabaseProps): void {
  refuseUnknownProps('PostgresDatabaseProps', id, props);
  const { clients = [], dns } = props;
  const wrong = [
    !clients.every(isNetworkPeer) &&
      "clients is not of the form [{ labels: { app: 'reports' }, namespace: 'tools' }]",
    dns !== undefined &&
      !(dns.length > 0 && dns.every(isNetworkPeer)) &&
      "dns is not of the form [{ labels: { 'k8s-app': 'kube-dns' }, namespace: 'kube-system' }]",
  ].filter((message) => message !== false);
  if (wrong.length > 0) {
    throw new Refusal(wrong.map((message) => ({ code: 'wrong-type', path: id, message })));
  }
}
