import { Refusal } from '../../text/refusal';
import type { Synthesis } from '../../gitops/synth/synthesis';
import { committedLogin, hasLogin, type ServerLogin } from './committed-server';

/**
 * A server makes its database and role once: under other names there is nothing, and it is ready all the same. PATH: the
 * folder of its objects. @throws Refusal where the YAML in FOLDER has other names
 */
export function refuseRenamed(
  synthesis: Pick<Synthesis, 'force' | 'standing'>,
  { folder, path }: { readonly folder: string; readonly path: string },
  login: ServerLogin,
): void {
  if (synthesis.force || hasLogin(synthesis, folder, login)) return;
  const { database, user } = login;
  const there = { database, user, ...committedLogin(synthesis, folder) };
  if (there.database === database && there.user === user) return;
  throw Refusal.of(
    'login-renamed',
    path,
    `has the database ${there.database} of ${there.user}, and main.ts now says ${database} of ${user}, which the server that is there does not have; keep the names, or rename in the server first and give --force`,
  );
}
