// What is wrong with the build on stdin, as a JSON list: a judge that shares no code with the program.
import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';

const has = (labels, selector) =>
  Object.entries(selector ?? {}).every(([key, value]) => labels?.[key] === value);

/** What is wrong with a build, by a reading of its own. */
function wrongsIn(objects) {
  const of = (kind) => objects.filter((one) => one.kind === kind);
  const backend = of('Deployment').find(({ metadata }) => metadata.name.includes('backend'));
  const [server, ...more] = of('StatefulSet');
  if (server === undefined || more.length > 0) return [`${of('StatefulSet').length} servers`];
  const wrongs = [];
  const pod = server.spec.template;
  const { image, volumeMounts } = pod.spec.containers.find(({ name }) => name === 'postgres');
  if (!/postgres:16(\.\d+)?-bookworm$/.test(image)) wrongs.push(image);
  if ((server.spec.replicas ?? 1) !== 1) wrongs.push('replicas');
  const claim = pod.spec.volumes.find(({ persistentVolumeClaim }) => persistentVolumeClaim);
  if (
    !of('PersistentVolumeClaim').some(
      ({ metadata }) => metadata.name === claim?.persistentVolumeClaim.claimName,
    )
  )
    wrongs.push('claim');
  if (!volumeMounts.some(({ name }) => name === claim?.name)) wrongs.push('mount');
  if (!has(pod.metadata.labels, server.spec.selector.matchLabels)) wrongs.push('selector');
  const services = of('Service').filter(
    ({ spec }) => Object.keys(spec.selector ?? {}).length > 0 && has(pod.metadata.labels, spec.selector),
  );
  if (
    services.some(
      ({ spec, metadata }) =>
        metadata.name.includes('database') && (spec.type ?? 'ClusterIP') !== 'ClusterIP',
    )
  )
    wrongs.push('type');
  const env = backend.spec.template.spec.containers[0];
  const secretOf = (name) => of('Secret').find(({ metadata }) => metadata.name === name);
  const own = (env.env ?? []).find(({ name }) => name === 'DATABASE_URL');
  const named =
    own?.valueFrom?.secretKeyRef?.name ?? env.envFrom?.find(({ secretRef }) => secretRef)?.secretRef.name;
  const secret = secretOf(named);
  const text =
    own?.value ??
    secret?.stringData?.DATABASE_URL ??
    Buffer.from(secret?.data?.DATABASE_URL ?? '', 'base64').toString();
  const url = URL.parse(text.replace(/^[a-z0-9+]+:/, 'http:'));
  const isHost = ({ name, namespace }) => [name, `${name}.${namespace}.svc`].includes(url?.hostname);
  if (!services.some(({ metadata }) => isHost(metadata)))
    wrongs.push(`leads to ${url?.hostname ?? 'nothing'}`);
  const login = secretOf(pod.spec.volumes.find(({ name }) => name === 'credentials').secret.secretName);
  const value = (key) =>
    login?.stringData?.[key] ?? Buffer.from(login?.data?.[key] ?? '', 'base64').toString();
  if (decodeURIComponent(url?.password ?? '') !== value('password') || url?.username !== value('username'))
    wrongs.push('login');
  const policies = of('NetworkPolicy').filter(
    ({ spec }) =>
      spec.podSelector.matchExpressions === undefined &&
      has(pod.metadata.labels, spec.podSelector.matchLabels),
  );
  if (policies.length === 0) wrongs.push('no policy');
  const admits = (labels) =>
    policies.some(({ spec }) =>
      (spec.ingress ?? []).some((rule) =>
        (rule.from ?? [{}]).some((peer) => has(labels, peer.podSelector?.matchLabels)),
      ),
    );
  if (!admits(backend.spec.template.metadata.labels)) wrongs.push('the backend is kept out');
  const others = of('Deployment').filter((one) => one !== backend);
  if ([{}, ...others.map(({ spec }) => spec.template.metadata.labels)].some(admits))
    wrongs.push('a stranger is let in');
  return wrongs;
}

console.log(JSON.stringify(wrongsIn(loadAll(readFileSync(0, 'utf8')))));
