import sortsAndJoins from './sorts-and-joins.sql';

export const WORKLOADS = ['tpcb', 'select', 'sorts', 'index', 'load'] as const;
export type WorkloadName = (typeof WORKLOADS)[number];

/** What is asked of the data, and how. */
export interface Shape {
  readonly scale: number;
  readonly clients: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Of the table whose indexes are built. */
  readonly indexedTable: string;
  /** Rows that a bulk load brings. */
  readonly loadRows: number;
}

/** A load that goes on: one of pgbench's own. */
export interface Stream {
  readonly builtin: 'tpcb-like' | 'select-only';
  /** A script for the client's container, once, behind the last run. */
  readonly clean?: string;
}

/** Work that ends. Scripts for the client's container. */
export interface Task {
  /** Before each run. */
  readonly reset?: string;
  /** Writes one number, of which more is better. The seed is that of both configurations of a round: they are asked the same. */
  readonly measure: (shape: Shape & { readonly seed: number }) => string;
  /** Once, behind the last run. */
  readonly clean?: string;
}

export interface Run {
  /** Of which more is better. */
  readonly result: number;
  /** Of the server's container. */
  readonly cpuSeconds: number;
}

/** A workload on one server, which does nothing between the runs. */
export interface Measured {
  run(seed: number): Promise<Run>;
  end(): Promise<void>;
}

/** The other workloads' warm-up as well. */
export const SELECT_ONLY: Stream = { builtin: 'select-only' };

export const workloads: Readonly<Record<WorkloadName, Stream | Task>> = {
  tpcb: {
    builtin: 'tpcb-like',
    // The next configuration finds them as this one did; what is dead in the accounts is autovacuum's.
    clean: `${sql('truncate pgbench_history')}; ${sql('vacuum pgbench_branches, pgbench_tellers')}`,
  },
  select: SELECT_ONLY,
  sorts: {
    measure: ({ scale, seed }) =>
      timed(
        `cat >/tmp/sorts.sql <<'SQL'\n${sortsAndJoins}\nSQL`,
        `pgbench -n -f /tmp/sorts.sql -s ${scale} --random-seed=${seed} -c 2 -j 1 -t 1 postgres >/dev/null 2>/tmp/errors || { cat /tmp/errors >&2; exit 1; }`,
      ),
  },
  index: {
    reset: sql('drop index if exists bench_number, bench_text'),
    measure: ({ indexedTable }) =>
      timed(
        ':',
        sql(`create index bench_number on ${indexedTable} (abalance)`),
        sql(`create index bench_text on ${indexedTable} (filler, bid)`),
      ),
    clean: sql('drop index if exists bench_number, bench_text'),
  },
  // The table is made in the transaction that fills it, as PostgreSQL's manual advises and
  // src/sqlite-to-postgres does where it is missing.
  load: {
    reset: sql('drop table if exists bench_load'),
    measure: ({ loadRows }) =>
      timed(
        // The same 20000 rows again and again: making new ones would take the CPU that is measured.
        `[ -s /tmp/rows ] || { awk 'BEGIN { for (i = 0; i < 20000; i++) printf "%d\\t%d\\t%08x%08x%08x%08x\\n", i % 100, rand() * 2e9, rand() * 4e9, rand() * 4e9, rand() * 4e9, rand() * 4e9 }' >/tmp/rows.new && mv /tmp/rows.new /tmp/rows; }`,
        `i=0; while [ $i -lt ${Math.ceil(loadRows / 20_000)} ]; do cat /tmp/rows; i=$((i+1)); done | ${sql(
          'begin',
          'create table bench_load (id bigint generated always as identity, bid int, abalance int, filler char(84))',
          'copy bench_load (bid, abalance, filler) from stdin',
          'alter table bench_load add primary key (id)',
          'commit',
        )}`,
      ),
    clean: sql('drop table if exists bench_load'),
  },
};

/** In one session; each a transaction of its own, but between a `begin` and a `commit`. */
export function sql(...statements: readonly string[]): string {
  const commands = ['set client_min_messages = warning', ...statements].map((one) => `-c "${one}"`);
  return `psql -qAtX -v ON_ERROR_STOP=1 ${commands.join(' ')} postgres`;
}

/** Scripts of which all but the first are timed; one through the time in seconds. */
function timed(first: string, ...rest: readonly string[]): string {
  return [first, 'from=$(date +%s%N)', ...rest, 'awk "BEGIN { print 1e9 / ($(date +%s%N) - $from) }"'].join(
    '\n',
  );
}
