import { folded } from './known-settings';

interface NumberRule {
  readonly accepts: (value: number) => boolean;
  readonly allowed: string;
}

/** Their pages are in banks of 16. 0 lets the server choose, if the setting's range contains it. */
const banks: NumberRule = { accepts: (value) => value % 16 === 0, allowed: 'a multiple of 16 (128kB)' };

/** The server's checks of a number in addition to its range in pg_settings; names in lower case. */
const NUMBER_RULES: Readonly<Record<string, NumberRule>> = {
  commit_timestamp_buffers: banks,
  io_max_concurrency: { accepts: (value) => value !== 0, allowed: '-1 (automatic), or at least 1' },
  // The server keeps 512 KiB of the stack's limit, which is 8 MiB in containers.
  max_stack_depth: { accepts: (value) => value <= 7680, allowed: 'at most 7680kB' },
  multixact_member_buffers: banks,
  multixact_offset_buffers: banks,
  notify_buffers: banks,
  serializable_buffers: banks,
  subtransaction_buffers: banks,
  transaction_buffers: banks,
  vacuum_buffer_usage_limit: {
    accepts: (value) => value === 0 || value >= 128,
    allowed: '0 (no limit), or at least 128kB',
  },
};

/** The allowed values if VALUE, which is inside the range, is not allowed; else undefined. */
export function refusedNumber(name: string, value: number): string | undefined {
  const rule = NUMBER_RULES[folded(name)];
  return rule === undefined || rule.accepts(value) ? undefined : rule.allowed;
}
