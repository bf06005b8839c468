import { spawn } from 'node:child_process';

export interface CommandOptions {
  /** What the program reads from its standard input. @default nothing */
  readonly input?: string;
  /** Variables beside those of this process. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** @default - the folder of this process */
  readonly cwd?: string;
}

export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; an exit status other than 0 is an error that says all that the program said. */
export async function run(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandOutput> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  child.stdin.on('error', () => undefined); // it ended without reading: its exit status says why
  child.stdin.end(options.input ?? '');
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (status !== 0) {
    throw new Error(
      [`${program} ${args.join(' ')}: exit status ${status}`, stdout, stderr].join('\n').trim(),
    );
  }
  return { stdout, stderr };
}
