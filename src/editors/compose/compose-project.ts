import { mappingAt } from '../../text/mapping';
import type { Notice } from '../../text/refusal';
import { pairAt } from '../yaml/nodes';
import type { ComposeEntry, ComposeFile } from './compose-file';
import { stillWaiting } from './compose-services';
import { projectFiles, type ProjectFiles, type ReadText } from './project-files';
import { projectServices, type ProjectService } from './project-services';
import { collide, publishedPorts } from './published-ports';

export { COMPOSE_FILES } from './project-files';

/**
 * What Compose reads together where it is started in that folder: the file that is edited, those that override it, and
 * those that they include.
 */
export class ComposeProject {
  /** The file that is edited, and may not be there yet. */
  readonly path: string;
  /** What could not be read. */
  readonly warnings: readonly Notice[];
  private readonly others: readonly ComposeFile[];
  private readonly services: readonly ProjectService[];

  /** @throws Refusal where a file is none of Compose's */
  constructor(read: ReadText) {
    const { path, groups, warnings }: ProjectFiles = projectFiles(read);
    this.path = path;
    this.warnings = warnings;
    this.others = groups.flatMap(({ files }) => files).filter((file) => file.path !== path);
    this.services = projectServices(groups, read);
  }

  reads(path: string): boolean {
    return path === this.path || this.others.some((file) => file.path === path);
  }

  /** Other files that have an entry of that name, which Compose would merge with ours or refuse. */
  takenNames({ section, name }: ComposeEntry): Notice[] {
    return this.others.flatMap((file) => {
      const known = file.entryOf(section, name);
      if (known === undefined || (section === 'services' && onlyJoinsNetworks(known.value))) return [];
      const pair = pairAt(file.sectionOf(section)?.entries, name);
      const where = pair === undefined ? 'by a merged key' : `(line ${file.lineNumberOf(pair.key)})`;
      const message = `has ${name} in ${section} already ${where}, and is a part of the same project as ${this.path}; take it out there, or give this one another name`;
      return [file.notice('not-ours', message)];
    });
  }

  /** Ports that ENTRY wants, and a service that this tool does not manage publishes. */
  takenPorts({ name, value }: ComposeEntry): Notice[] {
    const others = this.services.filter((other) => other.name !== name && !other.isManaged);
    return publishedPorts(value['ports']).flatMap((port) =>
      others.flatMap((other) => {
        const taken = other.ports.find((one) => collide(port, one));
        if (taken === undefined) return [];
        const code = other.hasProfiles ? 'port-shared' : 'port-taken';
        const advice = other.hasProfiles
          ? `${name} and it cannot run at the same time`
          : `give ${name} another port, or that one`;
        const where = `line ${taken.line ?? '?'} has the service ${other.name}`;
        const message = `${where}, which publishes port ${port.first} too; ${advice}`;
        return [{ code, path: taken.path, message } as const];
      }),
    );
  }

  /** The services of the user's that do not find NAME, which is on the network `default`, by its name. */
  unreachableFrom(name: string, ours: readonly string[]): Notice[] {
    const joined = this.others.flatMap((file) =>
      Object.keys(mappingAt(file.data, 'services', name, 'networks')).concat(
        listOfNames(mappingAt(file.data, 'services', name)['networks']),
      ),
    );
    const own = joined.length > 0 ? joined : ['default'];
    const theirs = this.services.filter(({ isManaged, networks }) => !isManaged && networks !== undefined);
    const apart = theirs.filter(({ networks }) => !networks?.some((network) => own.includes(network)));
    const waiting = apart.filter(({ dependsOn }) => dependsOn.some((one) => ours.includes(one)));
    const affected = apart.length === theirs.length ? apart : waiting;
    if (affected.length === 0) return [];
    const names = affected.map((one) => one.name).join(', ');
    const networks = [...new Set(affected.flatMap((one) => one.networks ?? []))].join(', ');
    const message = `has ${names} on ${networks} only, where ${name} is not found: it is on ${own.join(', ')}; add default to the networks of those that use it`;
    return [{ code: 'other-network', path: this.path, message }];
  }

  /** Services of the other files that wait for one that goes. */
  stillWaiting(name: string): Notice[] {
    return this.others.flatMap((file) => stillWaiting(file, name));
  }
}

/** Another network for a service of ours is the user's to give. */
function onlyJoinsNetworks(value: unknown): boolean {
  const keys = Object.keys(mappingAt({ value }, 'value'));
  return keys.length > 0 && keys.every((key) => key === 'networks');
}

function listOfNames(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
