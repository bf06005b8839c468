import { isMapping } from '../../text/mapping';
import type { Notice } from '../../text/refusal';
import { pairAt } from '../yaml/nodes';
import type { ComposeFile } from './compose-file';

/** Marks what this tool manages, and may replace. */
export const COMPOSE_LABEL = { 'app.kubernetes.io/managed-by': 'cdk8s-database' } as const;

export interface ComposeService {
  readonly name: string;
  /** Its line, from 1; undefined where it is merged in from elsewhere. */
  readonly line: number | undefined;
  readonly isManaged: boolean;
}

export function servicesOf(file: ComposeFile): ComposeService[] {
  const entries = file.sectionOf('services')?.entries;
  const { services } = file.data;
  if (!isMapping(services)) return [];
  return Object.entries(services).map(([name, service]) => {
    const pair = pairAt(entries, name);
    return { name, line: pair && file.lineNumberOf(pair.key), isManaged: isManaged(service) };
  });
}

export function isManaged(entry: unknown): boolean {
  const labels = isMapping(entry) ? entry['labels'] : undefined;
  return Object.entries(COMPOSE_LABEL).every(([key, value]) =>
    Array.isArray(labels) ? labels.includes(`${key}=${value}`) : isMapping(labels) && labels[key] === value,
  );
}

/** Compose reads no file in which a service waits for one that is not there. */
export function stillWaiting(file: ComposeFile, name: string): Notice[] {
  const { services } = file.data;
  const waiting = Object.entries(isMapping(services) ? services : {}).flatMap(([other, service]) => {
    const wanted = isMapping(service) ? service['depends_on'] : undefined;
    const names = Array.isArray(wanted) ? wanted : Object.keys(isMapping(wanted) ? wanted : {});
    return other !== name && !isManaged(service) && names.includes(name) ? [other] : [];
  });
  if (waiting.length === 0) return [];
  const message = `has no ${name} any more, for which ${waiting.join(', ')} waits by depends_on; take that out there`;
  return [file.notice('still-waiting', message)];
}
