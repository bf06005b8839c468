import type { Cluster, RunningContainer } from '../cluster';
import program from './server-facts.sh';
import type { CertificateStatus, DatabaseStatus, VolumeStatus } from './status';

export type ServerFacts = Pick<
  DatabaseStatus,
  | 'certificate'
  | 'checksumFailures'
  | 'connections'
  | 'database'
  | 'pendingRestart'
  | 'unknown'
  | 'uptimeSeconds'
> & { readonly running?: string; readonly volume?: VolumeStatus };

/** Asks the server in its own pod: nothing listens for this, and no password is needed. */
export async function askServer(cluster: Cluster, server: RunningContainer): Promise<ServerFacts> {
  return parseFacts(await cluster.exec(server, ['sh', '-s'], { input: program, seconds: 60 }));
}

export function parseFacts(text: string): ServerFacts {
  const lines = text.split('\n').filter((line) => line !== '');
  const all = (name: string): string[] =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  const words = (name: string): string[] => all(name)[0]?.split(/ +/) ?? [];
  const [running, uptime] = words('server');
  const [used, max] = words('connections');
  const [bytes, ...name] = all('database')[0]?.split(' ') ?? [];
  const [size, usedBytes, availableBytes] = words('volume');
  const [checksums] = words('checksums');
  const certificate = certificateOf(all('certificate'));
  const [error] = all('error');
  return {
    ...(running !== undefined && { running, uptimeSeconds: Number(uptime) }),
    ...(used !== undefined && { connections: { used: Number(used), max: Number(max) } }),
    ...(bytes !== undefined && { database: { name: name.join(' '), bytes: Number(bytes) } }),
    ...(size !== undefined && {
      volume: {
        bytes: Number(size),
        usedBytes: Number(usedBytes),
        availableBytes: Number(availableBytes),
      },
    }),
    ...(checksums !== undefined && { checksumFailures: Number(checksums), pendingRestart: all('restart') }),
    ...(certificate && { certificate }),
    ...(error !== undefined && { unknown: error.trim() }),
  };
}

/** From the lines that openssl prints: `notAfter=Nov 26 02:00:00 2036 GMT`. */
function certificateOf(lines: readonly string[]): CertificateStatus | undefined {
  const of = (field: string): string | undefined =>
    lines.find((line) => line.startsWith(`${field}=`))?.slice(field.length + 1);
  const end = Date.parse(of('notAfter') ?? '');
  const issuer = of('issuer');
  if (Number.isNaN(end) || issuer === undefined) return undefined;
  return { notAfter: new Date(end).toISOString(), issuer, selfSigned: issuer === of('subject') };
}
