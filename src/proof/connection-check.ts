import type { ConnectionPart, ExpectedConnection } from '../backend/connection/expected-connection';
import { effectiveEnvironment } from '../backend/environment/effective-environment';
import { classifyValue } from '../backend/url/existing-value';
import { containersOf, type Workload } from '../gitops/tree/workload';
import { mappingAt, textAt } from '../text/mapping';
import { OUTSIDE, type Built } from './built';
import type { ExpectedDatabase, Finding } from './expectation';
import type { BuiltServer } from './server-check';

/** The workload of a connection in a build, under the name that kustomize gives it. */
export function workloadsNamed(built: Built, { workload, container }: ExpectedConnection): Workload[] {
  const alike = built.workloads.filter(
    (one) =>
      one.object.kind === workload.kind &&
      one.object.name.includes(workload.name) &&
      containersOf(one).some((each) => textAt(each, 'name') === container),
  );
  // Of api and web-api behind one prefix, the shorter one is api.
  const shortest = Math.min(...alike.map(({ object }) => object.name.length));
  return alike.filter(({ object }) => object.name.length === shortest);
}

type Parts = Partial<Record<ConnectionPart, string>>;

/** The values that the variables of a connection have; undefined if the container gets one of them from elsewhere. */
function valuesOf(built: Built, workload: Workload, expected: ExpectedConnection): Parts {
  const container = containersOf(workload).find((one) => textAt(one, 'name') === expected.container);
  const { variables } = effectiveEnvironment(container, built.contentIn(workload.object.namespace));
  return Object.fromEntries(
    Object.entries(expected.variables).map(([part, name]) => [part, variables.get(name)?.value]),
  );
}

/** Whether the connection leads to a server of DATABASE in the build. */
export function checkConnection(
  built: Built,
  database: ExpectedDatabase,
  servers: readonly BuiltServer[],
  { expected, workload, isBase }: { expected: ExpectedConnection; workload: Workload; isBase: boolean },
): Finding | undefined {
  const { kind, name, namespace } = workload.object;
  const values = valuesOf(built, workload, expected);
  const given = Object.entries(expected.variables);
  const finding = (message: string, isWarning = false): Finding => ({
    code: 'build-connection',
    fault: `${expected.workload.kind} ${expected.workload.name} ${expected.container} ${given.join(' ')}`,
    message: `${kind} ${name} ${message}`,
    isWarning,
  });
  const reads = (part: string): string => expected.variables[part as ConnectionPart] ?? 'its URL';
  const [missing] = given.filter(([part]) => values[part as ConnectionPart] === undefined);
  if (missing !== undefined) {
    return mayComeFromOutside(built, workload, expected) ? undefined : finding(`does not get ${missing[1]}`);
  }
  if (values.url === OUTSIDE || values.host === OUTSIDE) return undefined;
  const to = { ...(values.url !== undefined && addressIn(values.url, servers)), ...withoutUrl(values) };
  if (to.host === undefined) {
    // A syntax that is not understood, in an overlay: somebody's own database.
    const isTheirs = values.url !== undefined && classifyValue(values.url).kind === 'other' && !isBase;
    return finding(`has a ${reads('url')} that does not lead to ${database.instance}`, isTheirs);
  }
  const [service = '', space] = to.host.replace(/\.svc(\.cluster\.local)?\.?$/, '').split('.');
  const there = space ?? namespace;
  const server = servers.find(
    ({ statefulSet, services }) =>
      isSamePlace(statefulSet.namespace, there, space) && services.some((one) => one.name === service),
  );
  if (server === undefined) {
    const isOutside =
      /[.:]/.test(to.host) && !servers.some(({ services }) => services.some((one) => one.name === service));
    return finding(
      isOutside
        ? `leads to ${to.host}, outside of that build`
        : `leads to ${to.host} in ${reads('url' in expected.variables ? 'url' : 'host')}, which is no Service of ${database.instance} in that build`,
      isOutside && !isBase,
    );
  }
  const wanted = { ...server.login, port: String(database.port) };
  const wrong = (['user', 'password', 'database', 'port'] as const).find((part) => {
    const [is, should] = [to[part], wanted[part]];
    return is !== undefined && should !== undefined && !is.includes(OUTSIDE) && is !== should;
  });
  if (wrong === undefined) return undefined;
  return finding(`has another ${wrong} in its connection than the server ${server.statefulSet.name}`);
}

/**
 * Whether the workload had a database of its own in a build before the plan, and would have this empty one after it: an
 * overlay may set another host than the base.
 */
export function checkMoved(
  was: Built,
  after: { readonly built: Built; readonly servers: readonly BuiltServer[] },
  expected: ExpectedConnection,
): Finding | undefined {
  if (expected.isReplaced) return undefined;
  const hostIn = (built: Built): string | undefined => {
    const [workload] = workloadsNamed(built, expected);
    if (workload === undefined) return undefined;
    const values = valuesOf(built, workload, expected);
    return values.url === undefined ? values.host : addressIn(values.url, after.servers).host;
  };
  const [before, now] = [hostIn(was), hostIn(after.built)];
  if (before === undefined || before === OUTSIDE || before === now) return undefined;
  const isOurs = (host: string): boolean =>
    after.servers.some(({ services }) => services.some(({ name }) => name === host.split('.')[0]));
  const isLive =
    before.includes('.') || was.of('Service').some(({ name }) => name === before && !isOurs(before));
  if (!isLive || now === undefined || !isOurs(now)) return undefined;
  const { kind, name } = expected.workload;
  return {
    code: 'build-connection',
    fault: `${kind} ${name} ${expected.container} moved`,
    message: `${kind} ${name} has the database at ${before} so far, and would get this new, empty one`,
  };
}

function withoutUrl(values: Parts): Parts {
  return Object.fromEntries(Object.entries(values).filter(([part]) => part !== 'url'));
}

/** A namespace that is not in the build is that of `kubectl apply`: the same for both. */
function isSamePlace(
  server: string | undefined,
  wanted: string | undefined,
  said: string | undefined,
): boolean {
  return server === wanted || (said === undefined && wanted === undefined);
}

/** Empty for a value that is no PostgreSQL's. */
function addressIn(value: string, servers: readonly BuiltServer[]): Parts {
  const found = classifyValue(value);
  if (found.kind === 'postgresql') {
    const { host, port, user, password, database } = found;
    return {
      host,
      port: String(port),
      ...(user !== undefined && { user }),
      ...(password !== undefined && { password }),
      ...(database !== undefined && { database }),
    };
  }
  // In a syntax that is not a URL's.
  const named = servers
    .flatMap(({ services }) => services.map(({ name }) => name))
    .find((name) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(value));
  return named === undefined ? {} : { host: named };
}

/** True if the container also reads whole Secrets or ConfigMaps that are not in the build. */
function mayComeFromOutside(
  built: Built,
  workload: Workload,
  { container: name }: ExpectedConnection,
): boolean {
  const container = containersOf(workload).find((one) => textAt(one, 'name') === name);
  const content = built.contentIn(workload.object.namespace);
  return (
    Array.isArray(mappingAt(container)['envFrom']) ? (mappingAt(container)['envFrom'] as unknown[]) : []
  )
    .flatMap((from) => [
      ['Secret', textAt(mappingAt(from, 'secretRef'), 'name')] as const,
      ['ConfigMap', textAt(mappingAt(from, 'configMapRef'), 'name')] as const,
    ])
    .some(([kind, source]) => source !== undefined && content(kind, source)?.get('') !== undefined);
}
