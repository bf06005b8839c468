import { isMapping } from '../../text/mapping';
import { interpolated } from './interpolation';

/** Ports of the host that a service takes, FIRST to LAST. */
export interface PublishedPorts {
  readonly first: number;
  readonly last: number;
  readonly protocol: string;
  /** The address of the host on which they are; none: on all of them. */
  readonly address: string | undefined;
}

/** Those of `ports:` in the short and the long form. */
export function publishedPorts(
  ports: unknown,
  variables: ReadonlyMap<string, string> = new Map(),
): PublishedPorts[] {
  if (!Array.isArray(ports)) return [];
  const filledIn = (value: unknown): string => interpolated(text(value), variables);
  return ports.flatMap((port: unknown) => {
    if (!isMapping(port)) return typeof port === 'string' ? shortForm(filledIn(port)) : [];
    const { host_ip: address, protocol, published } = port;
    return rangeOf(filledIn(published), filledIn(protocol), filledIn(address));
  });
}

/** Can only one of them be had? */
export function collide(one: PublishedPorts, other: PublishedPorts): boolean {
  return (
    one.protocol === other.protocol &&
    one.first <= other.last &&
    other.first <= one.last &&
    (one.address === undefined || other.address === undefined || one.address === other.address)
  );
}

const SHORT =
  /^(?:(?:\[(?<v6>[^\]]*)\]|(?<v4>[^:[\]]*)):)?(?<published>[\d-]*):[\d-]+(?:\/(?<protocol>\w+))?$/;

function shortForm(port: string): PublishedPorts[] {
  const { v6, v4, published = '', protocol = '' } = SHORT.exec(port)?.groups ?? {};
  return rangeOf(published, protocol, v6 ?? v4 ?? '');
}

function rangeOf(published: string, protocol: string, address: string): PublishedPorts[] {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(published) ?? [];
  if (first === undefined) return [];
  return [
    {
      first: Number(first),
      last: Number(last),
      protocol: protocol === '' ? 'tcp' : protocol.toLowerCase(),
      address: /^(?:0\.0\.0\.0|::|)$/.test(address) ? undefined : address,
    },
  ];
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
