import type { ServerRole } from '../../server/server-role';
import template from './pg_hba.conf';

/** pg_hba.conf: who may connect, and how they prove who they are. DATABASE: the application's. */
export function hostBasedAuthentication(roles: readonly ServerRole[], database: string): string {
  const own = roles.flatMap(({ databases, login, name }) => {
    if (login !== 'password' || databases === undefined) return [];
    const names = databases.map((one) =>
      one === 'application' ? `"${database.replaceAll('"', '""')}"` : one,
    );
    return [line(names.join(','), name, 'scram-sha-256'), line('all', name, 'reject')];
  });
  const last = template.lastIndexOf('\n', template.length - 2) + 1;
  const note = own.length > 0 ? ["# The server's own roles, each in the databases that it is for."] : [];
  return [template.slice(0, last), ...[...note, ...own].map((one) => `${one}\n`), template.slice(last)].join(
    '',
  );
}

function line(databases: string, role: string, method: string): string {
  return `hostssl    ${databases} ${role} all ${method}`;
}
