import { listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';

/** True if a selector with matchLabels and matchExpressions takes a pod with LABELS. An empty one takes each. */
export function selects(selector: Mapping, labels: Mapping): boolean {
  return (
    Object.entries(mappingAt(selector, 'matchLabels')).every(([key, value]) => labels[key] === value) &&
    listAt(selector, 'matchExpressions').every((expression) => holds(expression, labels))
  );
}

function holds(expression: unknown, labels: Mapping): boolean {
  const value = labels[textAt(expression, 'key') ?? ''];
  const values = listAt(expression, 'values');
  switch (textAt(expression, 'operator')) {
    case 'In':
      return values.includes(value);
    case 'NotIn':
      return !values.includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}
