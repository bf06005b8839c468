import { Testing } from 'cdk8s';
import { contentJob, jobSpec, LONGEST_PREFIX } from '../../src/kubernetes/jobs';
import type { JobSpec } from '../../src/kubernetes/plain-types';
import { hardenedContainer, hardenedPod } from '../../src/kubernetes/pod-security';

const CONTAINER = { command: ['true'], image: 'busybox:1', name: 'one' };

function nameOf(data: Record<string, string>, job: (configName: string) => JobSpec): string {
  return contentJob(Testing.chart(), { prefix: 'shop-task', labels: { app: 'task' }, data, job });
}

function job(image = CONTAINER.image): JobSpec {
  return jobSpec({ spec: hardenedPod({ containers: [hardenedContainer({ ...CONTAINER, image })] }) });
}

describe('a Job that is named by its content', () => {
  it('has another name when its files or its pod change, and the same name otherwise', () => {
    const name = nameOf({ a: '1' }, () => job());
    expect(name).toMatch(/^shop-task-[0-9a-f]{8}$/);
    expect(nameOf({ a: '1' }, () => job())).toBe(name);
    expect(nameOf({ a: '2' }, () => job())).not.toBe(name);
    expect(nameOf({ a: '1' }, () => job('busybox:2'))).not.toBe(name);
  });

  it('keeps its name when fields of the pod or of a container are written in another order', () => {
    const { command, image, name } = CONTAINER;
    const reordered = jobSpec({
      spec: hardenedPod({ containers: [hardenedContainer({ name, image, command })] }),
    });
    expect(nameOf({}, () => reordered)).toBe(nameOf({}, () => job()));
  });

  it('fits into a label with the longest prefix that is allowed', () => {
    const chart = Testing.chart();
    const prefix = 'p'.repeat(LONGEST_PREFIX);
    expect(contentJob(chart, { prefix, labels: {}, data: {}, job: () => job() })).toHaveLength(63);
  });

  it('cannot be changed, and its ConfigMap neither: both have the name, which the pod mounts', () => {
    const chart = Testing.chart();
    const mounted: string[] = [];
    const name = contentJob(chart, {
      prefix: 'shop-task',
      labels: { app: 'task' },
      data: { a: '1' },
      job: (configName) => {
        mounted.push(configName);
        return job();
      },
    });
    expect(mounted.at(-1)).toBe(name);
    expect(Testing.synth(chart)).toMatchObject([
      { kind: 'ConfigMap', immutable: true, metadata: { name } },
      { kind: 'Job', metadata: { name, labels: { app: 'task' } } },
    ]);
  });
});
