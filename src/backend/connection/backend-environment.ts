import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { gitOpsAppRule } from '../../kubernetes/planned-app';
import { Patch } from '../../kubernetes/patch';
import { refuseUnknownProps } from '../../text/known-props';
import { Refusal } from '../../text/refusal';
import { addRules } from '../../text/rules';
import { synthScope } from '../../gitops/synth/fact';
import {
  SYNTH_PART,
  type EnvironmentSynthesis,
  type SynthPart,
  type Synthesis,
} from '../../gitops/synth/synthesis';
import type { Workload } from '../../gitops/tree/workload';
import { backendDriver } from '../detect/backend-driver';
import { chooseDriver } from '../detect/driver-choice';
import { completeUses } from '../environment/complete-uses';
import { environmentPatches } from '../environment/environment-patch';
import { pathOf } from '../environment/judge-use';
import { patchByIndex } from '../environment/patch-by-index';
import type { VariableValue } from '../environment/variable-value';
import { plannedUses, type PlannedUse } from '../environment/planned-uses';
import { classifyValue } from '../url/existing-value';
import type { DatabaseUrl } from '../url/database-url';
import { environmentWarnings } from '../warnings/environment-warnings';
import { DRIVER_URLS, usualUrls, CREDENTIAL_KEYS } from './credential-keys';
import { DatabaseConnection } from './database-connection';
import { rowOf } from './environment-row';
import { EXPECTED_CONNECTIONS } from './expected-connection';
import { hostFor } from './host';
import { URL_KEYS, URL_READERS } from './url-readers';

export interface BackendEnvironmentProps {
  /** What the variables lead to from now on. */
  readonly value: DatabaseConnection;
  /** The application's workloads, such as `Deployment/api`. @default - found: those that read the connection */
  readonly workloads?: readonly string[];
  /** The one container that gets the variables. @default - each container that reads one of them */
  readonly container?: string;
  /**
   * What each variable gets: `url`, `host`, `port`, `user`, `password`, `database`, or `{ value: 'pgsql' }`.
   * @default - found: the variables that the containers have, by their names and values
   */
  readonly variables?: Readonly<Record<string, VariableValue>>;
  /**
   * The variables lead to a database that may hold data: lead away from it all the same. Its data stays where it is.
   * @default false
   */
  readonly replaceDatabase?: boolean;
}

/**
 * The variables from which the backend learns its database, set in its containers by a patch: the folder of that name in the
 * base, a kustomize Component. The user's files stay as they are. For an application that reads separate variables, a URL
 * in a ConfigMap or in a Deployment, or a Secret that is not in the repository.
 */
