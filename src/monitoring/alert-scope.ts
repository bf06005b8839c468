import { posix } from 'node:path';
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { load } from 'js-yaml';
import { synthesisOf } from '../gitops/synth/fact';
import type { Synthesis } from '../gitops/synth/synthesis';
import { KUSTOMIZATION_NAMES } from '../gitops/tree/kustomize-tree';
import type { AlertScope } from '../server/alert';
import { ifReadable } from '../text/if-readable';
import { textAt } from '../text/mapping';

/** The namespace and the names of the objects that CONSTRUCT's chart has in the cluster, as far as a file says them. */
export function alertScope(construct: Construct): AlertScope {
  const chart = Chart.of(construct);
  const synthesis = synthesisOf(construct);
  if (synthesis === undefined) return { namespace: chart.namespace, nameOf: (name) => name };
  const { tree } = synthesis.repository;
  const overlay = overlayOf(synthesis);
  const [prefix, suffix] = [textAt(overlay, 'namePrefix') ?? '', textAt(overlay, 'nameSuffix') ?? ''];
  return {
    namespace:
      textAt(overlay, 'namespace') ??
      tree.transformers.namespace ??
      chart.namespace ??
      synthesis.namespaceOf(chart.node.id),
    nameOf: (name) => `${prefix}${tree.nameOf(name)}${suffix}`,
  };
}

/** The environment's own kustomization, whose transformers come after the base's. */
function overlayOf(synthesis: Synthesis): unknown {
  if (synthesis.path === undefined) return undefined;
  const folder = posix.dirname(synthesis.path);
  const [text] = KUSTOMIZATION_NAMES.flatMap((name) => synthesis.textIfExists(`${folder}/${name}`) ?? []);
  return text === undefined ? undefined : ifReadable(() => load(text));
}
