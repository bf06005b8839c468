import type { Synthesis } from '../../gitops/synth/synthesis';
import { committedServer } from './committed-server';
import type { PostgresVersion } from '../../server/postgres-version';

/**
 * Warns of a new Debian release: its C library and ICU may sort text differently. The server at best logs a warning, and
 * does not find rows through an index in the old order.
 */
export function warnOfOtherDistribution(
  synthesis: Synthesis,
  folder: string,
  { image }: PostgresVersion,
): void {
  if ((synthesis.committedText(folder, 'statefulset.yaml') ?? '').includes(`image: ${image}\n`)) return;
  const committed = committedServer(synthesis, folder);
  if (committed === undefined || committed.upgradesFrom !== undefined) return;
  const [before, after] = [committed.image, image].map(distributionOf);
  if (before === after) return;
  synthesis.warn({
    code: 'other-distribution',
    path: synthesis.repository.pathOf(`${folder}/statefulset.yaml`),
    message: `the image changes from ${named(before)} to ${named(after)}, and with it the C library and ICU: these may sort text by a named collation or an ICU collation differently, and indexes on such text then miss rows until they are rebuilt. The default collation C.UTF-8 does not change. After the restart: REINDEX those indexes, then ALTER COLLATION … REFRESH VERSION (docs/database.md has the statements)`,
  });
}

/** The operating system's release, at the end of the official image's tag. */
function distributionOf(image: string): string | undefined {
  const tag = /:([^:@/]+)(?:@.*)?$/.exec(image)?.[1] ?? '';
  return /(?:^|-)(buster|bullseye|bookworm|trixie|forky|alpine[0-9.]*)$/.exec(tag)?.[1];
}

function named(distribution: string | undefined): string {
  return distribution ?? 'an image whose tag names no release';
}
