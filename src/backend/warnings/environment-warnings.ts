import type { Notice } from '../../text/refusal';
import type { Synthesis } from '../../gitops/synth/synthesis';
import { oldHosts } from './old-host';
import { classifyValue, type ExistingValue } from '../url/existing-value';
import type { DatabaseServer } from '../connection/database-connection';
import type { PlannedUse } from '../environment/planned-uses';
import { TLS_VARIABLE } from '../environment/tls-variable';
import { blockingPolicies } from './network-policies';
import { selectingServices } from './selecting-services';
import { sqliteStays } from './sqlite-stays';

/** Warns of what would keep the containers from their database, and of what they leave behind. */
export function environmentWarnings(
  uses: readonly PlannedUse[],
  { server, host }: { readonly server: DatabaseServer; readonly host: string },
  { repository }: Pick<Synthesis, 'repository'>,
): Notice[] {
  const workloads = [...new Set(uses.map(({ workload }) => workload))];
  const namespace = workloads[0]?.object.namespace;
  return [
    ...uses.flatMap(({ variables, workload }) =>
      variables.flatMap(({ current }) =>
        sqliteStays(classifyValue(current?.value ?? ''), workload, repository.tree),
      ),
    ),
    ...oldHosts(repository, {
      isMoved: ({ name }, { container, workload }) =>
        uses.some(
          (use) =>
            use.workload === workload &&
            use.container === container &&
            use.variables.some((one) => one.name === name),
        ),
      existing: uses.flatMap(leftBy),
      host,
      folder: server.folder,
    }),
    ...uses.flatMap(tlsByCode),
    ...selectingServices(repository, server.namespace ?? namespace),
    ...blockingPolicies(repository.objects, { clients: workloads, server }),
  ];
}

/** The database that a container had until now, by its URL or its host. */
function leftBy({ variables }: PlannedUse): ExistingValue[] {
  return variables.flatMap(({ part, current }) => {
    const value = current?.value ?? '';
    if (part === 'url') return [classifyValue(value)];
    return part === 'host' && value !== '' ? [classifyValue(`postgresql://${value}/`)] : [];
  });
}

/** The server takes no plain text, and separate variables do not tell every driver to encrypt. */
function tlsByCode({ variables, workload, container, environment }: PlannedUse): Notice[] {
  const isSet =
    variables.some(({ part }) => part === 'host') && !variables.some(({ part }) => part === 'url');
  const isSaid =
    variables.some(({ name }) => name === TLS_VARIABLE) || environment.variables.has(TLS_VARIABLE);
  if (!isSet || isSaid) return [];
  const { kind, name, path } = workload.object;
  return [
    {
      code: 'tls-by-code',
      path,
      message: `container ${container} of ${kind} ${name} has to encrypt its connection, and no variable says so; libpq, JDBC and Npgsql do it by themselves, node-postgres needs ${TLS_VARIABLE}: no-verify, and postgres.js ssl: 'require' in the code`,
    },
  ];
}
