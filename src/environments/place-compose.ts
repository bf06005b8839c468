import { posix } from 'node:path';
import { setComposeEntry } from '../gitops/compose-editor';
import type { Synthesis } from '../gitops/synthesis';
import type { ComposeDatabase } from './compose-database';

/** The names under which Compose finds its file, in its order. */
const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/** The repository's compose file, or the one that is going to be. */
function composeFile(synthesis: Pick<Synthesis, 'textIfThere'>): string {
  return COMPOSE_FILES.find((name) => synthesis.textIfThere(name) !== undefined) ?? 'compose.yaml';
}

/** Puts a database's services into the repository's compose file, and beside it what they mount. @throws Refusal */
export function placeCompose(synthesis: Synthesis, { services, volumes, files }: ComposeDatabase): void {
  const path = composeFile(synthesis);
  const entries = [
    ...Object.entries(services).map(([name, value]) => ['services', name, value] as const),
    ...Object.entries(volumes).map(([name, value]) => ['volumes', name, value] as const),
  ];
  const text = entries.reduce(
    (before, [section, name, value]) => {
      const edited = setComposeEntry(before, section, name, value, path);
      edited.warnings.forEach((warning) => synthesis.warn(warning));
      return edited.text;
    },
    synthesis.textIfThere(path) ?? '',
  );
  synthesis.edit(path, text, `has ${Object.keys(services).join(', ')}`);

  const folders = new Map<string, Map<string, Buffer>>();
  for (const [file, content] of files) {
    const folder = posix.dirname(file);
    const names = folders.get(folder) ?? new Map<string, Buffer>();
    folders.set(folder, names.set(posix.basename(file), Buffer.from(content)));
  }
  for (const [folder, names] of folders) synthesis.own(folder, names);
}
