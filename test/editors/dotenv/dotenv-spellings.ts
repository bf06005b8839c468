/** Files in which not all readers find the variable. URL is the variable that is set, B another one. */
export const SPELLINGS: Readonly<Record<string, string>> = {
  'the variable itself in backticks': 'URL=`one\ntwo`\nB=1\n',
  'a colon': 'URL: sqlite:///x\nB=1\n',
  'a colon and nothing': 'URL: \nB=1\n',
  'export and a colon': 'export URL: sqlite:///x # why\nB=1\n',
  'blanks before "="': 'URL =sqlite:///x\nB=1\n',
  'blanks around "="': 'URL = sqlite:///x # why\nB=1\n',
  'blanks behind "="': "URL= 'sqlite:///x'\nB=1\n",
  'blanks around "=" and the value that is wanted': 'URL = postgresql://u:p%40@localhost:5433/d?a=b&c\nB=1\n',
};
export const WANTED = new Map([['URL', 'postgresql://u:p%40@localhost:5433/d?a=b&c']]);

/** Files that not all readers can read, whatever is set: npm's dotenv does. */
export const UNREADABLE: Readonly<Record<string, string>> = {
  'a value in backticks of several lines': 'A=`one\nURL=sqlite:///fake\ntwo`\nB=1\n',
  'a value in backticks of several lines, behind the variable': 'URL=old\nA=`one\nURL=x\ntwo`\nB=1\n',
  'a double quote that is not closed': 'URL=old\nA="oops\nB=1\n',
  'a single quote that is not closed': "A='oops\nURL=old\nB=1\n",
};
