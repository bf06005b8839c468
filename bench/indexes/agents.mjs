import { join } from 'node:path';
import { word } from './words.mjs';

const FOLDER = join(import.meta.dirname, '../../examples/agents');

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The agents' memory, and what its queries are asked with: something busy, something usual, something quiet. */
export function agents(rows) {
  const ago = (time) => new Date(Date.now() - time);
  const sessions = [1, rows / 1000, rows / 20];
  const hours = [20 * DAY, 45 * DAY, 70 * DAY].map((time) => [ago(time), ago(time - HOUR)]);
  return {
    name: 'agents',
    folder: FOLDER,
    data: 'agents.sql',
    picture: join(FOLDER, 'indexes.svg'),
    parameters: {
      abandoned_sessions: [HOUR, DAY, 30 * DAY].map((time) => [ago(time)]),
      expired_memory: [0, HOUR, 12 * HOUR].map((time) => [ago(time)]),
      important_memory: [
        ['agent-1', 'fact'],
        ['agent-10', 'summary'],
        ['agent-50', 'skill'],
      ],
      inbox: [['agent-1'], ['agent-10'], ['agent-50']],
      knowledge_tagged: [[['tag-5', 'tag-20']], [['tag-30', 'tag-60']], [['tag-100']]],
      last_writers: [['step'], ['approval'], ['incident']],
      memory_about: ['order-20', 'order-1000', 'order-4000'].map((entity) => [JSON.stringify({ entity })]),
      metric_over_time: [
        ['agent-2', 'cost_usd', ago(30 * DAY)],
        ['agent-10', 'latency_ms', ago(90 * DAY)],
        ['agent-50', 'errors', ago(30 * DAY)],
      ],
      metrics_between: hours,
      open_tasks: [['agent-1'], ['agent-10'], ['agent-50']],
      recent_memory: sessions.map((id) => [id]),
      replies: [100, rows / 2, rows - 100].map((id) => [id]),
      search_knowledge: [
        [`${word(2000)} or ${word(3000)}`],
        [`${word(200)} ${word(1000)}`],
        [`${word(200)} ${word(500)} ${word(1000)}`],
      ],
      search_memory: [
        ['agent-1', `${word(100)} ${word(500)}`],
        ['agent-10', `${word(100)} ${word(500)}`],
        ['agent-50', word(1000)],
      ],
      sessions_of_user: [['user-1'], ['user-20'], [`user-${rows / 200}`]],
      traffic: hours,
      transcript: sessions.map((id) => [id]),
      usage_of_session: sessions.map((id) => [id]),
    },
  };
}
