/** The names of the indexes that the query's plan reads with any of the VALUES. */
export async function indexesUsed(client, { sql, values }) {
  const names = new Set();
  for (const parameters of values) {
    const { Plan: plan } = await explain(client, 'format json', sql, parameters);
    for (const node of nodesOf(plan)) if ('Index Name' in node) names.add(node['Index Name']);
  }
  return names;
}

/** Runs it, and says by which nodes, how many pages they read, and how long it took the server to plan and to run it. */
export async function analyzed(client, sql, parameters) {
  // The first plan after a change of the catalogs takes longer, since the server reads them anew.
  await explain(client, 'format json', sql, parameters);
  const explained = await explain(client, 'analyze, buffers, timing off, format json', sql, parameters);
  const plan = explained.Plan;
  return {
    nodes: [...new Set([...nodesOf(plan)].map((node) => node['Node Type']))],
    pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
    milliseconds: explained['Planning Time'] + explained['Execution Time'],
  };
}

async function explain(client, options, sql, parameters) {
  const { rows } = await client.query(`explain (${options}) ${sql}`, parameters);
  return rows[0]['QUERY PLAN'][0];
}

/** From the top down. */
function* nodesOf(plan) {
  yield plan;
  for (const child of plan.Plans ?? []) yield* nodesOf(child);
}
