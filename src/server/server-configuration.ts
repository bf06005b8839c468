import type { SettingValue } from './given-setting';

/** What the server is for: how many connections it gets at the most, and how its queries are planned. */
export const WORKLOADS = ['web', 'oltp', 'dw', 'desktop', 'mixed'] as const;
export type PostgresWorkload = (typeof WORKLOADS)[number];
export const DISKS = ['hdd', 'ssd', 'san', 'nvme'] as const;
export type PostgresStorage = (typeof DISKS)[number];

/** What the server is for, and what is wanted of it beyond that. */
export interface ServerConfiguration {
  /**
   * What asks the server: many short queries (web, oltp), few long ones (dw), one person (desktop), or all of it.
   * @default web
   */
  readonly workload?: PostgresWorkload;
  /** What the volume is on. @default ssd */
  readonly disk?: PostgresStorage;
  /** Lines of postgresql.conf, which win over what is derived; numbers may have units, as in `64MB`. @default none */
  readonly settings?: Readonly<Record<string, SettingValue>>;
}
