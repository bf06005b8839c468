import { folded } from './known-settings';

interface NumberRule {
  readonly accepts: (value: number) => boolean;
  readonly allowed: string;
}

/** Pages of these are kept in banks of 16; 0 lets the server choose, where its range has it. */
const banks: NumberRule = { accepts: (value) => value % 16 === 0, allowed: 'a multiple of 16 (128kB)' };

/** What the server's check hooks ask of a number beside the range that pg_settings has; names in small letters. */
const NUMBER_RULES: Readonly<Record<string, NumberRule>> = {
  commit_timestamp_buffers: banks,
  io_max_concurrency: { accepts: (value) => value !== 0, allowed: '-1, which is automatic, or 1 and more' },
  // Of the stack's limit of 8 MiB, which containers have, the server keeps 512 KiB.
  max_stack_depth: { accepts: (value) => value <= 7680, allowed: '7680kB at the most' },
  multixact_member_buffers: banks,
  multixact_offset_buffers: banks,
  notify_buffers: banks,
  serializable_buffers: banks,
  subtransaction_buffers: banks,
  transaction_buffers: banks,
  vacuum_buffer_usage_limit: {
    accepts: (value) => value === 0 || value >= 128,
    allowed: '0, which is no limit, or 128kB and more',
  },
};

/** What is allowed, where VALUE, which is inside the range, is not. */
export function refusedNumber(name: string, value: number): string | undefined {
  const rule = NUMBER_RULES[folded(name)];
  return rule === undefined || rule.accepts(value) ? undefined : rule.allowed;
}
