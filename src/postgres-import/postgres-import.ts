import { Size } from 'cdk8s';
import { synthesisOf } from '../gitops/synth/fact';
import { INSTANCE_LABEL } from '../kubernetes/labels';
import { contributionsTo } from '../server/contributions';
import { DataImport } from '../server/data-import';
import type { TargetDatabase } from '../server/target-database';
import { refuseUnknownProps } from '../text/known-props';
import { Refusal } from '../text/refusal';
import type { Rule } from '../text/rules';
import { importJob } from './import-job';
import { closedTo, egressTo, findOldServer } from './old-server';
import type { PostgresImportProps } from './postgres-import-props';
import { PROGRAM } from './program';
import { sourceRules } from './source-rules';

const DEFAULT_SCRATCH_GIB = 2;

/**
 * A Job that copies a database of a PostgreSQL server that is there already: all of it, in one transaction, and verified
 * to be the same, or nothing. All of it becomes the application's role's. The old server is only read. A Job cannot be
 * changed, so its name has a hash of its program and options; done is what the new database notes as done, by the id.
 */
export class PostgresImport extends DataImport<PostgresImportProps> {
  /** @throws Refusal if the scope is not a database, or a prop is of a wrong type */
  constructor(database: TargetDatabase, id: string, props: PostgresImportProps) {
    refuseUnknownProps('PostgresImportProps', id, props);
    super(database, id, props);
  }

  /** @internal */
  bind(): void {
    if (contributionsTo(this.database).lastMigration !== undefined) {
      const message =
        'the import brings the tables of the old database along, and the schema in main.ts would make them first; leave out schema until the import is done';
      throw Refusal.of('import-schema', this.node.path, message);
    }
    const synthesis = synthesisOf(this);
    const { access } = this.database;
    const { from, replace = false, scratch = Size.gibibytes(DEFAULT_SCRATCH_GIB) } = this.props;
    const { podLabels: labels, prefix: name } = this;
    const server = synthesis && findOldServer(synthesis.repository, from);
    this.render({
      data: PROGRAM,
      egress: [egressTo(server, from.port)],
      job: (configName) => importJob({ access, configName, from, labels, name, replace, scratch }),
    });
    const notice = server && closedTo(synthesis.repository.objects, server, labels, [INSTANCE_LABEL, name]);
    if (notice) synthesis.warn(notice);
  }

  /** @internal */
  protected sourceRules(): Rule[] {
    return sourceRules(this.props.from);
  }
}
