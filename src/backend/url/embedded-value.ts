import type { Driver } from './driver';

/** A database of a JVM inside the application's own process: in memory, or a file. */
export interface EmbeddedValue {
  readonly kind: 'embedded';
  /** The file as written. Undefined for a database in memory. */
  readonly file: string | undefined;
  /** The driver that the same application would use for PostgreSQL. */
  readonly driver: Driver | undefined;
}

const FORMS: readonly RegExp[] = [
  // H2 connects to a server by tcp: and ssl:, and takes any other text for a file.
  /^(jdbc|r2dbc):h2:(mem:|file:|(?=[~./]))(.*)$/is,
  /^(jdbc):hsqldb:(mem:|file:|res:)(.*)$/is,
  // Derby connects to a server by "//".
  /^(jdbc):derby:(memory:|(?!\/\/))(.*)$/is,
];

/** Undefined for a value that is no URL of H2, HSQLDB or Derby, or that leads to a server. */
export function readEmbedded(value: string): EmbeddedValue | undefined {
  for (const form of FORMS) {
    const [, protocol = '', place, rest = ''] = form.exec(value) ?? [];
    if (place === undefined) continue;
    const isInMemory = /^(?:mem|memory|res):$/i.test(place);
    const file = rest.replace(/[;?].*$/s, '').replace(/^\/\/(?=\/)/, '');
    return {
      kind: 'embedded',
      file: isInMemory || file === '' ? undefined : file,
      driver: protocol.toLowerCase() === 'jdbc' ? 'jdbc' : undefined,
    };
  }
  return undefined;
}
