import { ask, Game } from './game';
import { Namespace } from './namespace';

const PATH = '{.spec.template.spec.containers[0].env[?(@.name=="DB_PATH")].value}';

test('services that run keep what they get from then on, through every death of their pods', async () => {
  const game = await Game.copy();
  const namespace = await Namespace.create('sqlite-volume');
  const overlay = await game.overlay();
  await namespace.apply(overlay);
  await namespace.rolledOut('deployment/auth', 'deployment/matchmaking');

  await game.synth();
  // Applied over what runs, whose strategy has what the API server has put in for a rolling update.
  const { stderr } = await namespace.apply(overlay);
  expect(stderr).toBe('');
  await namespace.rolledOut('deployment/auth', 'deployment/matchmaking');
  const asked = ['get', 'deployment/auth', '-o', `jsonpath={.spec.strategy} ${PATH}`];
  expect((await namespace.kubectl(asked)).stdout).toBe('{"type":"Recreate"} /data/db.sqlite');

  await ask(namespace, 'auth', 'players', { name: 'Ada' });
  await ask(namespace, 'matchmaking', 'tickets', { player: 'Ada' });
  await namespace.kubectl(['delete', 'pod', '--selector=app in (auth, matchmaking)']);
  await namespace.rolledOut('deployment/auth', 'deployment/matchmaking');
  expect(await ask(namespace, 'auth', 'players')).toEqual({ players: ['Ada'] });
  expect(await ask(namespace, 'matchmaking', 'tickets')).toEqual({ waiting: ['Ada'] });

  // By server-side apply, as some GitOps controllers do.
  await namespace.kubectl(['apply', '--server-side', '--force-conflicts', '-k', overlay]);
  await namespace.rolledOut('deployment/auth');
  expect(await ask(namespace, 'auth', 'players')).toEqual({ players: ['Ada'] });
});

test('an apply by the server takes the strategy once the cluster has been told as a synth says', async () => {
  const game = await Game.copy();
  const namespace = await Namespace.create('sqlite-server-side');
  const overlay = await game.overlay();
  const apply = ['apply', '--server-side', '-k', overlay];
  await namespace.kubectl(apply);
  const { stderr } = await game.synth();
  await expect(namespace.kubectl(apply)).rejects.toThrow('rollingUpdate: Forbidden');
  for (const [, workload = '', patch = ''] of stderr.matchAll(/: kubectl patch (\S+) -p '(.*)'/g))
    await namespace.kubectl(['patch', workload, '-p', patch]);
  await namespace.kubectl(apply);
  await namespace.rolledOut('deployment/auth');
  await ask(namespace, 'auth', 'players', { name: 'Ada' });
});
