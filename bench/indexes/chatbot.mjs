import { join } from 'node:path';
import { word } from './words.mjs';

const FOLDER = join(import.meta.dirname, '../../examples/chatbot');

/** The chatbot's conversations, and what its queries are asked with: something busy, something usual, something quiet. */
export function chatbot(rows) {
  return {
    name: 'chatbot',
    folder: FOLDER,
    data: 'chatbot.sql',
    parameters: {
      history: [1, rows / 1000, rows / 20].map((n) => [`session-${n}`]),
      latest_conversations: [['user-1'], ['user-20'], [`user-${rows / 200}`]],
      search: [[word(1000)], [`${word(100)} ${word(500)}`], [`${word(500)} ${word(2000)}`]],
    },
  };
}
