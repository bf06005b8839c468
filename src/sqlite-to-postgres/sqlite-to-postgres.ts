import { Size } from 'cdk8s';
import { clientPolicy } from '../server/psql-client';
import { Capability, type Contribution } from '../server/capability';
import { contributionsTo } from '../server/contributions';
import type { TargetDatabase } from '../server/target-database';
import { contentJob, LONGEST_PREFIX } from '../kubernetes/jobs';
import { podLabels, selectorLabels } from '../kubernetes/labels';
import { Manifest } from '../kubernetes/manifest';
import { isInPlainApp } from '../kubernetes/planned-app';
import { refuseUnknownProps } from '../text/known-props';
import { Refusal } from '../text/refusal';
import { addRules } from '../text/rules';
import { synthScope } from '../gitops/synth/fact';
import { SYNTH_PART, type SynthPart } from '../gitops/synth/synthesis';
import { importJob } from './import-job';
import { PROGRAM } from './program';
import { sourceRules } from './source-rules';
import type { SqliteToPostgresProps } from './sqlite-to-postgres-props';

const DEFAULT_IMAGE = 'python:3.13-slim-trixie';
const DEFAULT_SCRATCH_GIB = 2;

/**
 * A Job that copies a SQLite file into a database: everything, in one transaction, and verified to be the same, or
 * nothing. The file is not changed. A Job cannot be changed either, so its name has a hash of its program and options.
 */
export class SqliteToPostgres extends Capability<TargetDatabase> implements SynthPart {
  /** @internal */
  readonly [SYNTH_PART] = true;
  private readonly database: TargetDatabase;
  private readonly props: SqliteToPostgresProps;

  /** @throws Refusal if the scope is not a database, or `from` not a SqliteSource */
  constructor(database: TargetDatabase, id: string, props: SqliteToPostgresProps) {
    // A program without type checks would otherwise fail later, with an unclear error.
    if ((database as { access?: unknown }).access === undefined) {
      const message =
        'its scope is not a database; pass new SqliteToPostgres(database, …) the PostgresDatabase to import into';
      throw Refusal.of('wrong-type', id, message);
    }
    refuseUnknownProps('SqliteToPostgresProps', id, props);
    super(database, id, props);
    this.database = database;
    this.props = props;
    addRules(this, () => [
      {
        code: 'import-name',
        when: !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(id) || this.prefix.length > LONGEST_PREFIX,
        say: `"${id}" is not a valid name for the objects of an import; allowed: a to z, 0 to 9 and "-", and ${LONGEST_PREFIX - this.prefix.length + id.length} characters at most besides the database's name`,
      },
      ...sourceRules(props),
    ]);
    if (isInPlainApp(this)) this.bind();
  }

  contribute(): Contribution {
    return { clients: [{ labels: selectorLabels(this.prefix) }] };
  }

  private get podLabels(): Readonly<Record<string, string>> {
    return podLabels('sqlite-to-postgres', 'sqlite-import', this.prefix);
  }

  /** @internal */
  bind(): void {
    const scope = synthScope(this);
    const { access } = this.database;
    const { lastMigration: awaited } = contributionsTo(this.database);
    const { dryRun = false, from, image = DEFAULT_IMAGE, leaveBehind = [] } = this.props;
    const scratch = this.props.scratch ?? Size.gibibytes(DEFAULT_SCRATCH_GIB);
    const labels = this.podLabels;
    contentJob(scope, {
      prefix: this.prefix,
      labels,
      data: PROGRAM,
      job: (configName) =>
        importJob({ access, awaited, configName, dryRun, from, image, labels, leaveBehind, scratch }),
    });
    const pods = { instance: this.prefix, labels };
    new Manifest(scope, 'network-policy', clientPolicy(this.prefix, pods, access.server));
  }

  private get prefix(): string {
    return `${this.database.access.instance}-${this.node.id}`;
  }
}
