export interface AlertProps {
  /**
   * Labels by which the operator's Prometheus selects its monitors and rules, for example `{ release: 'prometheus' }` for
   * the chart kube-prometheus-stack that is installed under that name. @default none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /** Labels of each alert, for example of the team that gets it. @default none */
  readonly alertLabels?: Readonly<Record<string, string>>;
  /**
   * The address of a page with the runbooks, which each alert links to: docs/alerts.md of this package, where you have put
   * it. @default - the alert names that file and its section
   */
  readonly runbooks?: string;
}
