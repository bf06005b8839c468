import { Size } from 'cdk8s';
import { synthesisOf, synthScope } from '../gitops/synth/fact';
import { SYNTH_PART, type SynthPart } from '../gitops/synth/synthesis';
import { contentJob, LONGEST_PREFIX } from '../kubernetes/jobs';
import { INSTANCE_LABEL, podLabels, selectorLabels } from '../kubernetes/labels';
import { Manifest } from '../kubernetes/manifest';
import { isInPlainApp } from '../kubernetes/planned-app';
import { Capability, type Contribution } from '../server/capability';
import { contributionsTo } from '../server/contributions';
import { clientPolicy } from '../server/psql-client';
import type { TargetDatabase } from '../server/target-database';
import { refuseUnknownProps } from '../text/known-props';
import { Refusal } from '../text/refusal';
import { addRules } from '../text/rules';
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
export class PostgresImport extends Capability<TargetDatabase> implements SynthPart {
  /** @internal */
  readonly [SYNTH_PART] = true;
  private readonly database: TargetDatabase;
  private readonly props: PostgresImportProps;

  /** @throws Refusal if the scope is not a database, or a prop is of a wrong type */
  constructor(database: TargetDatabase, id: string, props: PostgresImportProps) {
    // A program without type checks would otherwise fail later, with an unclear error.
    if ((database as { access?: unknown }).access === undefined) {
      const message =
        'its scope is not a database; pass new PostgresImport(database, …) the PostgresDatabase to import into';
      throw Refusal.of('wrong-type', id, message);
    }
    refuseUnknownProps('PostgresImportProps', id, props);
    super(database, id, props);
    this.database = database;
    this.props = props;
    addRules(this, () => [
      {
        code: 'import-name',
        when: !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(id) || this.prefix.length > LONGEST_PREFIX,
        say: `"${id}" is not a valid name for the objects of an import; allowed: a to z, 0 to 9 and "-", and ${LONGEST_PREFIX - this.prefix.length + id.length} characters at most besides the database's name`,
      },
      ...sourceRules(props.from),
    ]);
    if (isInPlainApp(this)) this.bind();
  }

  contribute(): Contribution {
    return { clients: [{ labels: selectorLabels(this.prefix) }] };
  }

  /** @internal */
  bind(): void {
    if (contributionsTo(this.database).lastMigration !== undefined) {
      const message =
        'the import brings the tables of the old database along, and the schema in main.ts would make them first; leave out schema until the import is done';
      throw Refusal.of('import-schema', this.node.path, message);
    }
    const scope = synthScope(this);
    const synthesis = synthesisOf(this);
    const { access } = this.database;
    const { from, replace = false, scratch = Size.gibibytes(DEFAULT_SCRATCH_GIB) } = this.props;
    const { prefix } = this;
    const labels = podLabels('postgres-import', 'import', prefix);
    contentJob(scope, {
      prefix,
      labels,
      data: PROGRAM,
      job: (configName) => importJob({ access, configName, from, labels, name: prefix, replace, scratch }),
    });
    const server = synthesis && findOldServer(synthesis.repository, from);
    const more = [egressTo(server, from.port)];
    const pods = { instance: prefix, labels };
    new Manifest(scope, 'network-policy', clientPolicy(prefix, pods, access.server, more));
    const notice = server && closedTo(synthesis.repository.objects, server, labels, [INSTANCE_LABEL, prefix]);
    if (notice) synthesis.warn(notice);
  }

  private get prefix(): string {
    return `${this.database.access.instance}-${this.node.id}`;
  }
}
