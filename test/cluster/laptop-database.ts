import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { PostgresVersion, type PostgresMajor } from 'cdk8s-database';
import { PostgresConfig } from '../../src/database/plain/postgres-config';
import { composeDatabase, type ComposeDatabase } from '../../src/database/compose/compose-database';
import { sessionOptions } from '../../src/server/psql-client';
import { schemaFiles } from '../../src/schema/database-schema';
import { judgeMigrations } from '../../src/schema/judged-migration';
import { readMigrations } from '../../src/schema/migration';
import { PROJECT } from './project';

export interface LaptopDatabase {
  readonly major: PostgresMajor;
  readonly service?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly schema?: boolean;
  readonly cpus?: number;
}

/** The example's database, as an environment of that version has it. */
export function laptopDatabase({
  major,
  service = 'test-db',
  port,
  database = 'test_db',
  user = 'test_user',
  schema = false,
  cpus = 1,
}: LaptopDatabase): ComposeDatabase {
  const version = PostgresVersion.of(major);
  const config = new PostgresConfig(new Chart(new App(), 'chart'), 'config', {
    instance: 'database',
    limits: { memory: 512, cpus: 1, volume: 10_240 },
    version,
  });
  return composeDatabase({
    cpus,
    dataDirectory: version.dataDirectory,
    database,
    envFile: '.env.test',
    files: config.files,
    image: version.image,
    memory: 512,
    mountPath: version.mountPath,
    passwordVariable: 'POSTGRES_PASSWORD',
    ...(port !== undefined && { port }),
    ...(schema && { schema: { files: exampleSchema(major), sessionOptions: sessionOptions(major, '1s') } }),
    service,
    user,
  });
}

function exampleSchema(major: PostgresMajor): Record<string, string> {
  const root = join(PROJECT, 'examples', 'chatbot');
  const migrations = readMigrations(root, 'schema');
  return schemaFiles(judgeMigrations(migrations, { directory: 'schema', major, root, scheduled: [] }));
}
