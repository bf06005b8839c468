import type { Repository } from '../../gitops/tree/repository';
import type { Workload } from '../../gitops/tree/workload';
import { listAt, mappingAt, textAt } from '../../text/mapping';
import type { Notice } from '../../text/refusal';
import { containerEnvironments, type ContainerEnvironment } from '../environment/workload-environment';
import type { Variable } from '../environment/effective-environment';
import type { Origin } from '../environment/tree-content';
import { classifyValue, type ExistingValue } from '../url/existing-value';

/** A connection that moves to another host. */
export interface Move {
  /** True for a variable that moves with it. */
  readonly isMoved: (variable: Variable<Origin>, container: ContainerEnvironment) => boolean;
  /** The values until now. */
  readonly existing: readonly ExistingValue[];
  /** The new host, in the URL. */
  readonly host: string;
  /** The database's folder, from which its Services have their names. */
  readonly folder: string;
}

/** A text of a container in which a host may stand. */
interface Place {
  /** `command`, `readinessProbe`, `variable DB_HOST (ConfigMap api)`. */
  readonly name: string;
  readonly text: string;
  /** The text as a whole is a host or an address. */
  readonly isAddress: boolean;
}

interface OldServer {
  readonly host: string;
  readonly port: number;
}

/**
 * Notices of containers that still name the old server, or the port of PostgreSQL on a host that no Service has: an init
 * container that waits for it never ends, and what reads its address in another variable stays there.
 */
export function oldHosts(repository: Repository, move: Move): Notice[] {
  const own = new Set(
    [move.host, `${move.folder}-service`, `${move.folder}-headless`].map((name) =>
      repository.tree.nameOf(name),
    ),
  );
  const { existing } = move;
  const old = existing.flatMap((one) => (one.kind === 'postgresql' && !one.hasPlaceholders ? one.hosts : []));
  const moved = old.filter(({ host }) => host !== '' && !LOOPBACK.test(host) && !own.has(serviceOf(host)));
  return [...onOldFile(repository, move), ...hostNotices(repository, move, moved, own)];
}

/** Other containers that have the SQLite file which the application leaves. */
function onOldFile(repository: Repository, { existing, host, isMoved }: Move): Notice[] {
  const files = existing.flatMap((one) => (one.kind === 'sqlite' ? (one.file ?? []) : []));
  if (files.length === 0) return [];
  return containerEnvironments(repository).flatMap((one) =>
    [...one.environment.variables.values()].flatMap((variable) => {
      const value = classifyValue(variable.value ?? '');
      const isLeft = value.kind === 'sqlite' && value.file !== undefined && files.includes(value.file);
      if (!isLeft || isMoved(variable, one)) return [];
      const { kind, name, path } = one.workload.object;
      const message = `container ${one.container} of ${kind} ${name} still has the SQLite file that the application leaves (variable ${variable.name}); lead it to ${host} if it means the same data`;
      return [{ code: 'old-host' as const, path, message }];
    }),
  );
}

function hostNotices(
  repository: Repository,
  move: Move,
  moved: readonly OldServer[],
  own: ReadonlySet<string>,
): Notice[] {
  return containerEnvironments(repository)
    .filter(({ workload }) => !moved.some(({ host }) => serves(repository, workload, host)))
    .flatMap((one) => {
      const found = placesOf(one, move).flatMap(({ name, text, isAddress }) => {
        const named = moved.find((server) => namesServer(text, server, isAddress))?.host;
        const host = named ?? postgresHosts(text).find((each) => isUnknown(repository, own, each));
        return host === undefined ? [] : [{ name, host }];
      });
      return [...new Set(found.map(({ host }) => host))].map((host) => {
        const places = found.filter((each) => each.host === host).map(({ name }) => name);
        return notice(one, host, places.join(', '), move.host);
      });
    });
}

function notice(
  { container, list, workload }: ContainerEnvironment,
  host: string,
  places: string,
  to: string,
): Notice {
  const { kind, name, path } = workload.object;
  const isInit = list === 'initContainers';
  const otherwise = isInit ? 'or the pod may never start' : 'if it means the database that has moved';
  return {
    code: 'old-host',
    path,
    message: `${isInit ? 'init container' : 'container'} ${container} of ${kind} ${name} still names the host ${host} (${places}); lead it to ${to}, ${otherwise}`,
  };
}

