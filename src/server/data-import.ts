import { synthScope } from '../gitops/synth/fact';
import { SYNTH_PART, type SynthPart } from '../gitops/synth/synthesis';
import { contentJob, LONGEST_PREFIX, type ContentJobProps } from '../kubernetes/jobs';
import { podLabels, selectorLabels } from '../kubernetes/labels';
import { Manifest } from '../kubernetes/manifest';
import { isInPlainApp } from '../kubernetes/planned-app';
import { addRules, type Rule } from '../text/rules';
import { Capability, type Contribution } from './capability';
import { clientPolicy } from './psql-client';
import type { TargetDatabase } from './target-database';

/** The Job of an import. */
export interface ImportObjects extends Omit<ContentJobProps, 'labels' | 'prefix'> {
  /** Where its pods may connect to besides the database and DNS, as a NetworkPolicy says it. @default nowhere */
  readonly egress?: readonly object[];
}

/** A Job that fills a database from elsewhere. Its objects are named after the database and the import's id. */
export abstract class DataImport<P> extends Capability<TargetDatabase> implements SynthPart {
  /** @internal */
  readonly [SYNTH_PART] = true;
  /** @internal */
  protected readonly database: TargetDatabase;
  /** @internal */
  protected readonly props: P;

  constructor(database: TargetDatabase, id: string, props: P) {
    super(database, id, props);
    this.database = database;
    this.props = props;
    addRules(this, () => [
      {
        code: 'import-name',
        when: !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(id) || this.prefix.length > LONGEST_PREFIX,
        say: `"${id}" is not a valid name for the objects of an import; allowed: a to z, 0 to 9 and "-", and ${LONGEST_PREFIX - this.prefix.length + id.length} characters at most besides the database's name`,
      },
      ...this.sourceRules(),
    ]);
    if (isInPlainApp(this)) this.bind();
  }

  contribute(): Contribution {
    return { clients: [{ labels: selectorLabels(this.prefix) }] };
  }

  /** @internal */
  abstract bind(): void;

  /** Rules for where the data comes from. @internal */
  protected abstract sourceRules(): Rule[];

  /** The Job, its program and its NetworkPolicy. @internal */
  protected render({ egress, ...job }: ImportObjects): void {
    const { podLabels: labels, prefix } = this;
    const scope = synthScope(this);
    contentJob(scope, { labels, prefix, ...job });
    const pods = { instance: prefix, labels };
    new Manifest(scope, 'network-policy', clientPolicy(prefix, pods, this.database.access.server, egress));
  }

  /** @internal */
  protected get podLabels(): Readonly<Record<string, string>> {
    return podLabels('postgresql', 'import', this.prefix);
  }

  /** @internal */
  protected get prefix(): string {
    return `${this.database.access.instance}-${this.node.id}`;
  }
}
