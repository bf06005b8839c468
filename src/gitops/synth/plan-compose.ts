import { posix } from 'node:path';
import {
  COMPOSE_LABEL,
  composeServices,
  removeComposeEntry,
  setComposeEntry,
  type ComposeSection,
} from '../../editors/compose/compose-editor';
import { COMPOSE_FILES, ComposeProject } from '../../editors/compose/compose-project';
import { collide, publishedPorts } from '../../editors/compose/published-ports';
import type { Draft } from './draft';
import { Refusal, type Notice } from '../../text/refusal';
import type { ComposePart } from './compose-part';

/** The folder with the files that managed services mount. */
const FOLDER = 'compose';

/**
 * Plans the repository's compose file: adds all parts, removes managed entries that are no longer in main.ts. Plans the
 * folders that its services mount, too. @throws Refusal with every problem
 */
export function planCompose(draft: Draft): void {
  const parts = draft.composed;
  const mounted = draft.repository.managedFoldersIn(FOLDER, 1);
  // Without a managed service, now or before, the file is not read.
  if (!draft.inPlace || (parts.length === 0 && mounted.length === 0)) return;
  const project = new ComposeProject((path) => draft.textIfExists(path));
  const { path } = project;
  const before = draft.textIfExists(path) ?? '';
  const wanted = parts.flatMap(({ services, volumes }) => [
    ...Object.entries(services).map(([name, value]) => ({ section: 'services' as const, name, value })),
    ...Object.entries(volumes).map(([name, value]) => ({ section: 'volumes' as const, name, value })),
  ]);
  const problems = [...clashes(parts, path), ...wanted.flatMap((entry) => project.takenNames(entry))];
  if (problems.length > 0) throw new Refusal(problems);
  checkProject(draft, project, parts);

  let text = before;
  const edit = (edited: { readonly text: string; readonly warnings: readonly Notice[] }): void => {
    text = edited.text;
    edited.warnings.forEach((warning) => draft.warn(warning));
  };
  for (const { section, name } of staleEntries(before, path, wanted)) {
    const before = text;
    edit(removeComposeEntry(text, section, name, path));
    if (section === 'services') project.stillWaiting(name).forEach((warning) => draft.warn(warning));
    if (section === 'volumes' && text !== before) {
      const message = `no longer has the volume ${name}; Docker keeps its data until docker volume rm, and a server with another name starts without data`;
      draft.warn({ code: 'volume-left', path, message });
    }
  }
  for (const entry of wanted) {
    const edited = setComposeEntry(text, entry.section, entry.name, entry.value, path);
    const taken = entry.section === 'services' ? project.takenPorts(entry) : [];
    // Two of which only one runs at a time may share a port; what is there already, a person may have changed.
    const refused = taken.filter(({ code }) => code === 'port-taken' && edited.text !== text);
    if (refused.length > 0) throw new Refusal(refused);
    edit({ text: edited.text, warnings: [...taken, ...edited.warnings] });
  }
  draft.edit(path, text, `has ${wanted.map(({ name }) => name).join(', ') || 'no managed service any more'}`);
  const unread = COMPOSE_FILES.filter((name) => !project.reads(name));
  for (const other of unread.filter((name) => hasOurs(draft.textIfExists(name) ?? ''))) {
    const message = `has managed services from an earlier synth, but Compose does not read it because of ${path}; remove the services or the file`;
    draft.warn({ code: 'second-compose-file', path: other, message });
  }
  for (const [folder, files] of folders(parts)) draft.addManagedFolder(folder, files);
  for (const folder of mounted.filter((one) => !draft.managed.has(one))) {
    const message = `has files of services that are no longer in main.ts or in ${path}; remove the folder`;
    draft.warn({ code: 'orphaned-folder', path: folder, message });
  }
}

/** What keeps the services of the whole project from finding each other, or could not be looked at. */
function checkProject(draft: Draft, project: ComposeProject, parts: readonly ComposePart[]): void {
  project.warnings.forEach((warning) => draft.warn(warning));
  for (const { services } of parts) {
    const ours = Object.keys(services);
    const server = ours[0];
    if (server !== undefined) project.unreachableFrom(server, ours).forEach((warning) => draft.warn(warning));
  }
}

function hasOurs(text: string): boolean {
  return Object.values(COMPOSE_LABEL).some((label) => text.includes(label));
}

/** Managed services without an environment, and their volumes' entries. Docker keeps the volumes' data. */
function staleEntries(
  text: string,
  path: string,
  wanted: readonly { readonly section: ComposeSection; readonly name: string }[],
): { section: ComposeSection; name: string }[] {
  if (text === '') return [];
  const isWanted = new Set(wanted.map(({ section, name }) => `${section} ${name}`));
  return composeServices(text, path)
    .filter(({ isManaged }) => isManaged)
    .flatMap(({ name }) => [
      { section: 'services' as const, name },
      { section: 'volumes' as const, name: `${name}-data` },
    ])
    .filter(({ section, name }) => !isWanted.has(`${section} ${name}`));
}

/** Problems of two environments that use the same service name or port on one laptop. */
function clashes(parts: readonly ComposePart[], path: string): Notice[] {
  return parts.flatMap((part, index) =>
    parts.slice(0, index).flatMap((other) => {
      const both = `${other.name} and ${part.name}`;
      const names = Object.keys(part.services).filter((name) => name in other.services);
      const ports = portsOf(part).filter((port) => portsOf(other).some((theirs) => collide(port, theirs)));
      return [
        ...names.slice(0, 1).map((name) => `the service ${name} is for ${both}; give each its own`),
        ...ports.map(({ first }) => `port ${first} is for ${both}; give each its own`),
      ].map((message) => ({ code: 'claimed-twice', path, message }));
    }),
  );
}

function portsOf({ services }: ComposePart): ReturnType<typeof publishedPorts> {
  return Object.values(services).flatMap(({ ports }) => publishedPorts(ports));
}

function folders(parts: readonly ComposePart[]): Map<string, Map<string, Buffer>> {
  const result = new Map<string, Map<string, Buffer>>();
  for (const [file, content] of parts.flatMap(({ files }) => [...files])) {
    const folder = posix.dirname(file);
    const names = result.get(folder) ?? new Map<string, Buffer>();
    result.set(folder, names.set(posix.basename(file), Buffer.from(content)));
  }
  return result;
}
