import { Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { mappingAt } from '../../text/mapping';
import { base64 } from '../../text/base64';
import { Manifest } from '../../kubernetes/manifest';
import { nameRule } from '../../kubernetes/object-name';
import { gitOpsAppRule, isInPlainApp } from '../../kubernetes/planned-app';
import { refuseUnknownProps } from '../../text/known-props';
import { Refusal } from '../../text/refusal';
import { addRules } from '../../text/rules';
import {
  SYNTH_PART,
  type EnvironmentSynthesis,
  type SynthPart,
  type Synthesis,
} from '../../gitops/synth/synthesis';
import { PASSWORD_FILES } from '../../gitops/synth/ignored-secrets';
import { DatabaseConnection } from './database-connection';
import { APPLICATION_PASSWORD, passwordRules, passwordValue } from './password';
import { Fact, synthesisOf } from '../../gitops/synth/fact';
import type { DatabaseUrl } from '../url/database-url';
import { backendDriver } from '../detect/backend-driver';
import { chooseDriver } from '../detect/driver-choice';
import { classifyValue } from '../url/existing-value';
import { FILLED_IN, checkExistingValue } from './existing-value-check';
import { isReference } from '../url/placeholder';
import { hostFor } from './host';
import type { Repository } from '../../gitops/tree/repository';
import { besideConnection, refusalOf } from '../environment/beside-connection';
import { judgeFor } from '../environment/judge-use';
import { chooseConnection, refuseOutside } from './choose-connection';
import type { SecretLocation } from './secret-location';
import { rowOf } from './environment-row';
import { setValue } from './set-value';
import { URL_KEYS, URL_READERS } from './url-readers';
import { patchSecret, secretAt } from './environment-secret';
import { EXPECTED_CONNECTIONS } from './expected-connection';
import { connectionsBy, containersBy } from './key-variables';
import { connectionWarnings } from '../warnings/connection-warnings';

export interface BackendSecretProps {
  /** The Secret's file, relative to the base. @default - found: the one that holds the key, or that is read for it */
  readonly file?: string;
  /** The Secret's name. @default - found; `backend-secret` in a chart */
  readonly name?: string;
  /** The Secret's namespace, where two of one name are in one file. @default - found */
  readonly namespace?: string;
  /**
   * The key of the Secret that the application reads the URL from.
   * @default - found: DATABASE_URL, or the key that the backend or a URL shows; DATABASE_URL in a chart
   */
  readonly key?: string;
  /** What the key leads to from now on. */
  readonly value: DatabaseConnection;
  /**
   * The value that is there leads to a PostgreSQL that may hold data: lead away from it all the same. Its data
   * stays where it is. @default false
   */
  readonly replaceDatabase?: boolean;
}

/**
 * The Secret from which the backend learns its database. Below a GitOpsApp it is the user's own Secret, of which
 * one value changes; in a chart, an object of its own.
 */
export class BackendSecret extends Construct implements SynthPart {
  /** @internal */
  readonly [SYNTH_PART] = true;
  /** The object of its own, in a chart. */
  private readonly made: Manifest | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: BackendSecretProps,
  ) {
    super(scope, id);
    refuseUnknownProps('BackendSecretProps', id, props);
    // Without a type check, users often give a URL as text.
    if (!((props as Partial<BackendSecretProps> | undefined)?.value instanceof DatabaseConnection)) {
      throw Refusal.of('wrong-type', id, 'value is no DatabaseConnection; give for example database.url()');
    }
    if (!this.inChart) {
      addRules(this, () => [
        gitOpsAppRule(this, true, 'a BackendSecret outside of a chart is one of your repository'),
      ]);
      return;
    }

    const { password, server } = props.value;
    const { name = 'backend-secret', namespace = Chart.of(this).namespace } = props;
    let { url } = props.value;
    if (isInPlainApp(this) && server.namespace !== undefined && server.namespace !== namespace) {
      url = url.with({ host: `${url.host}.${server.namespace}.svc` });
      if (namespace !== undefined) server.secretNamespaces.add(namespace);
    }
    addRules(this, () => [nameRule(name, 'a Secret', 'name'), ...passwordRules(this, password)]);
    this.made = this.node.defaultChild = new Manifest(this, 'secret', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name,
        ...(props.namespace && { namespace: props.namespace }),
      },
      type: 'Opaque',
      data: {
        [props.key ?? DEFAULT_KEY]: Lazy.any({
          produce: () => base64(url.render(passwordValue(password, synthesisOf(this)))),
        }) as unknown,
      },
    });
  }

  /** @internal */
  survey(synthesis: Synthesis): void {
    const { value, replaceDatabase = false } = this.props;
    const { folder } = value.server;
    if (this.inChart) {
      URL_KEYS.add(synthesis, folder, { key: this.props.key ?? DEFAULT_KEY, url: value.url });
      return;
    }
    const location = this.locate(synthesis.repository);
    const { key } = location;
    const current = location.secret.value(key) ?? '';
    const existing = classifyValue(current);

    const check = isReference(current)
      ? FILLED_IN
      : checkExistingValue(existing, value, synthesis.repository);
    if (check.problem !== undefined && !replaceDatabase) {
      throw Refusal.of(check.problem.code, location.path, `${key} ${check.problem.message}`);
    }
    if (check.kept !== undefined) APPLICATION_PASSWORD.add(synthesis, value.password, check.kept);

    const { notices, parameters, scheme, ...choice } = chooseDriver({
      ...(value.url.driver && { given: value.url.driver }),
      existing,
      found: backendDriver(synthesis.repository, location.readers),
      path: location.path,
      isOwn: check.kept !== undefined,
    });
    if (!replaceDatabase) this.refuseBeside(location, synthesis.repository);
    synthesis.setNamespace(folder, location.namespace);
    PASSWORD_FILES.add(synthesis, folder, location.path);
    for (const reader of location.readers) URL_READERS.add(synthesis, folder, reader);
    for (const expected of connectionsBy(location, {
      folder,
      isReplaced: replaceDatabase,
      repository: synthesis.repository,
    })) {
      EXPECTED_CONNECTIONS.add(synthesis, folder, expected);
    }
    const host = hostFor(value.url.host, value.server, location.namespace, synthesis);
    // The props of url() override the existing value.
    const given = value.url.props;
    const url = value.url.with({
      ...choice,
      ...(given.channelBinding !== undefined && { channelBinding: given.channelBinding }),
      host,
      parameters: { ...parameters, ...given.parameters },
      scheme: given.scheme ?? scheme,
    });
    FOUND.add(synthesis, this, { location, url, kept: check.kept });
    URL_KEYS.add(synthesis, folder, { key, url });
    const warnings = connectionWarnings(
      { location, keyWasFound: this.props.key === undefined, existing, url, server: value.server },
      synthesis,
    );
    [...notices, ...warnings].forEach((notice) => synthesis.warn(notice));
  }

  /** @internal */
  edit(synthesis: Synthesis): void {
    const [found] = FOUND.of(synthesis, this);
    if (found === undefined) return;
    const { location, url, kept } = found;
    const { password, server } = this.props.value;
    const { key } = location;
    const { name } = location.secret;
    synthesis.addRow(rowOf('base', url, `${location.path}: ${key}`));
    const text = synthesis.text(location.path);
    const value = passwordValue(password, synthesis);
    const edited = setValue(text, location, url.render(value));
    edited.warnings.forEach((warning) => synthesis.warn(warning));
    synthesis.reserve(location.path, `${key} of Secret ${name ?? ''}`);
    if (edited.text === text) return;
    synthesis.edit(location.path, edited.text, `${key} points to ${url.host}`, { holdsSecret: true });
    if (kept !== undefined && kept !== value) {
      synthesis.warn({
        code: 'password-changed',
        path: synthesis.repository.pathOf(server.folder),
        message: `gets another password because the environment variable ${String(password.variable)} is set, by a shell or a CI job, to another than the Secret had: the running server changes its password within two minutes of "kubectl apply", and then accepts only the password in the new ${key}; to keep the Secret's password, unset the variable and run again before you commit`,
      });
    }
    for (const { object } of location.readers) {
      if (object.kind === 'CronJob') continue;
      const there = object.namespace === undefined ? '' : ` -n ${object.namespace}`;
      const restart = RESTARTED_BY_ROLLOUT.has(object.kind)
        ? `kubectl rollout restart${there} ${object.kind.toLowerCase()}/${synthesis.repository.tree.nameOf(object.name)}`
        : 'delete it and apply it again';
      synthesis.warn({
        code: 'restart-needed',
        path: object.path,
        message: `${object.kind} ${object.name} reads ${key} when it starts: ${restart}`,
      });
    }
  }

  /** @internal */
  patchIn(synthesis: EnvironmentSynthesis): void {
    const { key = DEFAULT_KEY, value } = this.props;
    const { server, environments } = value;
    const there = server.folder === synthesis.folder ? environments.get(synthesis.environment) : undefined;
    if (there === undefined) return;
    const [found] = FOUND.of(synthesis, this);
    patchSecret(synthesis, there, {
      key: found?.location.key ?? key,
      secret: found === undefined ? mappingAt(this.made?.toJson()) : secretAt(found.location, synthesis),
      url: found?.url ?? value.url,
    });
  }

  /** @throws Refusal for variables that stand beside the URL, and would override or end the connection */
  private refuseBeside(location: SecretLocation, repository: Repository): void {
    const isVerified = this.props.value.url.props.tls === 'verify-full';
    const problems = containersBy(location, repository).flatMap((one) => {
      const beside = besideConnection(one, { isVerified });
      return [...beside.problems, ...beside.set.map((value) => refusalOf(one, value))];
    });
    if (problems.length > 0) throw new Refusal(problems);
  }

  private locate(repository: Repository): SecretLocation {
    const { file, key, name, namespace, replaceDatabase = false, value } = this.props;
    const judge = replaceDatabase ? (): undefined => undefined : judgeFor(value, repository);
    const chosen = chooseConnection(repository, judge, {
      ...(file !== undefined && { file }),
      ...(key !== undefined && { key }),
      ...(name !== undefined && { name }),
      ...(namespace !== undefined && { namespace }),
    });
    if (chosen.form === 'secret') return chosen.location;
    if (chosen.outside !== undefined) refuseOutside(repository, chosen, chosen.outside);
    const [{ workload, variables }] = chosen.uses;
    const { kind, name: itsName, path } = workload.object;
    const message = `${kind} ${itsName} does not read its connection (${variables.map((one) => one.name).join(', ')}) as one URL from a Secret of the repository; use a BackendEnvironment in place of the BackendSecret, which sets its variables`;
    throw Refusal.of('no-secret', path, message);
  }

  private get inChart(): boolean {
    return this.node.scopes.some((scope) => Chart.isChart(scope));
  }
}

interface Found {
  readonly location: SecretLocation;
  readonly url: DatabaseUrl;
  /** The password for this database in the existing Secret. */
  readonly kept: string | undefined;
}

const FOUND = new Fact<Found>();

const DEFAULT_KEY = 'DATABASE_URL';

/** The kinds that `kubectl rollout restart` accepts. */
const RESTARTED_BY_ROLLOUT = new Set(['DaemonSet', 'Deployment', 'StatefulSet']);
