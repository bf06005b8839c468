import { Refusal } from '../../text/refusal';
import type { Cluster } from '../cluster';
import { archiveOf } from './archive-facts';
import { FactLines } from './fact-lines';
import { SERVER, type Pod } from './objects';
import program from './server-facts.sh';
import type { CertificateStatus, DatabaseStatus, VolumeStatus } from './status';
import { volumeOf } from './volume-facts';

export type ServerFacts = Pick<
  DatabaseStatus,
  | 'archive'
  | 'certificate'
  | 'checksumFailures'
  | 'connections'
  | 'database'
  | 'pendingRestart'
  | 'unknown'
  | 'uptimeSeconds'
> & { readonly running?: string; readonly volume?: VolumeStatus };

/**
 * Asks the server of the database INSTANCE in its own pod: nothing listens for this, and no password is needed. One that
 * starts or recovers is asked as well: its volume may be what is full.
 */
export async function askServer(
  cluster: Cluster,
  pod: Pod | undefined,
  instance: string,
): Promise<ServerFacts> {
  const container = pod?.status.containerStatuses?.find(({ name }) => name === SERVER);
  if (pod === undefined || container?.state?.running === undefined) return {};
  const server = { pod: pod.metadata.name, container: SERVER };
  try {
    return parseFacts(await cluster.exec(server, ['sh', '-s', instance], { input: program, seconds: 60 }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { unknown: error.problems.map(({ message }) => message).join('; ') };
  }
}

export function parseFacts(text: string): ServerFacts {
  const lines = new FactLines(text);
  const [running, uptime] = lines.words('server');
  const [used, max] = lines.words('connections');
  const [bytes, ...name] = lines.all('database')[0]?.split(' ') ?? [];
  const [checksums] = lines.words('checksums');
  const volume = volumeOf(lines.words('volume'));
  const archive = archiveOf(lines);
  const certificate = certificateOf(lines.all('certificate'));
  const [error] = lines.all('error');
  return {
    ...(running !== undefined && { running, uptimeSeconds: Number(uptime) }),
    ...(used !== undefined && { connections: { used: Number(used), max: Number(max) } }),
    ...(bytes !== undefined && { database: { name: name.join(' '), bytes: Number(bytes) } }),
    ...(volume && { volume }),
    ...(archive && { archive }),
    ...(checksums !== undefined && {
      checksumFailures: Number(checksums),
      pendingRestart: lines.all('restart'),
    }),
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
