import catalogShell from './catalog.sh';
import catalog from './catalog.sql';
import loadShell from './load.sh';
import load from './load.sql';
import main from './reader/__main__.py';
import copied from './reader/copied.py';
import declared from './reader/declared.py';
import jsonText from './reader/json_text.py';
import limits from './reader/limits.py';
import made from './reader/made.py';
import names from './reader/names.py';
import opened from './reader/opened.py';
import plan from './reader/plan.py';
import problems from './reader/problems.py';
import report from './reader/report.py';
import rows from './reader/rows.py';
import script from './reader/script.py';
import target from './reader/target.py';
import times from './reader/times.py';
import values from './reader/values.py';

/** The programs of the containers, by file name. Python runs the folder, by its `__main__.py`. */
export const PROGRAM: Readonly<Record<string, string>> = {
  '__main__.py': main,
  'catalog.sh': catalogShell,
  'catalog.sql': catalog,
  'copied.py': copied,
  'declared.py': declared,
  'json_text.py': jsonText,
  'limits.py': limits,
  'load.sh': loadShell,
  'load.sql': load,
  'made.py': made,
  'names.py': names,
  'opened.py': opened,
  'plan.py': plan,
  'problems.py': problems,
  'report.py': report,
  'rows.py': rows,
  'script.py': script,
  'target.py': target,
  'times.py': times,
  'values.py': values,
};
