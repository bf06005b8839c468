import { isDeepStrictEqual } from 'node:util';
import { isMapping } from '../../text/mapping';
import { secondOpinion } from '../../text/second-parser';
import { firstOpinion } from '../../text/yaml-documents';
import type { ListName } from './kustomization-field';

/** Does AFTER say the same as BEFORE but for VALUES, once more in the list? Two parsers have to agree. */
export function hasItemsMore(
  before: string,
  after: string,
  values: readonly string[],
  list: ListName = 'resources',
): boolean {
  return [firstOpinion, secondOpinion].every((read) => {
    const one = read(before);
    const other = read(after);
    return (
      one !== undefined && other !== undefined && isDeepStrictEqual(one, without(other, one, values, list))
    );
  });
}

/** AFTER with the items taken out in place, so that what an alias shares with the list loses them too. */
function without(
  after: unknown[],
  before: readonly unknown[],
  values: readonly string[],
  name: ListName,
): unknown[] | undefined {
  const [first] = after;
  const was = before[0];
  if (!isMapping(first) || !Array.isArray(first[name])) return undefined;
  const list = first[name] as unknown[];
  const old = isMapping(was) && Array.isArray(was[name]) ? (was[name] as unknown[]) : [];
  const added = list.findIndex((item, index) => item !== old[index]);
  if (added < 0 || list.length !== old.length + values.length) return undefined;
  if (!isDeepStrictEqual(list.splice(added, values.length), values)) return undefined;
  if (list.length > 0 || (isMapping(was) && Array.isArray(was[name]))) return after;
  if (!isMapping(was)) return Object.keys(first).length === 1 ? [...before] : undefined;
  if (name in was) Object.assign(first, { [name]: was[name] });
  else Reflect.deleteProperty(first, name);
  return after;
}
