/** What server-facts.sh prints: lines of a name and a value. */
export class FactLines {
  private readonly lines: readonly string[];

  constructor(text: string) {
    this.lines = text.split('\n');
  }

  /** The values of the lines of that name. */
  all(name: string): string[] {
    return this.lines
      .filter((line) => line.startsWith(`${name} `))
      .map((line) => line.slice(name.length + 1));
  }

  /** The words of the first line of that name. */
  words(name: string): string[] {
    return this.all(name)[0]?.split(/ +/) ?? [];
  }
}
