import { Refusal } from '../../text/refusal';
import type { Synthesis } from '../../gitops/synth/synthesis';
import { committedLogin, hasLogin, type ServerLogin } from './committed-server';

/**
 * A server creates its database and role only once. With other names it would be ready, but without the data. PATH: the
 * folder of its objects. @throws Refusal if the committed YAML in FOLDER has other names
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
    `has the database ${there.database} of ${there.user}, but main.ts now has ${database} of ${user}, which the existing server does not have; keep the names, or rename them in the server first and give --force`,
  );
}