export class BackendEnvironment extends Chart implements SynthPart {
  /** @internal */
  readonly [SYNTH_PART] = true;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: BackendEnvironmentProps,
  ) {
    super(scope, id);
    refuseUnknownProps('BackendEnvironmentProps', id, props);
    if (!((props as Partial<BackendEnvironmentProps> | undefined)?.value instanceof DatabaseConnection)) {
      throw Refusal.of('wrong-type', id, 'value is no DatabaseConnection; give for example database.url()');
    }
    addRules(this, () => [
      gitOpsAppRule(this, true, 'a BackendEnvironment changes the workloads of your repository'),
    ]);
  }

  /** @internal */
  survey(synthesis: Synthesis): void {
    const { repository } = synthesis;
    const { value } = this.props;
    const { folder } = value.server;
    const planned = plannedUses(repository, this.props);
    const [{ workload, variables }] = planned;
    const { namespace } = workload.object;
    refuseOtherNamespace(value, namespace, workload.object.path);
    synthesis.setNamespace(folder, namespace);
    synthesis.setNamespace(this.node.id, namespace);
    const url = this.urlFor(synthesis, planned);
    const driver = value.url.driver ?? backendDriver(repository, workloadsIn(planned)).driver;
    const { replaceDatabase: isReplaced = false } = this.props;
    const isVerified = value.url.props.tls === 'verify-full';
    const isGiven = this.props.variables !== undefined;
    const uses = completeUses(planned, { driver, isVerified, isGiven, isReplaced });
    const key = keyOf(url, DRIVER_URLS.of(synthesis, folder), this.node.id);
    if (variables.some(({ part }) => part === 'url') && value.password.secretName === undefined) {
      DRIVER_URLS.add(synthesis, folder, { key, url });
    }

    const scope = synthScope(this);
    const patches = environmentPatches(uses, {
      connection: value,
      key,
      url,
      byIndex: patchByIndex(repository),
    });
    for (const [index, patch] of patches.entries()) new Patch(scope, `patch-${index}`, patch);
    this.report(synthesis, uses, url);
    this.tellOfSecret(synthesis);
    const notices = environmentWarnings(uses, { server: value.server, host: url.host }, synthesis);
    notices.forEach((notice) => synthesis.warn(notice));
  }

  /** @internal */
  patchIn(synthesis: EnvironmentSynthesis): void {
    const { environments, server } = this.props.value;
    const there = server.folder === synthesis.folder ? environments.get(synthesis.environment) : undefined;
    if (there === undefined || there.connection !== undefined) return;
    const message = `has no server of its own in the environment ${synthesis.environment}, so the variables of BackendEnvironment ${this.node.id} would lead nowhere there; give the application a Secret with its URL and use a BackendSecret`;
    throw Refusal.of('environment-without-server', synthesis.path, message);
  }

  /** The URL for the application's driver. Its host is the Service as kustomize names it. */
  private urlFor(synthesis: Synthesis, uses: readonly [PlannedUse, ...PlannedUse[]]): DatabaseUrl {
    const { repository } = synthesis;
    const { url, server } = this.props.value;
    const [first] = uses;
    const variable = first.variables.find(({ part }) => part === 'url');
    const found = backendDriver(repository, workloadsIn(uses));
    const { notices, parameters, scheme, ...choice } = chooseDriver({
      ...(url.driver && { given: url.driver }),
      existing: classifyValue(variable?.current?.value ?? ''),
      found,
      path: variable?.current === undefined ? first.workload.object.path : pathOf(variable.current, first),
    });
    if (variable !== undefined) notices.forEach((notice) => synthesis.warn(notice));
    const given = url.props;
    return url.with({
      ...choice,
      ...(given.channelBinding !== undefined && { channelBinding: given.channelBinding }),
      host: hostFor(url.host, server, first.workload.object.namespace, synthesis),
      parameters: { ...parameters, ...given.parameters },
      scheme: given.scheme ?? scheme,
    });
  }

  /** Before the first server starts, somebody has to make the Secret that is not in git. */
  private tellOfSecret(synthesis: Synthesis): void {
    const { password, server } = this.props.value;
    const { secretName } = password;
    if (secretName === undefined || synthesis.committedText(server.folder, 'statefulset.yaml')) return;
    const namespace = synthesis.namespaceOf(server.folder);
    const there = namespace === undefined ? '' : ` -n ${namespace}`;
    synthesis.warn({
      code: 'secret-needed',
      path: synthesis.repository.pathOf(server.folder),
      message: `Secret ${secretName} has to be in the cluster before you apply this, with the keys ${CREDENTIAL_KEYS.user} and ${CREDENTIAL_KEYS.password}; the password of letters and digits alone, since the pod puts it into a URL as it is. Make it by your secret store, or once by: openssl rand -hex 24 | tr -d '\\n' | kubectl create secret generic ${secretName}${there} --type=kubernetes.io/basic-auth --from-literal=${CREDENTIAL_KEYS.user}=${this.props.value.url.user} --from-file=${CREDENTIAL_KEYS.password}=/dev/stdin`,
    });
  }

  private report(synthesis: Synthesis, uses: readonly PlannedUse[], url: DatabaseUrl): void {
    const { folder } = this.props.value.server;
    for (const { workload, container, variables } of uses) {
      const { kind, name, namespace, path } = workload.object;
      for (const { name: variable } of variables) {
        synthesis.reserve(path, `the variable ${variable} of container ${container} of ${kind} ${name}`);
      }
      if (!URL_READERS.of(synthesis, folder).includes(workload)) URL_READERS.add(synthesis, folder, workload);
      const parts = variables.flatMap(({ name: variable, part }) =>
        typeof part === 'string' ? [[part, variable] as const] : [],
      );
      const { replaceDatabase: isReplaced = false } = this.props;
      const expected = { folder, workload: { kind, name, namespace, path }, container, isReplaced };
      EXPECTED_CONNECTIONS.add(synthesis, folder, { ...expected, variables: Object.fromEntries(parts) });
      const names = variables.map((one) => one.name).join(', ');
      synthesis.addRow(rowOf('base', url, `${kind} ${name}: ${names}`));
    }
    const keys = uses.flatMap(({ variables }) => variables.filter(({ part }) => part === 'url'));
    for (const key of new Set(keys.map(({ name }) => name))) URL_KEYS.add(synthesis, folder, { key, url });
  }
}

function workloadsIn(uses: readonly PlannedUse[]): Workload[] {
  return [...new Set(uses.map(({ workload }) => workload))];
}

/** The key of the database's Secret that holds the URL. TAKEN: the keys of other applications. */
function keyOf(
  url: DatabaseUrl,
  taken: readonly { readonly key: string; readonly url: DatabaseUrl }[],
  id: string,
): string {
  const text = url.toString();
  const usual = [...usualUrls(url)].find(([, one]) => one.toString() === text);
  const key = usual?.[0] ?? `${url.driver ?? ''}-${CREDENTIAL_KEYS.url}`;
  return taken.some((one) => one.key === key && one.url.toString() !== text) ? `${id}-${key}` : key;
}

/** A pod reads the Secrets of its own namespace alone. */
function refuseOtherNamespace(
  { server }: DatabaseConnection,
  namespace: string | undefined,
  path: string,
): void {
  if (server.namespace === undefined || server.namespace === namespace) return;
  const message = `is in another namespace than the database (${server.namespace}), whose Secret its pods cannot read; leave out the database's namespace, or give the application a Secret with the URL and use a BackendSecret`;
  throw Refusal.of('secret-in-other-namespace', path, message);
}
