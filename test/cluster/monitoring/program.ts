import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createServer, type AddressInfo } from 'node:net';
import { tool } from '../checkers/tools';
import { whenDone } from '../cleanup';

/** Starts a program that setup.sh has brought, until the test file is done. The address is in a line that LISTENS finds. */
export async function startProgram(
  name: string,
  args: readonly string[],
  listens: RegExp,
): Promise<string | undefined> {
  const child = spawn(tool(name), args, { stdio: ['ignore', 'ignore', 'pipe'] });
  whenDone(async () => await ended(child));
  const said: string[] = [];
  const failed = new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${name}: exit status ${String(code)}\n${said.join('\n')}`)));
  });
  // What comes after that line is nobody's business, and the test's own ending of it no failure.
  failed.catch(() => undefined);
  const found = (async () => {
    for await (const line of createInterface({ input: child.stderr })) {
      said.push(line);
      const match = listens.exec(line);
      if (match !== null) return match[1];
    }
    throw new Error(`${name} ended:\n${said.join('\n')}`);
  })();
  const address = await Promise.race([found, failed]);
  child.stderr.resume();
  return address;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  child.kill();
  await once(child, 'exit');
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
