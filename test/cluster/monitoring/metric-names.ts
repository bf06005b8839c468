import { parser } from '@prometheus-io/lezer-promql';

/** The metrics that a query asks for. @throws Error for a text that is no PromQL */
export function metricNames(expression: string): string[] {
  const names = new Set<string>();
  parser.parse(expression).iterate({
    enter: ({ from, name, to, type }) => {
      if (type.isError) throw new Error(`no PromQL at ${from}: ${expression}`);
      if (name === 'Identifier') names.add(expression.slice(from, to));
    },
  });
  return [...names];
}
