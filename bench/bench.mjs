// npm run bench: how long a start takes beside its peers, and how a synth grows. Ratios of one interleaved run,
// since single times say more of the machine than of the program.
import { startUp } from './start-up.mjs';
import { growth } from './growth.mjs';
import { proof } from './proof.mjs';

// Where it is set, Node reads a file of certificates at each start, which is not what is measured.
delete process.env.NODE_EXTRA_CA_CERTS;
process.env.POSTGRES_PASSWORD ??= 'for-the-benchmark';

// The time of other programs is in a row of its own.
proof();
process.env.KUSTOMIZE = '';
await startUp();
await growth();
