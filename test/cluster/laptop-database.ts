import { join } from 'node:path';
import { App } from 'cdk8s';
import { PostgresDatabase, PostgresVersion, type ComposeServer, type PostgresMajor } from 'cdk8s-database';
import { composeDatabase, type ComposeDatabase } from '../../src/database/compose/compose-database';
import { sessionOptions } from '../../src/server/psql-client';
import { composeSchema } from '../../src/schema/compose-schema';
import { schemaFiles } from '../../src/schema/database-schema';
import { checkMigrations } from '../../src/schema/checked-migration';
import { readMigrations } from '../../src/schema/migration';
import { joined } from '../../src/server/contributions';
import { PROJECT } from './project';

export interface LaptopDatabase {
  readonly major: PostgresMajor;
  readonly service?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly schema?: boolean;
  /** Instead of the schema. */
  readonly backup?: boolean;
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
  backup = false,
  cpus = 1,
}: LaptopDatabase): ComposeDatabase {
  const { spec } = new PostgresDatabase(new App(), 'database', {
    database,
    ...(backup && { backup: {} }),
    resources: { cpuLimit: cpus },
    user,
    version: PostgresVersion.of(major),
  });
  const added = {
    compose: (server: ComposeServer) =>
      composeSchema(server, exampleSchema(major), sessionOptions(major, '1s')),
    files: { 'awaits-schema': '' },
  };
  return composeDatabase(backup ? spec : { ...spec, contributions: () => joined(schema ? [added] : []) }, {
    envFile: '.env.test',
    passwordVariable: 'POSTGRES_PASSWORD',
    service,
    ...(port !== undefined && { port }),
  });
}

function exampleSchema(major: PostgresMajor): Record<string, string> {
  const root = join(PROJECT, 'examples', 'chatbot');
  const migrations = readMigrations(root, 'schema');
  return schemaFiles(checkMigrations(migrations, { directory: 'schema', major, root, scheduled: [] }));
}
