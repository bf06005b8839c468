import { isIP } from 'node:net';

const NAME =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?\.?$/i;

/** A socket's file or folder, such as /cloudsql/project:region:instance. */
const SOCKET = /^\/(?:cloudsql|var|run|tmp|private\/tmp)(?:\/[\w.:-]+)*\/?$/;

/** The hosts of `h1:1,h2:2` without their ports, joined by ", ". Undefined if one of them is no host. */
export function hostsOf(list: string): string | undefined {
  const hosts = list.split(',').map(hostOf);
  return hosts.includes(undefined) ? undefined : hosts.join(', ');
}

/** The host of `host`, `host:port`, `[::1]:port` or a socket's path. Undefined for any other text. */
export function hostOf(text: string): string | undefined {
  const socket = text.replaceAll(/%2f/gi, '/').replaceAll(/%3a/gi, ':');
  if (SOCKET.test(socket)) return socket;
  const [, bracketed, name] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::\d{1,5})?$/i.exec(text) ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? bracketed : undefined;
  return name !== undefined && NAME.test(name) ? name : undefined;
}

/** True for a name that no password is likely to be: in a domain, an address, or this machine. */
export function isPlainlyHost(host: string): boolean {
  return isIP(host) !== 0 || host === 'localhost' || /^[a-z0-9.-]+\.[a-z]{2,24}\.?$/.test(host);
}
