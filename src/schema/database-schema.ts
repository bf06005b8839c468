import { hash } from 'node:crypto';
import { join, parse } from 'node:path';
import { scheduleRule } from '../kubernetes/cron-schedule';
import { contentJob, cronJob, jobSpec, LONGEST_CRON_JOB_NAME, LONGEST_PREFIX } from '../kubernetes/jobs';
import { MANAGED_BY, podLabels, selectorLabels } from '../kubernetes/labels';
import { addRules } from '../text/rules';
import { clientPod, clientPolicy, psqlContainer, sessionOptions } from '../server/psql-client';
import { Capability, type CapableDatabase, type Contribution } from '../server/capability';
import type { ServerAccess } from '../server/server-access';
import { composeSchema } from './compose-schema';
import { Manifest } from '../kubernetes/manifest';
import type { PodTemplate } from '../kubernetes/plain-types';
import { resourceRequirements } from '../kubernetes/resources';
import { isInPlainApp, warnOnStderr } from '../kubernetes/planned-app';
import { Refusal, type Notice } from '../text/refusal';
import { Fact, synthesisOf, synthScope } from '../gitops/synth/fact';
import { SYNTH_PART, type SynthPart, type Synthesis } from '../gitops/synth/synthesis';
import call from './call.sh';
import type { ObjectChange } from '../gitops/plan/object-change';
import { committedMigrations, isSchema, refuseRewriting } from './committed-migrations';
import migrate from './migrate.sh';
import { readMigrations, type Migration } from './migration';
import { checkMigrations, type CheckedMigration } from './checked-migration';
import open from './open.sql';
import type { Schema } from './schema';
import { schemaAlerts } from './schema-alerts';
import type { CreatedExtension } from './checked-sql';
import step from './step.sql';

export interface DatabaseSchemaProps extends ServerAccess {
  readonly schema: Schema;
  /** The VolumeSnapshot from which the volume is made. @default - the volume was empty */
  readonly fromSnapshot?: string;
  /** Extensions that the superuser creates in the database; the migrations wait for them. */
  readonly extensions: readonly string[];
  /** Why a migration cannot create an extension; undefined if it can. */
  readonly problemWith: (extension: CreatedExtension) => string | undefined;
}

/** Where the migrations are, and what a synth knows of them. */
interface Surroundings {
  /** The schema's directory is relative to it. */
  readonly root: string;
  /** No migration is read from outside of it. */
  readonly bounds: string;
  /** The migrations in the committed YAML, which may have run. */
  readonly committed: () => readonly Migration[];
  readonly warn: (notice: Notice) => void;
}

/** The limits in bytes of a ConfigMap and of an annotation, in which `kubectl apply` stores what it applied. */
const LARGEST_CONFIG_MAP = 1_000_000;
const LARGEST_APPLIED = 250_000;
/** A change that waits for a lock makes all later ones wait behind it: it gives up, and is tried again. */
const LOCK_TIMEOUT = '1s';
const RESOURCES = { cpuLimit: 0.5, cpuRequest: 0.05, ephemeralStorage: 64, memory: 128 };

/**
 * The migrations as a ConfigMap, and the Job that applies them. Neither can be changed in the cluster, so both are named
 * by their content: a change makes a new Job.
 */
export class DatabaseSchema extends Capability implements SynthPart {
  /** @internal */
  readonly [SYNTH_PART] = true;
  private readonly props: DatabaseSchemaProps;
  /** In an app of cdk8s, where no synth looks for them. */
  private readonly foundAtOnce: Found | undefined;

