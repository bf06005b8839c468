const CONSONANTS = 'b c d f g h j k l m n p r s t v w z'.split(' ');
const SYLLABLES = ['a', 'e', 'o'].flatMap((vowel) => CONSONANTS.map((consonant) => consonant + vowel));
const WORDS = 20_000;

/** The Nth word of a language that has no endings and no meaning. */
export function word(n) {
  const digits = [n, n / SYLLABLES.length, n / SYLLABLES.length ** 2];
  return digits.map((digit) => SYLLABLES[Math.floor(digit) % SYLLABLES.length]).join('');
}

/** What phrases.sql picks from, the commonest first. */
export function words() {
  return Array.from({ length: WORDS }, (_, index) => word(index + 1));
}
