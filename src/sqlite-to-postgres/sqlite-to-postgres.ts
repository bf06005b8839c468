import { Size } from 'cdk8s';
import { contributionsTo } from '../server/contributions';
import { DataImport } from '../server/data-import';
import type { TargetDatabase } from '../server/target-database';
import { refuseUnknownProps } from '../text/known-props';
import type { Rule } from '../text/rules';
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
export class SqliteToPostgres extends DataImport<SqliteToPostgresProps> {
  /** @throws Refusal if the scope is not a database, or `from` not a SqliteSource */
  constructor(database: TargetDatabase, id: string, props: SqliteToPostgresProps) {
    refuseUnknownProps('SqliteToPostgresProps', id, props);
    super(database, id, props);
  }

  /** @internal */
  bind(): void {
    const { access } = this.database;
    const { lastMigration: awaited } = contributionsTo(this.database);
    const { dryRun = false, from, image = DEFAULT_IMAGE, leaveBehind = [] } = this.props;
    const scratch = this.props.scratch ?? Size.gibibytes(DEFAULT_SCRATCH_GIB);
    const { podLabels: labels } = this;
    this.render({
      data: PROGRAM,
      job: (configName) =>
        importJob({ access, awaited, configName, dryRun, from, image, labels, leaveBehind, scratch }),
    });
  }

  /** @internal */
  protected sourceRules(): Rule[] {
    return sourceRules(this.props);
  }
}
