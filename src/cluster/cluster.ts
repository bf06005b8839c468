/** An object as the API server shows it. */
export interface ClusterObject {
  readonly kind: string;
  readonly metadata: ObjectMetadata;
}

export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly { readonly uid: string }[];
}

/** A container that runs. */
export interface RunningContainer {
  readonly pod: string;
  readonly container: string;
}

export interface ExecOptions {
  /** What it reads from its standard input, where nobody else sees it. @default nothing */
  readonly input?: string;
  /** After so many seconds it is given up. @default never */
  readonly seconds?: number;
}

export interface LogOptions {
  /** The last lines only. @default - all */
  readonly tail?: number;
  /** Of the container that ran before this one. @default false */
  readonly previous?: boolean;
}

/** Where commands go. */
export interface ClusterLocation {
  /** A context of the kubeconfig. @default - its current one */
  readonly context?: string;
  /** @default - that of the context */
  readonly namespace?: string;
}

/** One namespace of a live cluster. Each method throws a Refusal that says what kubectl said. */
export interface Cluster {
  /** The context and the namespace that commands go to. */
  location(): Promise<ClusterLocation>;
  /**
   * The objects of these kinds (`pods`, `jobs`) or names (`pod/database-0`). What is not there is left out.
   * SELECTOR: of labels, `app=backend`.
   */
  get(what: readonly string[], selector?: string): Promise<readonly ClusterObject[]>;
  /** Runs a program in a container; returns what it prints. Everybody on this machine and on the node can see ARGV. */
  exec(where: RunningContainer, argv: readonly string[], options?: ExecOptions): Promise<string>;
  /** What a container has printed. */
  logs(where: RunningContainer, options?: LogOptions): Promise<string>;
  /** Creates or changes the objects of a YAML or JSON text. Returns a line for each: `job.batch/one created`. */
  apply(yaml: string): Promise<readonly string[]>;
}
