import type { Synthesis } from '../../gitops/synth/synthesis';
import { committedServer } from './committed-server';
import type { PostgresVersion } from '../../server/postgres-version';

/**
 * Another release of Debian brings other versions of the C library and of ICU, which sort otherwise. The server says so
 * in its log at best, and finds no rows by an index that is in the old order.
 */
export function warnOfOtherDistribution(
  synthesis: Synthesis,
  folder: string,
  { image }: PostgresVersion,
): void {
  if ((synthesis.standing(folder, 'statefulset.yaml') ?? '').includes(`image: ${image}\n`)) return;
  const committed = committedServer(synthesis, folder);
  if (committed === undefined || committed.upgradesFrom !== undefined) return;
  const [before, after] = [committed.image, image].map(distributionOf);
  if (before === after) return;
  synthesis.warn({
    code: 'other-distribution',
    path: synthesis.repository.pathOf(`${folder}/statefulset.yaml`),
    message: `the image changes from ${named(before)} to ${named(after)}, and with it the C library and ICU: the order of text by a named collation, or ICU's, changes, and indexes by it find no rows until they are made again. The database's own C.UTF-8 is as before. After the restart: REINDEX those indexes, then ALTER COLLATION … REFRESH VERSION (docs/database.md has the statements)`,
  });
}

/** What the official image's tags end in: the release of the operating system. */
function distributionOf(image: string): string | undefined {
  const tag = /:([^:@/]+)(?:@.*)?$/.exec(image)?.[1] ?? '';
  return /(?:^|-)(buster|bullseye|bookworm|trixie|forky|alpine[0-9.]*)$/.exec(tag)?.[1];
}

function named(distribution: string | undefined): string {
  return distribution ?? 'one whose tag names no release';
}
