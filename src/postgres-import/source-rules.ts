import { secretKeyRules } from '../kubernetes/secret-key';
import type { Rule } from '../text/rules';
import type { PostgresSource } from './postgres-import-props';

const HOST = /^[a-z0-9_]([-a-z0-9_.]*[a-z0-9_])?\.?$/i;

/** Rules for the address of the old server and for its Secrets. */
export function sourceRules(source: PostgresSource): Rule[] {
  const { ca, database, host, password, port = 5432, tls, user } = source;
  const rule = (field: string, when: boolean, say: string): Rule => ({
    code: 'import-source',
    field: `from.${field}`,
    when,
    say,
  });
  const secrets = Object.entries({ ca, password }).flatMap(([field, of]) => (of ? [{ field, of }] : []));
  return [
    // Not what was given: people put whole URLs there, with the password.
    rule('host', !HOST.test(host), 'the host is not a host name; give for example postgres, without a port'),
    rule(
      'port',
      !(Number.isInteger(port) && port > 0 && port < 65536),
      `the port ${port} is none; give a number from 1 to 65535`,
    ),
    ...Object.entries({ database, user }).map(([field, name]) =>
      rule(field, !/^[^\0\r\n]+$/.test(name), `the ${field} is not a name`),
    ),
    ...secrets.flatMap(({ field, of }) => secretKeyRules('import-source', of, `from.${field}`)),
    rule(
      'ca',
      (tls === 'verify-full') !== (ca !== undefined),
      'tls: verify-full and ca belong together; give both, or neither',
    ),
  ];
}
