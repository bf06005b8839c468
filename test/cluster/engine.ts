import { access, constants } from 'node:fs/promises';
import { run, type CommandOutput } from './command';

/**
 * Runs a program that starts a cluster or a Docker, or mends one. It gives up on what is late, as on a machine that is
 * busy at first; a second call finds it started, or starts it again.
 */
export async function startEngine(up: string, missing: string): Promise<CommandOutput> {
  await access(up, constants.X_OK).catch(() => {
    throw new Error(missing);
  });
  return await run(up, []).catch(async (error: unknown) => {
    console.warn(`${String(error)}\nIt is called once more.`);
    return await run(up, []);
  });
}
