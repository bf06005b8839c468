import { ApiObject, App, Chart, JsonPatch, Lazy } from 'cdk8s';
import fc from 'fast-check';
import { GitOpsApp } from 'cdk8s-database';
import { Manifest } from '../../src/kubernetes/manifest';

type Props = ConstructorParameters<typeof Manifest>[2];

const SECRET: Props = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'one', labels: { app: 'one' } } };

function inChart<Made>(make: (chart: Chart) => Made, app: App = new GitOpsApp()): Made {
  return make(new Chart(app, 'chart', { labels: { team: 'a' }, namespace: 'shop' }));
}

/** What JSON can say, with what is left out and what is known later. */
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(undefined, null, 0, 1.5, true, false, '', 'text'),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    tie('tree').map((value): unknown => Lazy.any({ produce: () => value })),
  ),
}));

test('its JSON is byte for byte the one of an ApiObject with the same props', () => {
  fc.assert(
    fc.property(tree, tree, tree, (more, spec, data) => {
      const props = {
        ...SECRET,
        metadata: { ...SECRET.metadata, annotations: {}, finalizers: [], more },
        spec,
        data,
      };
      const ours = inChart((chart) => new Manifest(chart, 'secret', props)).toJson();
      const theirs: unknown = inChart((chart) => new ApiObject(chart, 'secret', props), new App()).toJson();
      expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
    }),
  );
});

test('a patch, a label and a resolver of the user hold as they do in an ApiObject', () => {
  const app = new GitOpsApp();
  const manifest = inChart(
    (chart) => new Manifest(chart, 'secret', { ...SECRET, stringData: { a: '1' } }),
    app,
  );
  manifest.metadata.addLabel('tier', 'data');
  manifest.addJsonPatch(JsonPatch.add('/stringData/b', '2'));
  expect(manifest.toJson()).toMatchObject({
    metadata: { labels: { app: 'one', team: 'a', tier: 'data' }, namespace: 'shop' },
    stringData: { a: '1', b: '2' },
  });

  app.resolvers.push({
    resolve: (context) => {
      if (context.value === '1') context.replaceValue('one');
    },
  });
  expect(manifest.toJson()).toMatchObject({ stringData: { a: 'one', b: '2' } });
});

test('what is added to the metadata is resolved, or refused, as that of an ApiObject', () => {
  const added = (value: unknown): unknown =>
    inChart((chart) => {
      const manifest = new Manifest(chart, 'secret', SECRET);
      manifest.metadata.add('more', { value });
      return manifest.toJson();
    });
  for (const token of [{ resolve: () => 'text' }, Lazy.any({ produce: () => 'text' })]) {
    expect(added(token)).toMatchObject({ metadata: { more: { value: 'text' } } });
  }
  expect(() => added(new Date(0))).toThrow('non-simple object');
});

test('in an app that is no GitOpsApp, its resolvers are asked', () => {
  const upper = {
    resolve: (context: { value: unknown; replaceValue: (value: unknown) => void }) => {
      if (context.value === 'text') context.replaceValue('TEXT');
    },
  };
  const app = new App({ resolvers: [upper] });
  expect(
    inChart((chart) => new Manifest(chart, 'secret', { ...SECRET, data: { a: 'text' } }), app).toJson(),
  ).toMatchObject({
    data: { a: 'TEXT' },
  });
});
