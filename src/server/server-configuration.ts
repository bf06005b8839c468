import type { SettingValue } from './given-setting';

/** What the server is for. It decides on the most connections and on the planner's settings. */
export type PostgresWorkload = 'web' | 'oltp' | 'dw' | 'desktop' | 'mixed';
export type DiskType = 'hdd' | 'ssd' | 'san' | 'nvme';

/** What the server is for, and settings beyond that. */
export interface ServerConfiguration {
  /**
   * The kind of queries: many short ones (web, oltp), few long ones (dw), those of one person (desktop), or a mix.
   * @default web
   */
  readonly workload?: PostgresWorkload;
  /** The type of disk below the volume. @default ssd */
  readonly disk?: DiskType;
  /** Lines of postgresql.conf, which override the derived ones. Numbers may have units, as in `64MB`. @default none */
  readonly settings?: Readonly<Record<string, SettingValue>>;
}
