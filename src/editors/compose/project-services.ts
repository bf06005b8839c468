import { posix } from 'node:path';
import { isMapping, mappingAt, textAt, type Mapping } from '../../text/mapping';
import { nodeAt, pairAt } from '../yaml/nodes';
import { ComposeFile } from './compose-file';
import { isManaged } from './compose-services';
import { interpolated } from './interpolation';
import type { FileGroup, ReadText } from './project-files';
import { publishedPorts, type PublishedPorts } from './published-ports';

/** A service as Compose runs it: merged over the files of its group, with what it extends. */
export interface ProjectService {
  readonly name: string;
  readonly isManaged: boolean;
  /** Runs only where one of its profiles is asked for. */
  readonly hasProfiles: boolean;
  readonly ports: readonly OwnedPorts[];
  /** Undefined where it has the network of something else, or none. */
  readonly networks: readonly string[] | undefined;
  readonly dependsOn: readonly string[];
}

/** Ports, and the file and line that give them to the service. */
export interface OwnedPorts extends PublishedPorts {
  readonly path: string;
  /** From 1; undefined where the service is merged in from elsewhere. */
  readonly line: number | undefined;
}

export function projectServices(groups: readonly FileGroup[], read: ReadText): ProjectService[] {
  return groups.flatMap((group) => {
    const names = new Set(group.files.flatMap(({ data }) => Object.keys(mappingAt(data, 'services'))));
    return [...names].map((name) => serviceOf(group, name, read));
  });
}

function serviceOf(group: FileGroup, name: string, read: ReadText): ProjectService {
  const own = group.files.map((file) => mappingAt(file.data, 'services', name));
  const all = inherited(group, name, read);
  const networks = all.flatMap((one) => namesIn(one['networks']));
  return {
    name,
    isManaged: own.some(isManaged),
    // Of the service itself: some versions of Compose do not inherit them.
    hasProfiles: own.some(({ profiles }) => Array.isArray(profiles) && profiles.length > 0),
    ports: portsOf(group, name, read),
    networks: all.some((one) => 'network_mode' in one)
      ? undefined
      : networks.length > 0
        ? networks
        : ['default'],
    dependsOn: own.flatMap((one) => namesIn(one['depends_on'])),
  };
}

/** What a service says in each file, and what it extends. */
function inherited(group: FileGroup, name: string, read: ReadText, seen: readonly string[] = []): Mapping[] {
  return group.files.flatMap((file) => {
    const service = mappingAt(file.data, 'services', name);
    const base = extended(group, file, service, read, [...seen, `${file.path} ${name}`]);
    return [...(base ? inherited(base.group, base.name, read, base.seen) : []), service];
  });
}

function portsOf(group: FileGroup, name: string, read: ReadText, seen: readonly string[] = []): OwnedPorts[] {
  return group.files.reduce<OwnedPorts[]>((before, file) => {
    const service = mappingAt(file.data, 'services', name);
    const entries = file.sectionOf('services')?.entries;
    const pair = pairAt(entries, name);
    const place = { path: file.path, line: pair && file.lineNumberOf(pair.key) };
    const own = publishedPorts(service['ports'], group.variables).map((port) => ({ ...port, ...place }));
    const tag = nodeAt(nodeAt(entries, name), 'ports')?.tag;
    if (tag === '!override') return own;
    if (tag === '!reset') return [];
    const base = extended(group, file, service, read, [...seen, `${file.path} ${name}`]);
    const theirs = base ? portsOf(base.group, base.name, read, base.seen) : [];
    return [...before, ...theirs.map((port) => ({ ...port, ...place })), ...own];
  }, []);
}

interface Base {
  readonly group: FileGroup;
  readonly name: string;
  readonly seen: readonly string[];
}

/** The service that another one extends, in the same files or in one of its own. */
function extended(
  group: FileGroup,
  { path }: ComposeFile,
  service: Mapping,
  read: ReadText,
  seen: readonly string[],
): Base | undefined {
  const { extends: base } = service;
  const name = typeof base === 'string' ? base : textAt(base, 'service');
  const named = textAt(base, 'file');
  if (name === undefined) return undefined;
  const file = named === undefined ? path : posix.join(group.folder, interpolated(named, group.variables));
  if (seen.includes(`${file} ${name}`)) return undefined;
  if (named === undefined) return { group, name, seen };
  const text = read(file);
  if (text === undefined) return undefined;
  return {
    group: { ...group, files: [new ComposeFile(text, file)], folder: posix.dirname(file) },
    name,
    seen,
  };
}

function namesIn(value: unknown): string[] {
  if (isMapping(value)) return Object.keys(value);
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
