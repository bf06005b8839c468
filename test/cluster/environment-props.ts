import { Size } from 'cdk8s';
import * as fc from 'fast-check';
import { Password, ServerTls, type DatabaseEnvironment } from '../../src/index';

/** Names the variable with an environment's own password. */
export const OWN_PASSWORD = 'ENVIRONMENT_PASSWORD';

const name = fc
  .stringMatching(/^[a-z_][a-z0-9_]{0,12}$/)
  .filter((text) => !/^(?:public|none|pg_)/.test(text));
const size = fc.integer({ min: 1, max: 2000 }).map((amount) => Size.gibibytes(amount));
const storage = fc.record(
  {
    accessMode: fc.constantFrom('ReadWriteOnce' as const, 'ReadWriteOncePod' as const),
    size,
    storageClass: fc.constantFrom('standard', 'fast-ssd', 'gp3'),
  },
  { requiredKeys: [] },
);
const resources = fc.record(
  {
    cpuLimit: fc.integer({ min: 1, max: 16 }),
    cpuRequest: fc.constantFrom(0.1, 0.25, 0.5, 1),
    memory: fc.integer({ min: 512, max: 65536 }).map((amount) => Size.mebibytes(amount)),
  },
  { requiredKeys: [] },
);
const tls = fc.oneof(
  fc.constant(ServerTls.selfSigned()),
  fc.constant(ServerTls.fromSecret('database-tls')),
  fc
    .record({
      kind: fc.constantFrom('Issuer' as const, 'ClusterIssuer' as const),
      name: fc.constantFrom('ca', 'internal.ca'),
    })
    .map((issuer) => ServerTls.fromCertManager(issuer)),
);
const client = fc.record({
  labels: fc.dictionary(fc.constantFrom('app', 'role'), fc.constantFrom('a', 'b')),
});

const props = {
  clients: fc.array(client, { maxLength: 2 }),
  database: name,
  resources,
  storage,
  tls,
  user: name,
};

/** What both say of a database, each prop of which may be there or not. */
export const baseProps = fc.record(props, { requiredKeys: [] });

export const environmentProps: fc.Arbitrary<DatabaseEnvironment> = fc.record(
  { ...props, password: fc.constant(Password.fromEnvironment(OWN_PASSWORD)) },
  { requiredKeys: [] },
);