/** Everything in which a container names hosts, but for the variable that moves. */
function placesOf(one: ContainerEnvironment, move: Move): Place[] {
  const { container: name, environment, list, workload } = one;
  const container = mappingAt(listAt(workload.podSpec, list).find((each) => textAt(each, 'name') === name));
  const commands = ['command', 'args'].map((field) => ({
    name: field,
    text: joined(container[field]),
    isAddress: false,
  }));
  const checks = ['startupProbe', 'readinessProbe', 'livenessProbe', 'lifecycle'].map((field) => ({
    name: field,
    text: textsIn(container[field]).join(' '),
    isAddress: false,
  }));
  const variables = [...environment.variables.values()].flatMap((each) => {
    const { composedOf, name: variable, reference, value } = each;
    // What is put together of others is named by those.
    if (value === undefined || move.isMoved(each, one) || composedOf.length > 0) return [];
    const from = reference === undefined ? '' : ` (${reference.kind} ${reference.name})`;
    return [
      { name: `variable ${variable}${from}`, text: value, isAddress: /HOST|SERVER|ADDR/i.test(variable) },
    ];
  });
  return [...commands, ...checks, ...variables].filter(({ text }) => text !== '');
}

function joined(list: unknown): string {
  return textsIn(list).join(' ');
}

/** All texts in a value, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** True if a text names a server in a place where a host stands: a role and a database often have the same name. */
function namesServer(text: string, { host, port }: OldServer, isAddress: boolean): boolean {
  const name = host.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const longer = host.includes('.') ? '' : '(?:\\.[a-z0-9-]+(?:\\.svc(?:\\.cluster\\.local)?)?)?';
  if (isAddress && new RegExp(`^${name}${longer}(?::\\d+)?$`, 'i').test(text.trim())) return true;
  return new RegExp(
    `(?:(?<![\\w-])-h ?|--host[= ]|host=|@|//|/dev/tcp/)["']?${name}${longer}(?![\\w.-])|(?<![\\w.-])${name}${longer}["']?(?::|/| +)(?:${port}|5432)(?!\\d)`,
    'i',
  ).test(text);
}

const HOST = '([a-z0-9](?:[-a-z0-9.]*[a-z0-9])?)';
/** Where programs are told the host of a PostgreSQL. */
const POSTGRES_HOSTS = [
  `(?<![\\w.-])${HOST}:5432(?!\\d)`,
  `/dev/tcp/${HOST}/5432(?!\\d)`,
  `(?<![\\w-])nc(?![\\w-])[^|;&\\n]*? ${HOST} +5432(?!\\d)`,
  `(?<![\\w-])(?:pg_isready|psql|pg_dump)(?![\\w-])[^|;&\\n]*? (?:-h ?|--host[= ])["']?${HOST}`,
].map((pattern) => new RegExp(pattern, 'gi'));

function postgresHosts(text: string): string[] {
  return POSTGRES_HOSTS.flatMap((pattern) => [...text.matchAll(pattern)].flatMap(([, host]) => host ?? []));
}

const LOOPBACK = /^(?:localhost|127\.|::1|0\.0\.0\.0)/;

/** True for a name that only a Service of this base could have, and none has. */
function isUnknown(
  { managedServices, objects, tree }: Repository,
  own: ReadonlySet<string>,
  host: string,
): boolean {
  if (host.includes('.') || LOOPBACK.test(host) || own.has(host)) return false;
  return ![...objects, ...managedServices].some(
    ({ kind, name }) => kind === 'Service' && (name === host || tree.nameOf(name) === host),
  );
}

/** The first label of a host in the cluster. */
function serviceOf(host: string): string {
  return /^([^.]+)(?:\.[^.]+(?:\.svc(?:\.cluster\.local)?)?)?\.?$/i.exec(host)?.[1] ?? host;
}

/** True if a workload is the old server itself: the Service of that host selects its pods. */
function serves({ objects, tree }: Repository, { labels, object }: Workload, host: string): boolean {
  const service = objects.find(
    ({ kind, name }) => kind === 'Service' && tree.nameOf(name) === serviceOf(host),
  );
  const selector = Object.entries(mappingAt(service?.manifest, 'spec', 'selector'));
  const all = { ...labels, ...object.podLabels };
  return selector.length > 0 && selector.every(([name, value]) => all[name] === value);
}
