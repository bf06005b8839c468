'use strict';
// A rendered file stands in its snapshot as the text it is, and not as a quoted string.
module.exports = {
  test: (value) => typeof value === 'string' && value.includes('\n'),
  serialize: (value) => value,
};
