import type { ExpectedConnection } from '../backend/connection/expected-connection';
import type { Workload } from '../gitops/tree/workload';
import type { Built } from './built';
import { checkConnection, workloadsNamed } from './connection-check';
import type { ExpectedDatabase, Finding } from './expectation';
import { checkNetwork } from './network-check';
import { checkJobs, checkServer, checkSnapshots, serversIn } from './server-check';

/** What is expected of a build of one database. */
export interface Expectation {
  readonly database: ExpectedDatabase;
  readonly connections: readonly ExpectedConnection[];
}

/** What is wrong with one database in a build. */
export function findingsIn(built: Built, { database, connections }: Expectation, isBase: boolean): Finding[] {
  const servers = serversIn(built, database);
  const uses = connections.flatMap((expected) =>
    workloadsNamed(built, expected).map((workload) => ({ expected, workload })),
  );
  const [first] = uses;
  if (servers.length === 0) {
    if (first === undefined) return [];
    const { kind, name } = first.workload.object;
    const message = `it has ${kind} ${name}, which uses the database, and not the database`;
    return [{ code: 'build-database', fault: `${database.instance} absent`, message }];
  }
  const broken = uses.flatMap(
    ({ expected, workload }) =>
      checkConnection(built, database, servers, { expected, workload, isBase }) ?? [],
  );
  // A workload that has a database of its own does not use this one.
  const readers = [...new Set(uses.map(({ workload }) => workload))];
  return [
    ...broken,
    ...servers.flatMap((server) => checkServer(built, database, server)),
    ...servers.flatMap((server) =>
      checkNetwork(built, database, server, readersOf(server.statefulSet.namespace, readers)),
    ),
    ...checkJobs(built, database, servers),
    ...checkSnapshots(built, database),
  ];
}

function readersOf(namespace: string | undefined, readers: readonly Workload[]): Workload[] {
  return readers.filter(({ object }) => object.namespace === namespace || namespace === undefined);
}
