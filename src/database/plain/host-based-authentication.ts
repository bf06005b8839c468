import type { ServerRole } from '../../server/server-role';
import template from './pg_hba.conf';

/** pg_hba.conf: who may connect, and how they prove who they are. DATABASE: the application's. */
export function hostBasedAuthentication(roles: readonly ServerRole[], database: string): string {
  const own = roles.flatMap(({ databases, login, name }) => {
    if (databases === undefined) return [];
    const names = databases.map((one) =>
      one === 'application' ? `"${database.replaceAll('"', '""')}"` : one,
    );
    return login === 'password'
      ? [`hostssl    ${names.join(',')} ${name} all scram-sha-256`, `hostssl    all ${name} all reject`]
      : [`local      ${names.join(',')} ${name} peer map=pod`, `local      all ${name} reject`];
  });
  // The first line that matches counts.
  const note = own.length > 0 ? ["# The server's own roles, each in the databases that it is for."] : [];
  return [...[...note, ...own].map((one) => `${one}\n`), template].join('');
}
