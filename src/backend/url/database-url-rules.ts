import { isIPv6 } from 'node:net';
import type { Rule as AnyRule } from '../../text/rules';
import type { DatabaseUrlProps } from './database-url-props';
import { DEFAULT_DRIVER, DRIVERS } from './driver';
import { DRIVER_SYNTAX } from './driver-syntax';
import { isTlsParameter } from './tls';

/** All have the code `database-url`. */
type Rule = Pick<AnyRule, 'when' | 'say'>;

/** PostgreSQL's NAMEDATALEN - 1, in bytes. It truncates longer names. */
const LONGEST_NAME = 63;

/** Query parameters that would override other parts of the URL. */
const CONNECTION_PARAMETERS = new Set([
  'database',
  'dbname',
  'host',
  'hostaddr',
  'passfile',
  'password',
  'port',
  'service',
  'user',
  'username',
]);

export function isConnectionParameter(name: string): boolean {
  return CONNECTION_PARAMETERS.has(name.toLowerCase());
}

/** Every problem of the parts of a URL. */
export function urlProblems(props: DatabaseUrlProps): string[] {
  return [
    ...hostRules(props.host),
    portRule(props.port),
    ...nameRules('database', props.database),
    ...nameRules('user', props.user),
    ...driverRules(props),
    ...tlsRules(props),
    ...Object.entries(props.parameters ?? {}).flatMap(parameterRules),
  ]
    .filter((rule) => rule.when)
    .map((rule) => rule.say);
}

/** The problem of a password, in a text that does not contain the password. */
export function passwordProblem(password: string): string | undefined {
  return [
    { when: password === '', say: 'the password is empty, which PostgreSQL always rejects; give a password' },
    { when: !isSendable(password), say: `the password ${NOT_SENDABLE}; give another one` },
  ].find((rule) => rule.when)?.say;
}

const NOT_SENDABLE =
  'contains a NUL or a lone surrogate (half a character), which cannot be sent to PostgreSQL';

function isSendable(text: string): boolean {
  return !/\0|\p{Surrogate}/u.test(text);
}

function hostRules(host: string): Rule[] {
  const address = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  const isName =
    host.length <= 253 && host.split('.').every((label) => /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/.test(label));
  return [
    {
      when: !isName && !(isIPv6(address) && !address.includes('%')),
      // The text before an "@" is a login, which must not be shown.
      say: `the host ${quoted(host.replace(/.*@/s, '…@'))} is not a DNS name or an address; allowed: labels of a-z, 0-9, "-" and "_" with "." between them, an IPv4 or an IPv6 address; give the port as port`,
    },
  ];
}

function portRule(port: number | undefined): Rule {
  return {
    when: port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65535),
    say: `the port ${String(port)} is not a whole number from 1 to 65535`,
  };
}

function nameRules(what: 'database' | 'user', name: string): Rule[] {
  const bytes = Buffer.byteLength(name, 'utf8');
  return [
    { when: name === '', say: `the ${what} is empty; give its name` },
    { when: !isSendable(name), say: `the ${what} ${quoted(name)} ${NOT_SENDABLE}` },
    {
      when: bytes > LONGEST_NAME,
      say: `the ${what} ${quoted(name)} has ${bytes} bytes; allowed: at most ${LONGEST_NAME}, since PostgreSQL truncates longer names`,
    },
  ];
}

function driverRules({ host, database, driver = DEFAULT_DRIVER }: DatabaseUrlProps): Rule[] {
  const syntax = DRIVER_SYNTAX[driver];
  const { unreadable } = syntax.database;
  return [
    {
      when: unreadable?.pattern.test(database) ?? false,
      say: `the database ${quoted(database)} cannot be written for ${driver}: it may not contain ${unreadable?.say ?? ''}; give the database another name`,
    },
    {
      when: !syntax.ipv6 && host.includes(':'),
      say: `the host ${quoted(host.replace(/.*@/s, '…@'))} cannot be written for ${driver}, which does not read IPv6 addresses; give a name`,
    },
  ];
}

const BINDING_DRIVERS = DRIVERS.filter((driver) => DRIVER_SYNTAX[driver].channelBinding !== undefined);

function tlsRules({
  tls,
  caFile,
  channelBinding = false,
  driver = DEFAULT_DRIVER,
}: DatabaseUrlProps): Rule[] {
  const { verifiesBy } = DRIVER_SYNTAX[driver];
  return [
    {
      when: caFile !== undefined && tls !== 'verify-full',
      say: `caFile is given, but tls is ${tls ?? 'left out'}, which checks no certificate; give tls: 'verify-full', or leave caFile out`,
    },
    {
      when: caFile !== undefined && (!caFile.startsWith('/') || !isSendable(caFile)),
      say: `caFile ${quoted(caFile ?? '')} is not an absolute path in the application's container`,
    },
    {
      when: tls === 'verify-full' && verifiesBy !== undefined,
      say: `tls is verify-full, which no URL for ${driver} can say; leave tls and caFile out, and write ${verifiesBy ?? ''}`,
    },
    {
      when: channelBinding && (tls === undefined || tls === 'disable'),
      say: `channelBinding is given, but tls is ${tls ?? 'left out'}, and channel binding needs TLS; give tls: 'require'`,
    },
    {
      when: channelBinding && DRIVER_SYNTAX[driver].channelBinding === undefined,
      say: `channelBinding is given, but ${driver} does not support it; allowed: ${BINDING_DRIVERS.join(', ')}; give tls: 'verify-full' instead`,
    },
  ];
}

function parameterRules([name, value]: readonly [string, string]): Rule[] {
  return [
    { when: name === '', say: 'a parameter has no name' },
    {
      when: isConnectionParameter(name),
      say: `the parameter ${quoted(name)} would override another part of the URL; give it as its own prop`,
    },
    {
      when: isTlsParameter(name),
      say: `the parameter ${quoted(name)} configures TLS; give tls, caFile or channelBinding instead`,
    },
    { when: !isSendable(name + value), say: `the parameter ${quoted(name)} ${NOT_SENDABLE}` },
  ];
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
