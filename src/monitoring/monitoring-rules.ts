import type { Rule } from '../text/rules';
import type { PostgresMonitoringProps } from './postgres-monitoring-props';

/** What Prometheus or the API server would refuse, or what would let nobody read the metrics. */
export function monitoringRules(props: PostgresMonitoringProps): Rule[] {
  const { interval = '30s', prometheus, runbooks } = props;
  return [
    {
      code: 'monitoring',
      field: 'interval',
      when: !/^(?:[1-9]\d*[smh])+$/.test(interval),
      say: `interval is ${JSON.stringify(interval)}; allowed: a duration of Prometheus, for example 30s`,
    },
    {
      code: 'monitoring',
      field: 'prometheus',
      when: prometheus?.length === 0,
      say: 'prometheus names nobody, so that nobody could read the metrics; name the pods of Prometheus, or leave it out',
    },
    runbooksRule(runbooks),
  ];
}

export function runbooksRule(runbooks = 'https://example.com/'): Rule {
  return {
    code: 'monitoring',
    field: 'runbooks',
    when: !/^https?:\/\/[^\s#]+$/.test(runbooks),
    say: `runbooks is ${JSON.stringify(runbooks)}; allowed: the address of a page, without #`,
  };
}