  constructor(database: CapableDatabase, id: string, props: DatabaseSchemaProps) {
    super(database, id);
    this.props = props;
    const { instance, schema } = props;
    addRules(this, () => [
      {
        code: 'schema-name',
        when: prefixOf(instance).length > LONGEST_PREFIX,
        say: `"${instance}" is too long for a database with a schema; allowed: at most ${LONGEST_PREFIX - prefixOf('').length} characters, since the Job's name must fit into a label`,
      },
      ...schema.scheduled.flatMap(({ procedure, schedule }, index) => [
        {
          code: 'procedure-twice' as const,
          field: 'schema.scheduled',
          when: schema.scheduled.findIndex((other) => other.procedure === procedure) < index,
          say: `${procedure} is scheduled twice; give it one schedule`,
        },
        {
          code: 'procedure-name' as const,
          field: 'schema.scheduled',
          when: !/^[a-z]([a-z0-9_]*[a-z0-9])?$/.test(procedure),
          say: `"${procedure}" is not a valid name for a scheduled procedure; allowed: a to z, 0 to 9 and "_", beginning with a letter and not ending with "_"`,
        },
        {
          code: 'procedure-name' as const,
          field: 'schema.scheduled',
          when: cronJobName(instance, procedure).length > LONGEST_CRON_JOB_NAME,
          say: `"${cronJobName(instance, procedure)}" is too long for the name of a CronJob; allowed: at most ${LONGEST_CRON_JOB_NAME} characters`,
        },
        scheduleRule(schedule, procedure, '0 3 * * *', 'schema.scheduled'),
      ]),
    ]);
    if (!isInPlainApp(this)) return;
    const root = process.cwd();
    this.foundAtOnce = this.make({
      root,
      bounds: parse(root).root,
      committed: () => [],
      warn: warnOnStderr,
    });
  }

  contribute(): Contribution {
    const options = sessionOptions(this.props.server.major, LOCK_TIMEOUT);
    const [found = this.foundAtOnce] = FOUND.of(synthesisOf(this), this);
    return {
      alerts: schemaAlerts(prefixOf(this.props.instance)),
      clients: [{ labels: selectorLabels(prefixOf(this.props.instance)) }],
      compose: (server) => composeSchema(server, found?.files ?? {}, options),
      // A new database is not ready until its migrations have been applied.
      files: { 'awaits-schema': '' },
      lastMigration: found?.migrations.at(-1)?.file,
    };
  }

  private get podLabels(): Readonly<Record<string, string>> {
    return podLabels('postgresql', 'schema', prefixOf(this.props.instance));
  }

  /** @internal */
  survey(synthesis: Synthesis): void {
    const { instance } = this.props;
    const { root } = synthesis.repository;
    const found = this.make({
      root,
      bounds: root,
      committed: () => committedMigrations(synthesis, instance),
      warn: (notice) => synthesis.warn(notice),
    });
    FOUND.add(synthesis, this, found);
  }

  /** Reads, checks and renders the migrations. */
  private make(surroundings: Surroundings): Found {
    const { schema, server } = this.props;
    const { bounds, root, warn } = surroundings;
    const migrations = checkMigrations(readMigrations(root, schema.directory, bounds), {
      directory: schema.directory,
      major: server.major,
      root,
      scheduled: schema.scheduled.map(({ procedure }) => procedure),
      problemWith: (extension, migration) => this.problemWith(extension, migration, surroundings),
    });
    const files = this.filesOf(migrations);
    this.reviewSize(files, warn);
    this.render(files);
    return { files, migrations };
  }

  /** @internal */
  verify(synthesis: Synthesis, changes: readonly ObjectChange[]): void {
    const { instance, schema } = this.props;
    const [found] = FOUND.of(synthesis, this);
    // If the committed ConfigMap has this name, no migration was edited.
    const isNew = changes.some((one) => one.before === undefined && isSchema(instance, one));
    if (found === undefined || !isNew) return;
    const { migrations } = found;
    refuseRewriting(synthesis, { instance, directory: schema.directory, migrations });
  }

  /** A committed migration may have run, on a database whose administrator allowed it: only a warning. */
  private problemWith(
    extension: CreatedExtension,
    { file, sql }: Migration,
    { committed, warn }: Surroundings,
  ): string | undefined {
    const { problemWith, schema } = this.props;
    const message = problemWith(extension);
    if (message === undefined) return undefined;
    if (!committed().some((one) => one.file === file && one.sql === sql)) return message;
    const path = `${join(schema.directory, file)}:${extension.line}:${extension.column}`;
    warn({ code: 'extension', path, message });
    return undefined;
  }

  private filesOf(migrations: readonly CheckedMigration[]): Files {
    const { extensions } = this.props;
    return {
      ...schemaFiles(migrations),
      ...(extensions.length > 0 && { extensions: extensions.map((name) => `${name}\n`).join('') }),
    };
  }

