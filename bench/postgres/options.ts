import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isPostgresMajor, type PostgresMajor } from '../../src/server/postgres-version';
import type { ReadLimit } from './limit-reads';
import { WORKLOADS, type WorkloadName } from './workloads';

/** The container's limits, as in a pod's YAML. */
export interface Limits {
  readonly memoryMiB: number;
  readonly cpus: number;
}

export interface Options {
  readonly limits: readonly Limits[];
  /** How large the data are, in times the memory. */
  readonly sizes: readonly number[];
  readonly workloads: readonly WorkloadName[];
  /** How long a run of TPC-B and select-only takes: short, so that both of a pair see the same machine. The others take as long as they need. */
  readonly seconds: number;
  /** How long each server is asked for rows before the first run, TPC-B's by TPC-B. */
  readonly warmUpSeconds: number;
  readonly minRounds: number;
  readonly maxRounds: number;
  /** Data of bulk loads and index builds at the most: 24 GB would take an hour a round. */
  readonly bulkMiB: number;
  readonly clients: number;
  readonly major: PostgresMajor;
  /** Whether the image's server was built with lz4, as the official ones are from 15 on. */
  readonly lz4: boolean;
  readonly image: string;
  /** Has pgbench and psql. */
  readonly clientImage: string;
  /** Of the data's volume; without one it is an emptyDir. */
  readonly storageClass: string | undefined;
  /** Once the data are made: a disk whose speed is not another's to change. */
  readonly readLimit: ReadLimit | undefined;
  /** More configurations to compare, by name: the lines of a postgresql.conf. */
  readonly candidates: ReadonlyMap<string, string>;
  /** Leaves out ours and PGTune's. */
  readonly onlyCandidates: boolean;
  /** Where each run is written to as one line of JSON. */
  readonly out: string | undefined;
}

const USAGE = `npm run bench:postgres -- [options]     needs kubectl and a cluster; see docs/tuning-measurements.md
  --limits 2Gi/1,8Gi/2     memory and CPUs of the server's container
  --sizes 0.25,1,3         data, in times the memory
  --workloads ${WORKLOADS.join(',')}
  --seconds 3  --warm-up 10  --min-rounds 5  --max-rounds 60  --bulk 2048 (MiB)  --clients 16
  --major 17  --image postgres:17-bookworm  --client-image postgres:17-bookworm  --storage-class NAME
  --read-iops 254:0=3000   reads a second of the node's disk, where the node is this machine with cgroup v1, as root
  --try NAME=FILE          a postgresql.conf to compare as well; repeatable. --only-try leaves ours and PGTune's out
  --lz4                    the image's server has lz4, and ours may use it
  --out FILE               each run as a line of JSON`;

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      limits: { type: 'string', default: '2Gi/1,8Gi/2' },
      sizes: { type: 'string', default: '0.25,1,3' },
      workloads: { type: 'string', default: WORKLOADS.join(',') },
      seconds: { type: 'string', default: '3' },
      'warm-up': { type: 'string', default: '10' },
      'min-rounds': { type: 'string', default: '5' },
      'max-rounds': { type: 'string', default: '60' },
      bulk: { type: 'string', default: '2048' },
      clients: { type: 'string', default: '16' },
      major: { type: 'string', default: '17' },
      lz4: { type: 'boolean', default: false },
      image: { type: 'string' },
      'client-image': { type: 'string' },
      'storage-class': { type: 'string' },
      'read-iops': { type: 'string' },
      try: { type: 'string', multiple: true, default: [] },
      'only-try': { type: 'boolean', default: false },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const major = Number(values.major);
  if (values['only-try'] && values.try.length === 0) refuse('only-try', '', 'with --try alone');
  if (!isPostgresMajor(major)) refuse('major', values.major, '14 to 18');
  return {
    limits: values.limits.split(',').map(readLimits),
    sizes: values.sizes.split(',').map((size) => positive('sizes', size)),
    workloads: values.workloads.split(',').map(readWorkload),
    seconds: positive('seconds', values.seconds),
    warmUpSeconds: positive('warm-up', values['warm-up']),
    minRounds: positive('min-rounds', values['min-rounds']),
    maxRounds: positive('max-rounds', values['max-rounds']),
    bulkMiB: positive('bulk', values.bulk),
    clients: positive('clients', values.clients),
    major,
    lz4: values.lz4,
    image: values.image ?? `postgres:${major}-bookworm`,
    clientImage: values['client-image'] ?? values.image ?? `postgres:${major}-bookworm`,
    storageClass: values['storage-class'],
    readLimit: values['read-iops'] === undefined ? undefined : readLimit(values['read-iops']),
    candidates: new Map(values.try.map(readCandidate)),
    onlyCandidates: values['only-try'],
    out: values.out,
  };
}

function readLimits(text: string): Limits {
  const [, amount, unit, cpus] = /^(\d+)(Mi|Gi)\/([\d.]+)$/.exec(text) ?? [];
  if (amount === undefined || cpus === undefined) refuse('limits', text, 'for example 2Gi/1');
  return { memoryMiB: Number(amount) * (unit === 'Gi' ? 1024 : 1), cpus: positive('limits', cpus) };
}

function readWorkload(text: string): WorkloadName {
  const found = WORKLOADS.find((name) => name === text);
  return found ?? refuse('workloads', text, WORKLOADS.join(', '));
}

function readLimit(text: string): ReadLimit {
  const [, device, perSecond] = /^(\d+:\d+)=(\d+)$/.exec(text) ?? [];
  if (device === undefined || perSecond === undefined) refuse('read-iops', text, 'for example 254:0=3000');
  return { device, perSecond: positive('read-iops', perSecond) };
}

function readCandidate(text: string): [string, string] {
  const [, name, file] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || file === undefined) refuse('try', text, 'NAME=FILE');
  return [name, readFileSync(file, 'utf8')];
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  return value > 0 ? value : refuse(flag, text, 'a number above 0');
}

function refuse(flag: string, given: string, allowed: string): never {
  console.error(`--${flag}: "${given}" is not known; allowed: ${allowed}\n${USAGE}`);
  process.exit(2);
}
