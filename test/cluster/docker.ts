import { dirname, join, resolve } from 'node:path';
import { run, type CommandOptions, type CommandOutput } from './command';
import { startEngine } from './engine';
import { PROJECT } from './project';

/** A Docker engine with Compose, and a program that runs others where a published port is at localhost. */
export class Docker {
  private constructor(private readonly runner: string) {}

  /** Starts the engine that DOCKER_UP names, which has a program `run` beside it. */
  static async start(): Promise<Docker> {
    const up = resolve(process.env['DOCKER_UP'] ?? join(PROJECT, '..', 'shared', 'docker', 'up'));
    await startEngine(
      up,
      `no Docker: ${up} is not a program. Set DOCKER_UP to one that starts an engine, with a program "run" beside it`,
    );
    return new Docker(join(dirname(up), 'run'));
  }

  /** A program on the engine's host. */
  async onHost(program: readonly string[], options: CommandOptions = {}): Promise<CommandOutput> {
    return await run(this.runner, program, options);
  }

  async docker(args: readonly string[], options: CommandOptions = {}): Promise<CommandOutput> {
    return await this.onHost(['docker', ...args], options);
  }

  /** A port of the engine's host that nobody has. */
  async freePort(): Promise<number> {
    const program = 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])';
    return Number((await this.onHost(['python3', '-c', program])).stdout);
  }
}
