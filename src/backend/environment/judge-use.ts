import type { Repository } from '../../gitops/tree/repository';
import { listAt, textAt } from '../../text/mapping';
import type { Notice } from '../../text/refusal';
import type { DatabaseConnection } from '../connection/database-connection';
import { checkExistingValue, FILLED_IN } from '../connection/existing-value-check';
import { classifyValue } from '../url/existing-value';
import { isOfOtherServer, isOtherServer, isOtherServersImage } from '../url/other-server';
import { isReference } from '../url/placeholder';
import { isEngine } from './container-connection';
import type { Variable } from './effective-environment';
import { titleOf, type Judge, type Use } from './find-connection';
import type { Origin } from './tree-content';
import type { ContainerEnvironment } from './workload-environment';

/** Judges the current values of a container's connection: whether CONNECTION may take their place. */
export function judgeFor(connection: DatabaseConnection, repository: Repository): Judge {
  const problemWith = (text: string): Omit<Notice, 'path'> | undefined =>
    (isReference(text) ? FILLED_IN : checkExistingValue(classifyValue(text), connection, repository)).problem;
  return (use) => {
    const other = otherServers(use);
    if (other !== undefined) return other;
    const { variables, engine } = use.connection;
    const main = variables.get('url') ?? variables.get('host');
    if (engine?.value !== undefined && engine.value !== '' && !isEngine(engine.value)) {
      const message = `${engine.name} of ${titleOf(use)} is not SQLite or PostgreSQL, so the application has another database; move the data, then set replaceDatabase: true in main.ts`;
      return { code: 'leads-elsewhere', path: pathOf(engine, use), message };
    }
    if (main === undefined) return undefined;
    const port = variables.get('port');
    if (port?.value !== undefined && OTHER_PORTS.has(port.value)) {
      const message = `${port.name} of ${titleOf(use)} is ${port.value}, the port of ${OTHER_PORTS.get(port.value)}; move the data, then set replaceDatabase: true in main.ts`;
      return { code: 'leads-elsewhere', path: pathOf(port, use), message };
    }
    if (!variables.has('url') && isOtherServer(main.value ?? '')) {
      const message = `${main.name} of ${titleOf(use)} names a server that is no PostgreSQL; move the data, then set replaceDatabase: true in main.ts`;
      return { code: 'leads-elsewhere', path: pathOf(main, use), message };
    }
    const problem = textsOf(use, main)
      .map(problemWith)
      .find((one) => one !== undefined);
    if (problem === undefined) return undefined;
    // A Secret's key is what its file shows.
    const isInSecret = main.reference?.kind === 'Secret' && main.reference.held !== undefined;
    const name = isInSecret ? main.reference.key : `${main.name} of ${titleOf(use)}`;
    return { ...problem, path: pathOf(main, use), message: `${name} ${problem.message}` };
  };
}

/** The image or the names say that the application has another kind of server, whatever the values are. */
function otherServers(use: Use): Notice | undefined {
  const { workload, list, container, connection } = use;
  const own = listAt(workload.podSpec, list).find((one) => textAt(one, 'name') === container);
  const image = textAt(own, 'image') ?? '';
  const named = [...connection.variables.values()].find(({ name }) => isOfOtherServer(name));
  const reason = isOtherServersImage(image)
    ? `container ${container} of ${titleOf(use)} has the image ${image}, which runs with MySQL and not with PostgreSQL`
    : named && `${named.name} of ${titleOf(use)} is of another server than PostgreSQL by its name`;
  if (reason === undefined) return undefined;
  const message = `${reason}; choose another application by workloads in main.ts, or by init --workload`;
  return { code: 'leads-elsewhere', path: workload.object.path, message };
}

/** As registered with IANA. */
const OTHER_PORTS: ReadonlyMap<string, string> = new Map([
  ['1433', 'SQL Server'],
  ['1521', 'Oracle'],
  ['3306', 'MySQL'],
  ['27017', 'MongoDB'],
]);

/** The URLs that a connection has: of a host, with what stands beside it; of an object of the overlays, in each of them. */
function textsOf({ connection: { variables } }: Use, main: Variable<Origin>): string[] {
  const origin = main.reference?.held?.origin;
  const values = origin?.form === 'overlay' ? origin.values : [main.value];
  return values
    .filter((value) => value !== undefined)
    .map((value) => {
      if (variables.has('url') || value === '') return value;
      const [user = '', database = ''] = (['user', 'database'] as const).map((part) =>
        encodeURIComponent(variables.get(part)?.value ?? ''),
      );
      return `postgresql://${user}@${value}/${database}`;
    });
}

/** The file that holds the variable's value. */
export function pathOf({ reference }: Variable<Origin>, { workload }: ContainerEnvironment): string {
  const origin = reference?.held?.origin;
  return origin?.form === 'generator' ? origin.file : (origin?.path ?? workload.object.path);
}
