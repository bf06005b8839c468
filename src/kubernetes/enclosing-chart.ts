import { Chart, type ChartProps } from 'cdk8s';
import type { Construct } from 'constructs';

/** What a chart in SCOPE has in common with the chart around it; its own NAMESPACE wins. */
export function fromEnclosingChart(scope: Construct, namespace: string | undefined): ChartProps {
  const chart = scope.node.scopes.findLast((one) => one instanceof Chart);
  const inherited = namespace ?? chart?.namespace;
  return { ...(inherited !== undefined && { namespace: inherited }), ...(chart && { labels: chart.labels }) };
}
