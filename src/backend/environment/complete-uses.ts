import { Refusal, type Notice } from '../../text/refusal';
import type { Driver } from '../url/driver';
import { besideConnection, refusalOf } from './beside-connection';
import type { PlannedUse } from './planned-uses';
import { tlsValue, withTls } from './tls-variable';

type Uses = readonly [PlannedUse, ...PlannedUse[]];

export interface Completion {
  /** @default - not known */
  readonly driver?: Driver | undefined;
  /** True if the application checks the server's certificate. */
  readonly isVerified?: boolean;
  /** True if main.ts says which variables change: nothing is added to them. */
  readonly isGiven?: boolean;
  /** True if main.ts says that what is there gives way: nothing is refused. */
  readonly isReplaced?: boolean;
}

/**
 * Adds to the variables of a connection what has to change with it: encryption, and the dialect of another database.
 * @throws Refusal for what stands beside them and would override or end the connection
 */
export function completeUses(
  uses: Uses,
  { driver, isVerified = false, isGiven = false, isReplaced = false }: Completion,
): Uses {
  const mode = tlsValue(driver);
  const circumstances = { ...(mode !== undefined && { mode }), isVerified };
  const problems: Notice[] = [];
  const complete = (use: PlannedUse): PlannedUse => {
    const beside = besideConnection(use, circumstances);
    problems.push(...beside.problems);
    if (isGiven) {
      problems.push(...beside.set.map((one) => refusalOf(use, one)));
      return use;
    }
    const added = beside.set.map(({ current, value }) => ({ name: current.name, part: { value }, current }));
    return { ...use, variables: [...use.variables, ...added] };
  };
  const [first, ...others] = isGiven ? uses : withTls(uses, driver);
  const completed = [complete(first), ...others.map(complete)] as const;
  if (problems.length > 0 && !isReplaced) throw new Refusal(problems);
  return completed;
}
