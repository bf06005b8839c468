import type { DatabaseUrl } from './database-url';
import type { Password } from './password';

/** What is at the other end, for those who ask whether it can be reached. */
export interface DatabaseServer {
  /** The folder of the base that is the database's own. */
  readonly folder: string;
  /** The namespace that its objects name. @default - where the application is */
  readonly namespace?: string;
  /** The labels of its pod. */
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
  /** What runs it, as kubectl takes it. */
  readonly workload: string;
}

/** How the application reaches its database: a URL, and where the password in it comes from at synth. */
export class DatabaseConnection {
  constructor(
    readonly url: DatabaseUrl,
    readonly password: Password,
    readonly server: DatabaseServer,
  ) {}
}
