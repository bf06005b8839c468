const actions: (() => Promise<void>)[] = [];

/** Does it when the test file is done, whatever came of its tests; what was said last is done first. */
export function whenDone(action: () => Promise<void>): void {
  actions.unshift(action);
}

afterAll(async () => {
  for (const action of actions) await action();
});