  private render(data: Files): void {
    const scope = synthScope(this);
    const { instance, schema, server } = this.props;
    contentJob(scope, {
      prefix: prefixOf(instance),
      labels: this.podLabels,
      data,
      // Few attempts: the server would refuse the same SQL again, and migrate.sh itself repeats what may succeed later.
      job: (config) =>
        jobSpec(this.pod(['/bin/sh', '/etc/schema/migrate.sh'], config), { completions: 1, parallelism: 1 }),
    });
    // A duplicate is refused by the rules above, together with all other problems.
    for (const [procedure, { schedule }] of new Map(schema.scheduled.map((one) => [one.procedure, one]))) {
      const metadata = {
        name: cronJobName(instance, procedure),
        labels: { ...this.podLabels, ...MANAGED_BY },
      };
      // The script is in the command, since the ConfigMap is replaced with the next migration.
      const template = this.pod(['/bin/sh', '-c', call, 'call.sh', procedure]);
      new Manifest(
        scope,
        `schedule-${procedure}`,
        cronJob(metadata, schedule, { backoffLimit: 2, template }),
      );
    }
    const pods = { instance: prefixOf(instance), labels: this.podLabels };
    const policy = clientPolicy(`${prefixOf(instance)}-migration`, pods, server);
    new Manifest(scope, 'network-policy', policy);
  }

  private reviewSize(data: Files, warn: Surroundings['warn']): void {
    const bytes = Buffer.byteLength(Object.entries(data).flat().join(''));
    // kubectl stores JSON in a JSON string.
    const applied = Buffer.byteLength(JSON.stringify(JSON.stringify(data).replace(/[<>&]/g, '\\u0000')));
    const path = this.props.schema.directory;
    if (bytes > LARGEST_CONFIG_MAP) {
      throw Refusal.of(
        'schema-too-large',
        path,
        `has ${bytes} bytes, and a ConfigMap holds at most ${LARGEST_CONFIG_MAP}; do not load data by migrations`,
      );
    }
    if (applied > LARGEST_APPLIED) {
      warn({
        code: 'schema-large',
        path,
        message: `needs ${applied} bytes in the annotation of "kubectl apply", which holds at most ${LARGEST_APPLIED}; apply it with --server-side, now and from then on`,
      });
    }
  }

  private pod(command: readonly string[], configName?: string): PodTemplate {
    const schema = psqlContainer(this.props, LOCK_TIMEOUT, {
      command: [...command],
      name: 'schema',
      resources: resourceRequirements(RESOURCES),
      volumeMounts:
        configName === undefined ? [] : [{ mountPath: '/etc/schema', name: 'schema', readOnly: true }],
    });
    const { fromSnapshot } = this.props;
    return clientPod(this.props, {
      containers: [schema],
      labels: this.podLabels,
      ...(configName !== undefined && { program: { configMap: { name: configName }, name: 'schema' } }),
      // A part of the Job's name: what is older than the migrations gets them once more.
      ...(configName !== undefined &&
        fromSnapshot !== undefined && {
          annotations: { 'cdk8s-database/from-snapshot': fromSnapshot },
        }),
    });
  }
}

/** The files of the ConfigMap, by name. */
type Files = Readonly<Record<string, string>>;

interface Found {
  readonly files: Files;
  readonly migrations: readonly Migration[];
}

const FOUND = new Fact<Found>();

/** The scripts that apply the migrations, and the migrations, by name. */
export function schemaFiles(migrations: readonly CheckedMigration[]): Record<string, string> {
  return {
    'migrate.sh': migrate,
    migrations: migrations.map(lineOf).join(''),
    'open.sql': open,
    'step.sql': step,
    ...Object.fromEntries(migrations.map(({ file, sql }) => [file, sql])),
  };
}

function prefixOf(instance: string): string {
  return `${instance}-schema`;
}

function cronJobName(instance: string, procedure: string): string {
  return `${instance}-${procedure.replaceAll('_', '-')}`;
}

/** Read by open.sql and migrate.sh. */
function lineOf({ file, sql, concurrently, statements }: CheckedMigration): string {
  const mode = concurrently === undefined ? 'transaction' : 'concurrently';
  const places = statements.map((place) => place.join('.')).join(',');
  return [file, hash('sha256', sql), mode, concurrently ?? '-', places].join(' ') + '\n';
}
