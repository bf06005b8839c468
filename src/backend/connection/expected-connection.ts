import { Fact } from '../../gitops/synth/fact';

/** The parts of a connection that an application may read as variables of their own. */
export type ConnectionPart = 'database' | 'host' | 'password' | 'port' | 'url' | 'user';

/** What a container's variables lead to when the plan is written. */
export interface ExpectedConnection {
  /** The database's folder in the base. */
  readonly folder: string;
  /** The workload as its file names it. */
  readonly workload: {
    readonly kind: string;
    readonly name: string;
    readonly namespace: string | undefined;
    readonly path: string;
  };
  readonly container: string;
  /** The variable of each part that the container reads. */
  readonly variables: Readonly<Partial<Record<ConnectionPart, string>>>;
  /** True if main.ts says that the application leaves a database that may hold data. */
  readonly isReplaced: boolean;
}

/** The connections of one synth, by the database's folder. */
export const EXPECTED_CONNECTIONS = new Fact<ExpectedConnection>();
