/**
 * A condition that somebody has to look at: a rule of Prometheus. The capability `monitoring` renders those of all
 * capabilities; without it there are none.
 */
export interface Alert {
  /** What Prometheus calls it, for example `PostgresqlDown`. */
  readonly name: string;
  /** `critical`: wakes somebody up. `warning`: is looked at in working hours. */
  readonly severity: 'critical' | 'warning';
  /**
   * PromQL that has a result while something is wrong. `namespace="$namespace"` in each selector is replaced by the
   * database's namespace, and each name in angle brackets by the object's name with kustomize's prefix and suffix:
   * `kube_cronjob_created{namespace="$namespace",cronjob=~"<database-backup>|<database-backup-2>"}`.
   */
  readonly expression: string;
  /** For how long it has to be so: `5m`. @default - at once */
  readonly for?: string;
  /** One line, a template of Prometheus: `{{ $labels.pod }}`. */
  readonly summary: string;
  /** What it means and what comes next, a template too. */
  readonly description: string;
  /**
   * The address of the page that says what to do: of an alert that is not this library's.
   * @default - the section of that name in docs/alerts.md, or in the page that monitoring names as `runbooks`
   */
  readonly runbook?: string;
}

/** What is not valid in an alert: one text each. */
export function alertProblems({ expression, name, runbook }: Alert): string[] {
  return [
    !/^[A-Z]\w*$/.test(name) &&
      `has an alert ${JSON.stringify(name)}; allowed: a name such as PostgresqlDown`,
    // Without it, the rule of one database would be of all databases of that name in the cluster.
    !expression.includes(NAMESPACE) &&
      `has an alert ${name} that looks into every namespace; select ${NAMESPACE}`,
    runbook !== undefined &&
      !/^https?:\/\/\S+$/.test(runbook) &&
      `has an alert ${name} with the runbook ${JSON.stringify(runbook)}; allowed: the address of a page`,
  ].filter((text) => text !== false);
}

/** What each selector has. */
const NAMESPACE = 'namespace="$namespace"';

/** Where the metrics of an alert's objects are found. */
export interface AlertScope {
  /** Undefined if no file says it: then every namespace's objects of that name are looked at. */
  readonly namespace: string | undefined;
  /** A name as kustomize renders it. */
  readonly nameOf: (name: string) => string;
}

/** The expression as Prometheus takes it. */
export function alertExpression({ expression }: Alert, { namespace, nameOf }: AlertScope): string {
  const selector = namespace === undefined ? 'namespace!=""' : `namespace="${namespace}"`;
  return expression
    .replaceAll(NAMESPACE, () => selector)
    .replace(/(?<=["|])<([^<>"|]+)>/g, (_, name: string) => nameOf(name));
}
