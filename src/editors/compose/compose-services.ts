import { isMapping } from '../../text/mapping';
import type { Notice } from '../../text/refusal';
import { lineNumberAt } from '../../text/text-lines';
import { rangeOf } from '../../text/yaml-documents';
import { pairOf, sectionOf, type ComposeFile } from './compose-file';
import type { ComposeEntry } from './entry-placement';
import { collide, publishedPorts, type PublishedPorts } from './published-ports';

/** On what is ours, and may be replaced. */
export const COMPOSE_LABEL = { 'app.kubernetes.io/managed-by': 'cdk8s-database' } as const;

export interface ComposeService {
  readonly name: string;
  /** Where it stands, from 1; undefined where it is merged in from elsewhere. */
  readonly line: number | undefined;
  readonly isOurs: boolean;
  readonly ports: readonly PublishedPorts[];
  /** Runs only where one of its profiles is asked for. */
  readonly hasProfiles: boolean;
}

export function servicesOf(file: ComposeFile): ComposeService[] {
  const entries = sectionOf(file, 'services')?.entries;
  const { services } = file.data;
  if (!isMapping(services)) return [];
  return Object.entries(services).map(([name, service]) => {
    const pair = pairOf(entries, name);
    const { ports, profiles } = isMapping(service) ? service : {};
    return {
      name,
      line: pair && lineNumberAt(file.lines, rangeOf(pair.key)[0]),
      isOurs: isOurs(service),
      ports: publishedPorts(ports),
      hasProfiles: Array.isArray(profiles) && profiles.length > 0,
    };
  });
}

export function isOurs(entry: unknown): boolean {
  const labels = isMapping(entry) ? entry['labels'] : undefined;
  return Object.entries(COMPOSE_LABEL).every(([key, value]) =>
    Array.isArray(labels) ? labels.includes(`${key}=${value}`) : isMapping(labels) && labels[key] === value,
  );
}

/** Ports that ENTRY wants, and a service of somebody else publishes. */
export function takenPorts(file: ComposeFile, { name, value }: ComposeEntry): Notice[] {
  const { ports: wanted } = value as Record<string, unknown>;
  return publishedPorts(wanted).flatMap((port) =>
    servicesOf(file)
      // What is ours is about to be written as well: two of those that change places are in nobody's way.
      .filter((other) => other.name !== name && !other.isOurs)
      .filter((other) => other.ports.some((theirs) => collide(port, theirs)))
      .map((other) => ({
        code: other.hasProfiles ? 'port-shared' : 'port-taken',
        path: file.path,
        message: `line ${other.line ?? '?'} has the service ${other.name}, which publishes port ${port.first} too; ${
          other.hasProfiles
            ? `${name} and it cannot run at the same time`
            : `give ${name} another port, or that one`
        }`,
      })),
  );
}

/** Compose reads no file in which a service waits for one that is not there. */
export function stillWaiting({ data, path }: ComposeFile, name: string): Notice[] {
  const services = isMapping(data['services']) ? Object.entries(data['services']) : [];
  const waiting = services.flatMap(([other, service]) => {
    const wanted = isMapping(service) ? service['depends_on'] : undefined;
    const names = Array.isArray(wanted) ? wanted : Object.keys(isMapping(wanted) ? wanted : {});
    return other !== name && !isOurs(service) && names.includes(name) ? [other] : [];
  });
  if (waiting.length === 0) return [];
  const message = `has no ${name} any more, for which ${waiting.join(', ')} waits by depends_on; take that out there`;
  return [{ code: 'still-waiting', path, message }];
}
